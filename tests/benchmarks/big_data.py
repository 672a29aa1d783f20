"""A company that has texted for years: 100,000 conversations and 1,000,000 messages.

Made once by bulk, and kept in the system's temporary folder under a name that says of what.
"""

import asyncio
import hashlib
import os
import random
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from domain.gateways.passwords import Argon2Passwords
from domain.model.users import NewUser
from storage.database import Database
from storage.migrate import migrate
from storage.search import fold
from tests.benchmarks.demo_data import DATABASE, EMAIL, PASSWORD

CONVERSATIONS, MESSAGES = 100_000, 1_000_000
LONGEST = 10_000
"""Messages of the first conversation, which is longer than all others."""
PLACES, WORDS, SEED = 10, 8_000, 8841
BEGAN, BETWEEN = datetime(2021, 1, 4, 9, tzinfo=UTC), timedelta(minutes=3)
RARE_NAME, RARE_NUMBER = "Zebulon Quartermain", "+14168887777"
COMMON_WORD, RARE_WORD = "mera", "xylophone"
SYLLABLES = "babebodadedukakekilalelomamémeneniraréro"
"""Pairs of letters."""

Values = dict[str, object]


@dataclass(slots=True)
class Thread:
    """What is remembered of a conversation while its messages are made."""

    first_at: str | None = None
    last_id: int = 0
    last_at: str = ""
    last_inbound_id: int = 0
    last_outbound_at: str | None = None
    waiting_since: str | None = None

    def take(self, message_id: int, at: str, *, is_inbound: bool) -> None:
        self.first_at = self.first_at or at
        self.last_id, self.last_at = message_id, at
        if is_inbound:
            self.last_inbound_id = message_id
            self.waiting_since = self.waiting_since or at
        else:
            self.last_outbound_at, self.waiting_since = at, None


def big_data() -> Path:
    """A folder with the database in it. Whoever writes to it copies it before."""
    folder = Path(tempfile.gettempdir()) / f"live-conversations-{fingerprint()}"
    database = folder / DATABASE
    if not database.exists():
        folder.mkdir(exist_ok=True)
        unfinished = database.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        fill(unfinished)
        os.replace(unfinished, database)
    return folder


def fingerprint() -> str:
    """Of the schema, the sizes and the words: all that this file says."""
    schema = Path(__file__).parents[2] / "storage/migrations/versions"
    sources = [*sorted(schema.glob("*.py")), Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


def fill(path: Path) -> None:
    migrate(path)
    asyncio.run(people(path))
    chance = random.Random(SEED)
    threads = [Thread() for _ in range(CONVERSATIONS)]
    with closing(sqlite3.connect(path)) as database:
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
            database.execute(f"PRAGMA {pragma}")
        add_without_triggers(database, "messages", messages(threads, chance))
        add(database, "conversations", conversations(threads, chance))
        add(database, "read_marks", read_marks(threads, chance))
        add(database, "timeline", starts(threads))
        database.execute("INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def people(path: Path) -> None:
    """Amira, who works at all ten places."""
    store = Database(path)
    amira = NewUser(
        company_id=1,
        email=EMAIL,
        name="Amira Benali",
        is_admin=False,
        may_converse=True,
        password_hash=await Argon2Passwords().hash(PASSWORD),
    )
    async with store.transaction() as tx:
        await tx.companies.add("Long Standing", live_conversations=True, at=BEGAN)
        await tx.users.add(amira, at=BEGAN)
        for place in range(1, PLACES + 1):
            number = app_number(place)
            await tx.companies.add_point_of_contact(
                1, f"Street {place}", app_number=number, is_default=True, at=BEGAN
            )
            await tx.users.assign(1, place)
    await store.close()


def messages(threads: list[Thread], chance: random.Random) -> Iterator[Values]:
    words = vocabulary(chance)
    plain = {word: fold(word) for word in words}
    odds = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
    for number, owner in enumerate(owners(chance), start=1):
        said = chance.choices(words, cum_weights=odds, k=chance.randrange(1, 16))
        if number % 50_000 == 0:
            said.append(RARE_WORD)
        is_inbound, at = chance.random() < 0.5, moment(number)
        threads[owner].take(number, at, is_inbound=is_inbound)
        yield {
            "id": number,
            "conversation_id": owner + 1,
            "text": " ".join(said).capitalize(),
            "search_text": " ".join(plain.get(word, word) for word in said),
            "at": at,
            "unreached": 0,
            **(taken_in(number) if is_inbound else sent(number, chance)),
        }


def owners(chance: random.Random) -> list[int]:
    """Which conversation each message is in: few are long, and most are short."""
    odds = list(accumulate(rank**-0.6 for rank in range(1, CONVERSATIONS)))
    others = range(1, CONVERSATIONS)
    more = chance.choices(others, cum_weights=odds, k=MESSAGES - LONGEST - len(others))
    all_of_them = [0] * LONGEST + [*others] + more
    chance.shuffle(all_of_them)
    return all_of_them


def vocabulary(chance: random.Random) -> list[str]:
    """The commonest word first."""
    made = {COMMON_WORD: None}
    pairs = [SYLLABLES[at : at + 2] for at in range(0, len(SYLLABLES), 2)]
    while len(made) < WORDS:
        made["".join(chance.choices(pairs, k=chance.randrange(1, 5)))] = None
    return list(made)


def taken_in(number: int) -> Values:
    return {
        "direction": "inbound",
        "author_id": None,
        "delivery": "received",
        "error": None,
        "attempt": 0,
        "account": "AC1",
        "carrier_id": f"SM{number:032x}",
        "client_key": None,
    }


def sent(number: int, chance: random.Random) -> Values:
    has_failed = chance.random() < 0.03
    return {
        "direction": "outbound",
        "author_id": 1,
        "delivery": "failed" if has_failed else "delivered",
        "error": "30003" if has_failed else None,
        "attempt": 1,
        "account": None,
        "carrier_id": None,
        "client_key": f"key-{number}",
    }


def conversations(threads: list[Thread], chance: random.Random) -> Iterator[Values]:
    words = vocabulary(random.Random(SEED))
    for number, thread in enumerate(threads, start=1):
        place = number % PLACES + 1
        title = " ".join(chance.choices(words, k=2)).title() if chance.random() < 0.3 else None
        if number == CONVERSATIONS // 2:
            title = RARE_NAME
        yield {
            "id": number,
            "company_id": 1,
            "point_of_contact_id": place,
            "app_number": app_number(place),
            "customer_number": customer_number(number),
            "title": title,
            "search_title": fold(title or ""),
            "status": "closed" if number > 1 and chance.random() < 0.2 else "open",
            "colour": number % 12,
            "started_at": thread.first_at,
            "started_by": None,
            "updated_at": thread.last_at,
            "last_message_id": thread.last_id,
            "last_message_at": thread.last_at,
            "last_inbound_id": thread.last_inbound_id,
            "last_outbound_at": thread.last_outbound_at,
            "waiting_since": thread.waiting_since,
        }


def read_marks(threads: list[Thread], chance: random.Random) -> Iterator[Values]:
    """Amira has read nine of ten."""
    for number, thread in enumerate(threads, start=1):
        if chance.random() < 0.9:
            yield {"conversation_id": number, "user_id": 1, "up_to": thread.last_inbound_id}


def starts(threads: list[Thread]) -> Iterator[Values]:
    for number, thread in enumerate(threads, start=1):
        yield {
            "conversation_id": number,
            "happening": "started",
            "at": thread.first_at,
            "by_id": None,
            "text": "",
            "client_key": None,
        }


def app_number(place: int) -> str:
    return f"+14165550{place:03}"


def customer_number(number: int) -> str:
    return RARE_NUMBER if number == CONVERSATIONS // 3 else f"+1647{2_000_000 + number}"


def moment(number: int) -> str:
    """As SQLAlchemy writes it."""
    return f"{BEGAN + number * BETWEEN:%Y-%m-%d %H:%M:%S.%f}"


def add_without_triggers(database: sqlite3.Connection, table: str, rows: Iterable[Values]) -> None:
    """Without full text, which is built faster in one go, when all are there."""
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    triggers = database.execute(found, (table,)).fetchall()
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    add(database, table, rows)
    for _, statement in triggers:
        database.execute(statement)


def add(database: sqlite3.Connection, table: str, rows: Iterable[Values]) -> None:
    """A column that is not told of here stays empty where it may, else it is 0 or without text."""
    described = database.execute(f"PRAGMA table_info({table})").fetchall()
    blank = {name: blank_of(kind) if must else None for _, name, kind, must, _, _ in described}
    if "id" in blank:
        blank["id"] = None  # SQLite numbers them
    values = ", ".join(f":{name}" for name in blank)
    statement = f"INSERT INTO {table} ({', '.join(blank)}) VALUES ({values})"
    database.executemany(statement, (blank | row for row in rows))


def blank_of(kind: str) -> object:
    return "" if kind == "TEXT" or "CHAR" in kind else 0


if __name__ == "__main__":
    print(big_data())
