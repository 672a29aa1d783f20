"""The SQLite file as the rest of the house knows it: transactions, and reading beside them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from domain.model.events import Event
from domain.model.storage_errors import DatabaseDamaged, NotStored, TookTooLong
from storage.connection import (
    DatabaseConnection,
    is_damage,
    is_of_the_disk,
    open_engine,
    was_given_up,
)
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

READERS = 4
SEARCHERS = 2
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
    """One SQLite file, migrated before. Close it when done."""

    def __init__(
        self, path: Path, *, publish: Publish = publish_to_nobody, observe: Observe = ignore
    ) -> None:
        self._path = path
        self._observe = observe
        self._is_damaged = False
        self._connection = DatabaseConnection(open_engine(path))
        self._writer = Writer(self._connection, publish=publish)
        reading = open_engine(path, read_only=True)
        self._readers = [DatabaseConnection(reading) for _ in range(READERS)]
        self._searchers = [DatabaseConnection(reading) for _ in range(SEARCHERS)]
        self._idle = _all_of(self._readers)
        self._idle_searchers = _all_of(self._searchers)

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
                async with self._writer.transaction() as recorded:
                    yield Transaction(self._connection, recorded)
        except CommitFailed as error:
            raise NotStored from error
        except DBAPIError as error:
            if is_of_the_disk(error):
                raise NotStored from error
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Repositories]:
        """Read beside any writer: everything within is of one moment.

        Raise `DatabaseDamaged`.
        """
        with self._timed("read"), self._noticing_damage():
            async with _borrowed(self._idle) as reader:
                yield Repositories(reader)

    @asynccontextmanager
    async def searching(self, *, to_the_end: bool = False) -> AsyncIterator[Repositories]:
        """Read what may take long, without holding up what is read by `reading`.

        Raise `TookTooLong` rather than go on for more than a moment, unless `to_the_end`.
        """
        with self._timed("read"):
            async with _borrowed(self._idle_searchers) as searcher:
                searcher.hurry(None if to_the_end else SEARCH_SECONDS)
                try:
                    with self._noticing_damage():
                        yield Repositories(searcher)
                except DBAPIError as error:
                    if was_given_up(error):
                        raise TookTooLong from error
                    raise
                finally:
                    searcher.hurry(None)

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
            if not is_damage(error):
                raise
            if not self._is_damaged:
                logger.error(
                    "The database %s is damaged. Stop the server and restore a backup: "
                    "uv run main.py restore FILE",
                    self._path,
                )
            self._is_damaged = True
            raise DatabaseDamaged from error

    async def close(self) -> None:
        await self._writer.close()
        for connection in (*self._readers, *self._searchers):
            connection.close()


def _all_of(connections: Sequence[DatabaseConnection]) -> asyncio.Queue[DatabaseConnection]:
    idle: asyncio.Queue[DatabaseConnection] = asyncio.Queue()
    for connection in connections:
        idle.put_nowait(connection)
    return idle


@asynccontextmanager
async def _borrowed(idle: asyncio.Queue[DatabaseConnection]) -> AsyncIterator[DatabaseConnection]:
    connection = await idle.get()
    connection.submit(_begin)
    try:
        yield connection
    finally:
        # One that was closed meanwhile has nothing to end, and must not hide why we are here.
        with suppress(RuntimeError):
            connection.submit(_end)
        idle.put_nowait(connection)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _end(connection: Connection) -> None:
    connection.exec_driver_sql("COMMIT")
