"""What the services need by themselves: signing in, the list, a conversation."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

from domain.gateways.clock import SystemClock
from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.conversation_list import ListQuery
from domain.model.conversations import Status
from domain.services.accounts.sign_in import SignInService
from domain.services.inbox.conversation_list import LIST_PAGE_SIZE, ConversationListService
from domain.services.inbox.conversations import ConversationsService
from domain.services.inbox.message_window import LOG_PAGE_SIZE
from storage.database import Database
from tests.benchmarks.demo_data import DATABASE, EMAIL, PASSWORD, id_of_maya
from tests.benchmarks.measuring import percentile
from tests.benchmarks.programs import temporary_folder
from tests.benchmarks.table import Budget, Row, at_most

SIGN_INS, READINGS = 10, 300
BARE_LIST = f"SELECT * FROM conversations ORDER BY last_message_at DESC LIMIT {LIST_PAGE_SIZE}"
BARE_LOG = (
    "SELECT * FROM messages WHERE conversation_id = ? "
    f"ORDER BY at DESC, id DESC LIMIT {LOG_PAGE_SIZE}"
)

Question = Callable[[], Awaitable[object]]


def rows(data: Path) -> Iterator[Row]:
    """Beside sqlite3 reading the same rows as they are."""
    with temporary_folder() as folder:
        path = Path(shutil.copy(data / DATABASE, folder))
        maya = id_of_maya(data)
        signing_in, listing, opening = asyncio.run(asked(path, maya))
        bare_listing, bare_opening = read_barely(path, maya)
    yield Row(
        what="password verified, p50",
        unit="ms",
        ours=percentile(signing_in, 50),
        budget=Budget(least=30, most=160),
    )
    for what, times, bare in (
        (f"list of {LIST_PAGE_SIZE}", listing, bare_listing),
        (f"conversation opened, {LOG_PAGE_SIZE} messages", opening, bare_opening),
    ):
        for percent, budget in ((50, at_most(5)), (99, None)):
            yield Row(
                what=f"{what}, p{percent}",
                unit="ms",
                ours=percentile(times, percent),
                floor=percentile(bare, percent),
                budget=budget,
            )


async def asked(path: Path, maya: int) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each sign-in, each list and each opened conversation."""
    clock, passwords = SystemClock(), Argon2Passwords()
    store = Database(path)
    accounts = SignInService(store=store, clock=clock, passwords=passwords)
    conversations = ConversationsService(store=store, clock=clock)
    listing = ConversationListService(store=store, phones=PhoneNumbers())
    try:
        _, amira = await accounts.sign_in(EMAIL, PASSWORD, address="127.0.0.1", device="bench")
        hashed = await passwords.hash(PASSWORD)
        query = ListQuery(Status.OPEN)
        return (
            await timed(lambda: passwords.matches(PASSWORD, hashed), times=SIGN_INS),
            await timed(lambda: listing.page(query, by=amira), times=READINGS),
            await timed(lambda: conversations.open(maya, by=amira), times=READINGS),
        )
    finally:
        await store.close()


async def timed(question: Question, *, times: int) -> list[float]:
    await question()
    return [await milliseconds(question) for _ in range(times)]


async def milliseconds(question: Question) -> float:
    start = time.perf_counter()
    await question()
    return 1000 * (time.perf_counter() - start)


def read_barely(path: Path, maya: int) -> tuple[list[float], list[float]]:
    with closing(sqlite3.connect(path)) as database:

        def reading(statement: str, *values: int) -> float:
            start = time.perf_counter()
            database.execute(statement, values).fetchall()
            return 1000 * (time.perf_counter() - start)

        return (
            [reading(BARE_LIST) for _ in range(READINGS)],
            [reading(BARE_LOG, maya) for _ in range(READINGS)],
        )
