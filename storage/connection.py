"""One connection to the database file, and the thread that speaks on it."""

import sqlite3
from asyncio import shield, wrap_future
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Executable, NullPool, Row, create_engine, event
from sqlalchemy.exc import DBAPIError

Result = TypeVar("Result")

PRAGMAS = ("foreign_keys = ON", "busy_timeout = 5000", "synchronous = FULL")
"""SQLite checks no foreign keys and gives up at once when it is busy, unless told otherwise."""
WRITE_AHEAD = "journal_mode = WAL"
"""A file that was copied or restored may have another mode, in which readers block writers."""

STEPS = 10_000
"""Of SQLite's machine, a fraction of a millisecond, between two looks at the clock."""

_OF_THE_DISK = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_engine(path: Path, *, read_only: bool = False) -> Engine:
    """No driver and no pool between us and SQLite: who opens a connection says BEGIN and COMMIT.

    Errors do not quote what was to be written: it is what people text each other.
    """
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    pragmas = (*PRAGMAS, "query_only = ON" if read_only else WRITE_AHEAD)

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine


def is_of_the_disk(error: Exception) -> bool:
    """Whether what was asked was right, and only the disk or another process is in the way."""
    return _code(error) in _OF_THE_DISK


def was_given_up(error: Exception) -> bool:
    """Because it took too long."""
    return _code(error) == sqlite3.SQLITE_INTERRUPT


def is_damage(error: Exception) -> bool:
    """Whether the file is damaged, or is no database at all."""
    return _code(error) in _DAMAGED


def _code(error: Exception) -> int:
    """What SQLite calls it, without the details; 0 for what SQLite did not raise."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(raised, "sqlite_errorcode", None) or 0) & 0xFF


class DatabaseConnection:
    """Answers in the order it was asked, and finishes what it has begun.

    aiosqlite changes threads four times a statement, this once: a webhook takes half as long.
    To build a statement takes up to five times as long as to have it answered, so what is asked
    for every message is built once: its `bindparam`s are the `values` it is asked with.
    A task that is cancelled leaves its statement to the thread, so the connection is never
    given up half-way and nothing else is said on it in between.
    """

    def __init__(self, engine: Engine) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._connection = self._thread.submit(engine.connect).result()

    def submit(self, work: Callable[[Connection], Result]) -> "Future[Result]":
        """Queue work on the connection's thread, behind all that was queued before."""
        return self._thread.submit(work, self._connection)

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        return await shield(wrap_future(self.submit(work)))

    def hurry(self, seconds: float | None) -> None:
        """Give up what is not answered so long after all that was asked before; `None`: never."""
        self.submit(partial(_hurry, seconds=seconds))

    async def fetch_all(self, statement: Executable, **values: object) -> Sequence[Row[Any]]:
        return await self.run(lambda connection: connection.execute(statement, values).all())

    async def fetch_one(self, statement: Executable, **values: object) -> Row[Any] | None:
        """The first one."""
        return await self.run(lambda connection: connection.execute(statement, values).first())

    async def scalar(self, statement: Executable, **values: object) -> Any:
        """The first column of the first row; `None` without one."""
        row = await self.fetch_one(statement, **values)
        return row[0] if row else None

    async def execute(
        self,
        statement: Executable,
        rows: Sequence[Mapping[str, object]] | None = None,
        **values: object,
    ) -> int:
        """Say how many rows it changed."""
        given = rows or values
        return await self.run(lambda connection: connection.execute(statement, given).rowcount)

    def close(self) -> None:
        """Waits for what was asked before."""
        self.submit(Connection.close).result()
        self._thread.shutdown()


def _hurry(connection: Connection, *, seconds: float | None) -> None:
    sqlite = connection.connection.driver_connection
    assert isinstance(sqlite, sqlite3.Connection)
    if seconds is None:
        sqlite.set_progress_handler(None, STEPS)
    else:
        end = monotonic() + seconds
        sqlite.set_progress_handler(lambda: monotonic() > end, STEPS)
