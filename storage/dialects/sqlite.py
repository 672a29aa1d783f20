"""SQLite, embedded: aiosqlite in a thread for each connection, one writer, readers beside it."""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any, cast

import aiosqlite
from sqlalchemy import (
    URL,
    AsyncAdaptedQueuePool,
    Connection,
    Engine,
    NullPool,
    Select,
    column,
    create_engine,
    event,
    select,
    table,
)
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import EMPTY_DICT

from storage.dialects import keep_connection

# It logs what is written, which is what people text each other.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA synchronous = FULL",
)
"""SQLite checks no foreign keys and gives up at once when it is busy, unless told otherwise."""
WRITE_AHEAD = "PRAGMA journal_mode = WAL"
"""A file that was copied or restored may have another mode, in which readers block writers."""
READ_ONLY = "PRAGMA query_only = ON"

STEPS = 10_000
"""Of SQLite's machine, a fraction of a millisecond, between two looks at the clock."""

_INDEX = table("messages_fts", column("rowid"), column("messages_fts"))
_OF_THE_DISK = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class SQLite:
    """One file, migrated before."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def writing(self) -> AsyncEngine:
        """A transaction that reads before it writes must hold the lock from the beginning."""
        # Now, because the mode cannot be changed any more while somebody reads.
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute(WRITE_AHEAD)
        return _engine(self._path, connections=1, begin="BEGIN IMMEDIATE")

    def reading(self, connections: int) -> AsyncEngine:
        return _engine(self._path, READ_ONLY, connections=connections, begin="BEGIN")

    async def hurry(self, connection: AsyncConnection, seconds: float | None) -> None:
        raw = await connection.get_raw_connection()
        driver = cast(aiosqlite.Connection, raw.driver_connection)
        handler = None if seconds is None else _too_late(monotonic() + seconds)
        await driver.set_progress_handler(cast(Callable[[], int], handler), STEPS)

    def ids_containing(self, needle: str) -> Select[Any]:
        return select(_INDEX.c.rowid).where(_INDEX.c.messages_fts.match(_quoted(needle)))

    def was_given_up(self, error: Exception) -> bool:
        return _code(error) == sqlite3.SQLITE_INTERRUPT

    def is_unavailable(self, error: Exception) -> bool:
        return is_of_the_disk(error)

    def is_damage(self, error: Exception) -> bool:
        return is_damage(error)


def open_engine(path: Path, *, read_only: bool = False) -> Engine:
    """Without an event loop, for commands: who opens a connection says BEGIN and COMMIT."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    pragmas = (*PRAGMAS, READ_ONLY if read_only else WRITE_AHEAD)

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    event.listen(engine, "connect", prepare)
    return engine


def is_of_the_disk(error: Exception) -> bool:
    """Whether what was asked was right, and only the disk or another process is in the way."""
    return _code(error) in _OF_THE_DISK


def is_damage(error: Exception) -> bool:
    """Whether the file is damaged, or is no database at all."""
    return _code(error) in _DAMAGED


def _code(error: Exception) -> int:
    """What SQLite calls it, without the details; 0 for what SQLite did not raise."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(raised, "sqlite_errorcode", None) or 0) & 0xFF


def _too_late(end: float) -> Callable[[], int]:
    return lambda: int(monotonic() > end)


def _quoted(needle: str) -> str:
    """As one phrase; bare words like NEAR or OR, quotes and stars would be commands."""
    return '"' + needle.replace('"', '""') + '"'


def _engine(path: Path, *pragmas: str, connections: int, begin: str) -> AsyncEngine:
    """Errors do not quote what was to be written: it is what people text each other.

    Whoever borrows a connection ends its transaction, so the pool need not do it once more.
    """

    def connect() -> _Connection:
        dbapi: Any = engine.dialect.dbapi
        opened = dbapi.connect(str(path), isolation_level=None, factory=_FetchingConnection)
        connection = _Connection(dbapi, opened.driver_connection)
        try:
            for pragma in (*PRAGMAS, *pragmas):
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        creator=connect,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=None,
        pool_reset_on_return=None,
        hide_parameters=True,
    )

    def say_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "begin", say_begin)
    event.listen(engine.sync_engine, "handle_error", keep_connection)
    return engine


# SQLAlchemy's own cursor changes threads four times a statement, this one once (decision 8).


class _FetchingCursor(sqlite3.Cursor):
    def fetchall(self) -> list[Any]:
        """All that there is to know of the answer, from the thread that has it."""
        return [self, super().fetchall()]


class _FetchingConnection(sqlite3.Connection):
    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        return self.cursor(_FetchingCursor).execute(sql, parameters)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ()

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        answer = await self._connection.execute_fetchall(operation, parameters or ())
        self._cursor, rows = answer
        self._rows = deque(rows)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Sequence[Any]) -> None:
        self._cursor = await self._connection.executemany(operation, seq_of_parameters)

    async def _async_soft_close(self) -> None:
        """Nothing is left in the other thread."""

    def close(self) -> None:
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = _Cursor
