"""One connection to the database, as repositories and the writer use it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import Dialect

Result = TypeVar("Result")
Work = Callable[[AsyncConnection], Awaitable[Result]]


class DatabaseConnection:
    """Answers in the order it was asked.

    To build a statement takes up to five times as long as to have it answered, so what is asked
    for every message is built once: its `bindparam`s are the `values` it is asked with.
    A task that is cancelled leaves its statement to run on, and the connection as it was.
    """

    def __init__(self, connection: AsyncConnection, dialect: Dialect) -> None:
        self.dialect = dialect
        self._connection = connection
        self._turns = asyncio.Lock()
        self._under_way = set[asyncio.Task[Any]]()

    async def run(self, work: Work[Result]) -> Result:
        async with self._turns:
            return await work(self._connection)

    def submit(self, work: Work[Result]) -> "asyncio.Task[Result]":
        """Queue work behind all that was queued before. It is done though nobody waits for it."""
        task = asyncio.create_task(self.run(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def hurry(self, seconds: float | None) -> None:
        """Give up what is not answered so long after this; `None`: never."""
        await self.run(lambda connection: self.dialect.hurry(connection, seconds))

    async def fetch_all(self, statement: Executable, **values: object) -> Sequence[Row[Any]]:
        async def ask(connection: AsyncConnection) -> Sequence[Row[Any]]:
            return (await connection.execute(statement, values)).all()

        return await self.run(ask)

    async def fetch_one(self, statement: Executable, **values: object) -> Row[Any] | None:
        """The first one."""

        async def ask(connection: AsyncConnection) -> Row[Any] | None:
            return (await connection.execute(statement, values)).first()

        return await self.run(ask)

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

        async def ask(connection: AsyncConnection) -> int:
            return (await connection.execute(statement, rows or values)).rowcount

        return await self.run(ask)

    async def try_execute(self, statement: Executable) -> int:
        """Say how many rows it changed. What fails takes nothing else of the transaction along."""

        async def ask(connection: AsyncConnection) -> int:
            async with connection.begin_nested():
                return (await connection.execute(statement)).rowcount

        return await self.run(ask)
