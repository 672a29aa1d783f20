"""PostgreSQL, for any number of processes: asyncpg, and one writer at a time among all of them."""

from typing import Any

from sqlalchemy import Connection, Select, event, func, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.dialects import keep_connection
from storage.tables.messages import messages

WRITERS = 7_305_810_226_437
"""The number of the lock that whoever writes holds, so that what it has read stays true."""

_UNAVAILABLE = ("08", "25006", "40", "53", "55P03", "57P", "58")
"""SQLSTATEs, or how they begin: no connection, no room, no turn, going down, the disk."""
_DAMAGED = ("XX001", "XX002")
_GIVEN_UP = ("57014",)


class PostgreSQL:
    """A database at a server, migrated before."""

    def __init__(self, url: str) -> None:
        self._url = url

    def writing(self) -> AsyncEngine:
        engine = open_engine(self._url, connections=1)
        event.listen(engine.sync_engine, "begin", _take_turns)
        return engine

    def reading(self, connections: int) -> AsyncEngine:
        engine = open_engine(self._url, connections=connections, isolation_level="REPEATABLE READ")
        return engine.execution_options(postgresql_readonly=True)

    async def hurry(self, connection: AsyncConnection, seconds: float | None) -> None:
        """It ends with the transaction."""
        if seconds is not None:
            # 0 would be for ever.
            milliseconds = max(1, round(seconds * 1000))
            limit = func.set_config("statement_timeout", str(milliseconds), true())
            await connection.execute(select(limit))

    def ids_containing(self, needle: str) -> Select[Any]:
        """An index of trigrams finds them."""
        contains = messages.c.search_text.contains(needle, autoescape=True)
        return select(messages.c.id).where(contains)

    def was_given_up(self, error: Exception) -> bool:
        return _state(error).startswith(_GIVEN_UP)

    def is_unavailable(self, error: Exception) -> bool:
        is_lost = isinstance(error, DBAPIError) and error.connection_invalidated
        return is_lost or _state(error).startswith(_UNAVAILABLE)

    def is_damage(self, error: Exception) -> bool:
        return _state(error).startswith(_DAMAGED)


def open_engine(url: str, *, connections: int, **options: Any) -> AsyncEngine:
    """Errors do not quote what was to be written: it is what people text each other.

    A connection is tried before it is lent, as the server may have been started anew.
    """
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=None,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"server_settings": {"jit": "off"}},
        **options,
    )
    event.listen(engine.sync_engine, "handle_error", keep_connection)
    return engine


def _take_turns(connection: Connection) -> None:
    connection.execute(select(func.pg_advisory_xact_lock(WRITERS)))


def _state(error: Exception) -> str:
    """What SQL calls it; nothing for what the server did not raise."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(raised, "sqlstate", None) or "")
