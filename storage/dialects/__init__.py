"""What differs between SQLite and PostgreSQL: one file for each, and what both must answer."""

from asyncio import CancelledError
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ExceptionContext, Select
from sqlalchemy.dialects.postgresql import insert as insert  # SQLite takes its ON CONFLICT, too.
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

Address = Path | str
"""The file of an SQLite database, or the URL of a PostgreSQL one."""


class Dialect(Protocol):
    """A database, as far as the two kinds of it differ."""

    def writing(self) -> AsyncEngine:
        """Its transactions take turns with those of every other process."""

    def reading(self, connections: int) -> AsyncEngine:
        """Its transactions see one moment each, and cannot write."""

    async def hurry(self, connection: AsyncConnection, seconds: float | None) -> None:
        """Give up what is not answered so long after this; `None`: never."""

    def ids_containing(self, needle: str) -> Select[Any]:
        """The ids of the messages with this folded text in them, of three characters or more."""

    def was_given_up(self, error: Exception) -> bool:
        """Because it took too long."""

    def is_unavailable(self, error: Exception) -> bool:
        """Whether what was asked was right, and only the disk, the server or others are in the
        way."""

    def is_damage(self, error: Exception) -> bool:
        """Whether what lies on the disk cannot be read any more."""


class greatest(GenericFunction[Any]):  # noqa: N801  (named as SQL does)
    """The largest of several values."""

    inherit_cache = True


@compiles(greatest, "sqlite")
def _as_sqlite_calls_it(element: greatest, compiler: Any, **options: Any) -> str:
    return f"max({compiler.process(element.clause_expr.element, **options)})"


def keep_connection(context: ExceptionContext) -> None:
    """SQLAlchemy would close a connection on which somebody was cancelled, and with it what
    others have written. Both drivers can go on: what was asked is done, or given up."""
    if isinstance(context.original_exception, CancelledError):
        context.is_disconnect = False
