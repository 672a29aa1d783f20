"""Bring a PostgreSQL database up to this program's tables before anyone is served."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from asyncpg import PostgresError
from sqlalchemy import Connection, func, inspect, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import column, table

from domain.model.errors import DomainError
from storage.dialects.postgresql import PostgreSQL, open_engine
from storage.migrate import DatabaseIsNewer, known_revisions, newest_revision

T = TypeVar("T")

FIRST = "0019"
"""No earlier version of the tables was ever in PostgreSQL."""
FIRST_TABLES = Path(__file__).parent / "migrations" / f"postgresql_{FIRST}.sql"
NOTED = table("alembic_version", column("version_num"))
MOVING = "moving"
"""Noted in place of a revision, until all rows of another database are there."""
SERVER = 7_305_810_226_438
"""The number of the lock that the only server holds for as long as it lives."""


class MoveInterrupted(DomainError):
    def __init__(self, url: str) -> None:
        super().__init__(
            f"A move into {named(url)} was interrupted. Run it again, and it goes on: "
            "uv run main.py move-database URL"
        )


class DatabaseInUse(DomainError):
    def __init__(self, url: str) -> None:
        super().__init__(
            f"A server works with the database {named(url)} already, or another one is being "
            "moved into it. Two servers cannot share a database yet: stop the first one."
        )


class DatabaseUnreachable(DomainError):
    def __init__(self, url: str, error: Exception) -> None:
        reason = str(getattr(error, "orig", None) or error)
        super().__init__(f"The database {named(url)} cannot be used: {reason}")


def named(url: str) -> str:
    """As it may be shown: without the password."""
    return make_url(url).render_as_string(hide_password=True)


def migrate(url: str) -> None:
    """All or nothing. A second process that starts at the same moment waits until we are done.

    Raise `DatabaseIsNewer`, `DatabaseUnreachable`.
    """
    if revision(url) != newest_revision():
        asyncio.run(_in_turn(url, _migrate))


def revision(url: str) -> str | None:
    """Which version of the tables it has; `None` for an empty one.

    Raise `DatabaseIsNewer`, `DatabaseUnreachable`.
    """
    return asyncio.run(_in_turn(url, _revision))


@contextmanager
def serving(url: str) -> Iterator[None]:
    """Be the only server on this database. Raise `DatabaseInUse`, `DatabaseUnreachable`.

    The lock is that of a connection on which nothing else is asked, so PostgreSQL releases it
    when the process ends, however it ends.
    """
    engine = open_engine(url, connections=1, isolation_level="AUTOCOMMIT")

    async def lock() -> AsyncConnection:
        connection = await engine.connect()
        if await connection.scalar(select(func.pg_try_advisory_lock(SERVER))):
            return connection
        await connection.invalidate()
        raise DatabaseInUse(url)

    with asyncio.Runner() as runner:
        try:
            connection = runner.run(lock())
        except (DBAPIError, OSError) as error:
            raise DatabaseUnreachable(url, error) from error
        try:
            yield
        finally:
            runner.run(connection.invalidate())


async def _in_turn(url: str, work: Callable[[AsyncConnection, str], Awaitable[T]]) -> T:
    engine = PostgreSQL(url).writing()
    try:
        async with engine.begin() as connection:
            return await work(connection, url)
    except (DBAPIError, PostgresError, OSError) as error:
        raise DatabaseUnreachable(url, error) from error
    finally:
        await engine.dispose()


async def _migrate(connection: AsyncConnection, url: str) -> None:
    # Alembic would take 10 MB for as long as the server runs, and is needed once in a version.
    from alembic import command

    from storage.upgrade import alembic_config

    if await _revision(connection, url) is None:
        # What is executed first begins the transaction of the driver as well.
        raw = await connection.get_raw_connection()
        await cast(Any, raw.driver_connection).execute(FIRST_TABLES.read_text())
        await connection.run_sync(lambda sync: command.stamp(alembic_config(sync), FIRST))
    await connection.run_sync(lambda sync: command.upgrade(alembic_config(sync), "head"))


async def _revision(connection: AsyncConnection, url: str) -> str | None:
    noted = await connection.run_sync(noted_revisions)
    if MOVING in noted:
        raise MoveInterrupted(url)
    if not noted <= known_revisions():
        raise DatabaseIsNewer(named(url))
    return max(noted, default=None)


def noted_revisions(connection: Connection) -> set[str]:
    if not inspect(connection).has_table(NOTED.name):
        return set()
    return set(connection.scalars(select(NOTED.c.version_num)))
