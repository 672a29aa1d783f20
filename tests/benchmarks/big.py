"""With 100,000 conversations and 1,000,000 messages: what reading costs, and a cold start."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.gateways.clock import SystemClock
from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.actor import Member
from domain.model.conversation_list import ListPosition, ListQuery, NeedsAttention
from domain.services.accounts.sign_in import SignInService
from domain.services.inbox.conversation_list import LIST_PAGE_SIZE, ConversationListService
from domain.services.inbox.conversations import ConversationsService
from domain.services.inbox.message_window import LOG_PAGE_SIZE
from storage.database import Database
from tests.benchmarks.big_data import (
    COMMON_WORD,
    LONGEST,
    RARE_NAME,
    RARE_NUMBER,
    RARE_WORD,
    big_data,
)
from tests.benchmarks.demo_data import DATABASE, EMAIL, PASSWORD
from tests.benchmarks.measuring import percentile
from tests.benchmarks.programs import ours
from tests.benchmarks.reading import milliseconds, timed
from tests.benchmarks.starting import seconds_until_up
from tests.benchmarks.table import Budget, Row, at_most

READINGS = 40
LONG_ONE = 1
"""The conversation with the most messages."""
DEEP = 99 * LIST_PAGE_SIZE
"""Rows before the hundredth page."""

BARE_LIST = (
    "SELECT * FROM conversations WHERE company_id = 1 AND status = 'open'"
    f" ORDER BY last_message_at DESC, id DESC LIMIT {LIST_PAGE_SIZE}"
)
BARE_LOG = (
    f"SELECT * FROM messages WHERE conversation_id = {LONG_ONE}"
    f" ORDER BY at DESC, id DESC LIMIT {LOG_PAGE_SIZE}"
)
BARE_UNREAD = (
    "SELECT id FROM conversations NOT INDEXED"
    " LEFT JOIN read_marks ON conversation_id = id AND user_id = 1"
    " WHERE status = 'open' AND last_inbound_id > coalesce(up_to, 0)"
)
BARE_SEARCH = "SELECT rowid FROM messages_fts WHERE messages_fts MATCH '\"{}\"' LIMIT 50"
BARE_SCAN = (
    "SELECT DISTINCT conversation_id FROM messages WHERE instr(search_text, '{}')"
    f" LIMIT {LIST_PAGE_SIZE}"
)

BARE_FOUND = f"SELECT id FROM conversations WHERE status = 'open' AND {{}} LIMIT {LIST_PAGE_SIZE}"
BARE_NAME = BARE_FOUND.format("instr(search_title, '{}')")
BARE_PHONE = BARE_FOUND.format("instr(customer_number, '{}')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Amira, and what she asks."""

    conversations: ConversationsService
    listing: ConversationListService
    amira: Member
    deep: ListPosition
    middle: int
    """A message half-way up the longest conversation."""

    async def lists(self, query: ListQuery, after: ListPosition | None = None) -> object:
        return await self.listing.page(query, by=self.amira, after=after)

    def containing(self, text: str) -> Awaitable[object]:
        return self.lists(ListQuery(containing=text))


@dataclass(frozen=True, slots=True)
class Question:
    what: str
    asked: Callable[[Desk], Awaitable[object]]
    bare: str
    budget: Budget | None


QUESTIONS = (
    Question("list", lambda desk: desk.lists(ListQuery()), BARE_LIST, at_most(5)),
    Question(
        "list, page 100",
        lambda desk: desk.lists(ListQuery(), desk.deep),
        f"{BARE_LIST} OFFSET {DEEP}",
        at_most(5),
    ),
    Question(
        f"conversation of {LONGEST:,} opened",
        lambda desk: desk.conversations.open(LONG_ONE, by=desk.amira),
        BARE_LOG,
        at_most(5),
    ),
    Question(
        "older messages, half-way up",
        lambda desk: desk.conversations.older(desk.middle, by=desk.amira),
        f"{BARE_LOG} OFFSET {LONGEST // 2}",
        at_most(5),
    ),
    Question(
        "unread ones",
        lambda desk: desk.listing.unread(by=desk.amira),
        BARE_UNREAD,
        at_most(150),
    ),
    Question(
        "message filter, a rare word",
        lambda desk: desk.containing(RARE_WORD),
        BARE_SEARCH.format(RARE_WORD),
        at_most(50),
    ),
    Question(
        "message filter, the commonest word",
        lambda desk: desk.containing(COMMON_WORD),
        BARE_SEARCH.format(COMMON_WORD),
        at_most(50),
    ),
    Question(
        "message filter, two letters",
        lambda desk: desk.containing(COMMON_WORD[:2]),
        BARE_SCAN.format(COMMON_WORD[:2]),
        at_most(50),
    ),
    Question(
        "message filter, nothing found",
        lambda desk: desk.containing("qqqq"),
        BARE_SEARCH.format("qqqq"),
        at_most(50),
    ),
    Question(
        "name filter, one has it",
        lambda desk: desk.lists(ListQuery(name=RARE_NAME)),
        BARE_NAME.format(RARE_NAME.casefold()),
        at_most(100),
    ),
    Question(
        "name filter, nothing found",
        lambda desk: desk.lists(ListQuery(name="qqqq")),
        BARE_NAME.format("qqqq"),
        at_most(100),
    ),
    Question(
        "phone filter, one has it",
        lambda desk: desk.lists(ListQuery(phone="(416) 888-7777")),
        BARE_PHONE.format(RARE_NUMBER),
        at_most(100),
    ),
    Question(
        "phone filter, nothing found",
        lambda desk: desk.lists(ListQuery(phone="905 555 0000")),
        BARE_PHONE.format("9055550000"),
        at_most(100),
    ),
    *(
        Question(
            f"only {need.value}",
            lambda desk, need=need: desk.lists(ListQuery(only=need)),
            BARE_LIST,
            at_most(100),
        )
        for need in NeedsAttention
    ),
)


def rows(_data: Path) -> Iterator[Row]:
    data = big_data()
    answers = asyncio.run(asked(data / DATABASE))
    for question, times in zip(QUESTIONS, answers, strict=True):
        yield Row(
            what=f"1M messages: {question.what}, p50",
            unit="ms",
            ours=percentile(times, 50),
            floor=bare_milliseconds(data / DATABASE, question.bare),
            budget=question.budget,
        )
    yield Row(
        what="1M messages: cold start to /healthz",
        unit="s",
        ours=seconds_until_up(lambda: ours(data)),
        budget=at_most(5),
    )


async def asked(path: Path) -> list[list[float]]:
    """Milliseconds of each question, asked again and again."""
    clock = SystemClock()
    store = Database(path)
    accounts = SignInService(store=store, clock=clock, passwords=Argon2Passwords())
    try:
        _, amira = await accounts.sign_in(EMAIL, PASSWORD, address="127.0.0.1", device="bench")
        desk = Desk(
            conversations=ConversationsService(store=store, clock=clock),
            listing=ConversationListService(store=store, phones=PhoneNumbers()),
            amira=amira,
            deep=position_in(path),
            middle=middle_in(path),
        )
        return [await asked_again(question, desk) for question in QUESTIONS]
    finally:
        await store.close()


async def asked_again(question: Question, desk: Desk) -> list[float]:
    """What takes long is not asked so often."""
    first = await milliseconds(lambda: question.asked(desk))
    times = READINGS if first < 100 else 3
    return await timed(lambda: question.asked(desk), times=times)


def bare_milliseconds(path: Path, statement: str) -> float:
    """By sqlite3 alone, the second time."""

    async def read() -> None:
        database.execute(statement).fetchall()

    with closing(sqlite3.connect(path)) as database:
        return percentile(asyncio.run(timed(read, times=3)), 50)


def position_in(path: Path) -> ListPosition:
    at, number = first_of(path, f"SELECT last_message_at, id FROM ({BARE_LIST} OFFSET {DEEP})")
    return ListPosition(datetime.fromisoformat(str(at)).replace(tzinfo=UTC), int(str(number)))


def middle_in(path: Path) -> int:
    (number,) = first_of(path, f"SELECT id FROM ({BARE_LOG} OFFSET {LONGEST // 2})")
    return int(str(number))


def first_of(path: Path, statement: str) -> tuple[object, ...]:
    with closing(sqlite3.connect(path)) as database:
        row: tuple[object, ...] = database.execute(statement).fetchone()
    return row
