"""The database as the rest of the house knows it: transactions, and reading beside them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.model.events import Event
from domain.model.storage_errors import DatabaseDamaged, NotStored, TookTooLong
from storage.connection import DatabaseConnection
from storage.dialects import Address, Dialect
from storage.dialects.postgresql import PostgreSQL
from storage.dialects.sqlite import SQLite
from storage.repositories.attachments import AttachmentRepository
from storage.repositories.audit import AuditRepository
from storage.repositories.backlog import BacklogRepository
from storage.repositories.companies import CompanyRepository
from storage.repositories.conversations import ConversationRepository
from storage.repositories.dashboard import DashboardRepository
from storage.repositories.draft_attachments import DraftAttachmentRepository
from storage.repositories.drafts import DraftRepository
from storage.repositories.erasures import ErasureRepository
from storage.repositories.messages import MessageRepository
from storage.repositories.notifications import NotificationRepository
from storage.repositories.opt_outs import OptOutRepository
from storage.repositories.outbox import OutboxRepository
from storage.repositories.people import UserRepository
from storage.repositories.push_devices import PushDeviceRepository
from storage.repositories.retention import RetentionRepository
from storage.repositories.sync_state import SyncStateRepository
from storage.repositories.timeline import TimelineRepository
from storage.repositories.two_factor import TwoFactorRepository
from storage.repositories.unrouted import UnroutedRepository
from storage.writer import CommitFailed, Publish, Writer

logger = logging.getLogger(__name__)

Observe = Callable[[str, float], None]
"""Told of each unit of work that ended well: "read" or "write", and its seconds."""

Result = TypeVar("Result")

READERS = 4
SEARCHERS = 2
CLOSING_SECONDS = 2
SEARCH_SECONDS = 0.15
"""Somebody waits for it with a finger on the keys, and all others share the machine with it."""


async def publish_to_nobody(_events: Sequence[Event]) -> None:
    """For processes that show no pages."""


def ignore(_kind: str, _seconds: float) -> None:
    """For processes that publish no metrics."""


class Repositories:
    """Everything that is stored, at one moment."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self.companies = CompanyRepository(connection)
        self.users = UserRepository(connection)
        self.two_factor = TwoFactorRepository(connection)
        self.conversations = ConversationRepository(connection)
        self.messages = MessageRepository(connection)
        self.outbox = OutboxRepository(connection)
        self.timeline = TimelineRepository(connection)
        self.opt_outs = OptOutRepository(connection)
        self.drafts = DraftRepository(connection)
        self.unrouted = UnroutedRepository(connection)
        self.attachments = AttachmentRepository(connection)
        self.draft_attachments = DraftAttachmentRepository(connection)
        self.sync_state = SyncStateRepository(connection)
        self.erasures = ErasureRepository(connection)
        self.audit = AuditRepository(connection)
        self.dashboard = DashboardRepository(connection)
        self.notifications = NotificationRepository(connection)
        self.retention = RetentionRepository(connection)
        self.push_devices = PushDeviceRepository(connection)
        self.backlog = BacklogRepository(connection)


class Transaction(Repositories):
    """One unit of work. Leaving it commits, and then publishes the events recorded in it."""

    def __init__(self, connection: DatabaseConnection, recorded: list[Event]) -> None:
        super().__init__(connection)
        self.connection = connection
        self._recorded = recorded

    def record(self, event: Event) -> None:
        self._recorded.append(event)


class Database:
    """One database, migrated before. Close it when done."""

    def __init__(
        self, address: Address, *, publish: Publish = publish_to_nobody, observe: Observe = ignore
    ) -> None:
        self._address = address
        self._observe = observe
        self._is_damaged = self._is_closed = False
        self._dialect = dialect_of(address)
        self._writer = Writer(self._dialect, publish=publish)
        self._readers = self._dialect.reading(READERS)
        self._searchers = self._dialect.reading(SEARCHERS)
        self._lent = 0
        self._all_given_back = asyncio.Event()
        self._all_given_back.set()
        self._under_way = set[asyncio.Task[Any]]()

    @property
    def is_damaged(self) -> bool:
        """Whether a part of the database could not be read since the start."""
        return self._is_damaged

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Write: commit on the way out, then publish. An error rolls back and publishes nothing.

        Writers take turns, so never wait for the network inside. Raise `NotStored` when the disk
        is full or out of order, or held by another for too long.
        """
        try:
            with self._timed("write"), self._noticing_damage():
                async with self._writer.transaction() as (connection, recorded):
                    yield Transaction(connection, recorded)
        except CommitFailed as error:
            raise NotStored from error
        except DBAPIError as error:
            if self._dialect.is_unavailable(error):
                raise NotStored from error
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Repositories]:
        """Read beside any writer: everything within is of one moment.

        Raise `DatabaseDamaged`.
        """
        with self._timed("read"), self._noticing_damage():
            async with self._borrowed(self._readers) as connection:
                yield Repositories(connection)

    @asynccontextmanager
    async def searching(self, *, to_the_end: bool = False) -> AsyncIterator[Repositories]:
        """Read what may take long, without holding up what is read by `reading`.

        Raise `TookTooLong` rather than go on for more than a moment, unless `to_the_end`.
        """
        with self._timed("read"):
            async with self._borrowed(self._searchers) as connection:
                await connection.hurry(None if to_the_end else SEARCH_SECONDS)
                try:
                    with self._noticing_damage():
                        yield Repositories(connection)
                except DBAPIError as error:
                    if self._dialect.was_given_up(error):
                        raise TookTooLong from error
                    raise
                finally:
                    await connection.hurry(None)

    @contextmanager
    def _timed(self, kind: str) -> Iterator[None]:
        """Waiting for a turn counts; what is refused or fails does not."""
        began = perf_counter()
        yield
        self._observe(kind, perf_counter() - began)

    @contextmanager
    def _noticing_damage(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if not self._dialect.is_damage(error):
                raise
            if not self._is_damaged:
                logger.error(
                    "The database %s is damaged. Stop the server and restore a backup: "
                    "uv run main.py restore FILE",
                    self._address,
                )
            self._is_damaged = True
            raise DatabaseDamaged from error

    async def close(self) -> None:
        """Wait for those who were cancelled a moment ago: they are still giving theirs back."""
        await self._writer.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._all_given_back.wait()
        self._is_closed = True
        for engine in (self._readers, self._searchers):
            await engine.dispose()

    @asynccontextmanager
    async def _borrowed(self, engine: AsyncEngine) -> AsyncIterator[DatabaseConnection]:
        """Neither lending nor giving back is ever broken off: what is half open would be lost."""
        self._lent += 1
        self._all_given_back.clear()
        lending = self._begin(self._lend(engine))
        try:
            yield await asyncio.shield(lending)
        finally:
            await asyncio.shield(self._begin(self._take_back(lending)))

    async def _lend(self, engine: AsyncEngine) -> DatabaseConnection:
        try:
            return DatabaseConnection(await engine.connect(), self._dialect)
        except OSError as error:
            raise NotStored from error

    async def _take_back(self, lending: "asyncio.Task[DatabaseConnection]") -> None:
        try:
            await asyncio.wait([lending])
            if not lending.exception():
                await lending.result().run(self._give_back)
        finally:
            self._lent -= 1
            if not self._lent:
                self._all_given_back.set()

    async def _give_back(self, connection: AsyncConnection) -> None:
        if self._is_closed:
            # Nobody else would close what was lent out meanwhile.
            await connection.invalidate()
        await connection.close()

    def _begin(self, work: Coroutine[None, None, Result]) -> "asyncio.Task[Result]":
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task


def dialect_of(address: Address) -> Dialect:
    return SQLite(address) if isinstance(address, Path) else PostgreSQL(address)
