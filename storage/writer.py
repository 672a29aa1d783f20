"""The one writer: transactions take turns, and those that queue up share a commit."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from domain.model.events import Event
from storage.connection import DatabaseConnection
from storage.dialects import Dialect

Publish = Callable[[Sequence[Event]], Awaitable[None]]


class CommitFailed(Exception):
    """The whole transaction was given up, as SQLite does when the disk is full."""


class Writer:
    """Waiting for the disk is most of a commit, so whoever has written waits for it together.

    With 4 ms to the disk, 16 senders at once get 315 transactions a second instead of 121; alone,
    nobody waits longer. Each turn is a savepoint: one that fails takes back only what it wrote.
    """

    def __init__(self, dialect: Dialect, *, publish: Publish) -> None:
        self._dialect = dialect
        self._engine = dialect.writing()
        self._publish = publish
        self._turns = asyncio.Lock()
        self._batch: _GroupCommit | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[tuple[DatabaseConnection, list[Event]]]:
        """Collect events; they are published once all is on disk. An error does neither."""
        async with self._turns:
            batch = self._batch or self._new_batch()
            connection, events = batch.connection, list[Event]()
            try:
                await asyncio.shield(connection.submit(batch.savepoint))
                yield connection, events
            except BaseException:
                connection.submit(batch.rollback)
                raise
            connection.submit(batch.release)
            batch.events += events
        await asyncio.shield(batch.committed)

    async def close(self) -> None:
        if self._batch:
            await asyncio.wait([self._batch.committed])
        async with self._turns:
            await self._engine.dispose()

    def _new_batch(self) -> "_GroupCommit":
        connection = DatabaseConnection(self._engine.connect(), self._dialect)
        self._batch = batch = _GroupCommit(connection)
        batch.committed = asyncio.create_task(self._commit(batch))
        return batch

    async def _commit(self, batch: "_GroupCommit") -> None:
        """Queues up for a turn like the others: all who were waiting before come along."""
        async with self._turns:
            self._batch = None
            await batch.connection.run(batch.commit)
        if batch.events:
            await self._publish(batch.events)


class _GroupCommit:
    """The transaction that several turns share. Its connection runs its methods in their order."""

    committed: asyncio.Task[None]

    def __init__(self, connection: DatabaseConnection) -> None:
        self.connection = connection
        self.events: list[Event] = []
        self._turn: AsyncTransaction | None = None
        self._begun = self._kept = self._lost = False

    async def savepoint(self, connection: AsyncConnection) -> None:
        if self._lost:
            raise CommitFailed
        if connection.sync_connection is None:
            try:
                await connection.start()
            except OSError as error:
                raise CommitFailed from error
        if not self._begun:
            await connection.begin()
            self._begun = True
        self._turn = await connection.begin_nested()

    async def release(self, connection: AsyncConnection) -> None:
        self._kept = True
        await self._end_turn(AsyncTransaction.commit, connection)

    async def rollback(self, connection: AsyncConnection) -> None:
        if not self._lost:
            await self._end_turn(AsyncTransaction.rollback, connection)

    async def commit(self, connection: AsyncConnection) -> None:
        if self._lost and self._kept:
            raise CommitFailed
        if not self._kept:
            await self._abort(connection)
            return
        try:
            await connection.commit()
            await connection.close()
        except DBAPIError:
            await self._abort(connection)
            raise

    async def _end_turn(
        self, end: Callable[[AsyncTransaction], Awaitable[None]], connection: AsyncConnection
    ) -> None:
        turn, self._turn = self._turn, None
        if turn is None:
            return
        try:
            await end(turn)
        except DBAPIError:
            await self._abort(connection)

    async def _abort(self, connection: AsyncConnection) -> None:
        """There may be nothing left to roll back: then the database has done it itself."""
        self._lost = True
        if connection.sync_connection is not None:
            with suppress(DBAPIError):
                await connection.rollback()
            await connection.close()
