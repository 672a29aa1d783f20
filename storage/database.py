"""The SQLite file as the rest of the house knows it: transactions, and reading beside them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from domain.model.events import Event
from domain.model.storage_errors import DatabaseDamaged, NotStored, TookTooLong
from domain.ports.store import Repositories, Store, Transaction
from storage.connection import (
    DatabaseConnection,
    is_damage,
    is_of_the_disk,
    open_engine,
    was_given_up,
)
from storage.repositories.attachments import SqlAttachments
from storage.repositories.audit import SqlAudit
from storage.repositories.backlog import SqlWatch
from storage.repositories.companies import SqlCompanies
from storage.repositories.conversations import SqlConversations
from storage.repositories.dashboard import SqlOverview
from storage.repositories.draft_attachments import SqlDraftAttachments
from storage.repositories.drafts import SqlDrafts
from storage.repositories.erasures import SqlErasures
from storage.repositories.events import add_events
from storage.repositories.messages import SqlMessages
from storage.repositories.notifications import SqlNotifications
from storage.repositories.opt_outs import SqlOptOuts
from storage.repositories.outbox import SqlOutbox
from storage.repositories.people import SqlPeople
from storage.repositories.push_devices import SqlPushDevices
from storage.repositories.retention import SqlOutdatedRows
from storage.repositories.sync_state import SqlSyncState
from storage.repositories.timeline import SqlTimeline
from storage.repositories.two_factor import SqlTwoSteps
from storage.repositories.unrouted import SqlUnrouted
from storage.writer import CommitLost, Publish, Writer

logger = logging.getLogger(__name__)

READERS = 4
SEARCHERS = 2
SEARCH_SECONDS = 0.15
"""Somebody waits for it with a finger on the keys, and all others share the machine with it."""


class SqlRepositories(Repositories):
    def __init__(self, line: DatabaseConnection) -> None:
        self._line = line

    @property
    def companies(self) -> SqlCompanies:
        return SqlCompanies(self._line)

    @property
    def people(self) -> SqlPeople:
        return SqlPeople(self._line)

    @property
    def two_steps(self) -> SqlTwoSteps:
        return SqlTwoSteps(self._line)

    @property
    def conversations(self) -> SqlConversations:
        return SqlConversations(self._line)

    @property
    def messages(self) -> SqlMessages:
        return SqlMessages(self._line)

    @property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._line)

    @property
    def timeline(self) -> SqlTimeline:
        return SqlTimeline(self._line)

    @property
    def opt_outs(self) -> SqlOptOuts:
        return SqlOptOuts(self._line)

    @property
    def drafts(self) -> SqlDrafts:
        return SqlDrafts(self._line)

    @property
    def unrouted(self) -> SqlUnrouted:
        return SqlUnrouted(self._line)

    @property
    def attachments(self) -> SqlAttachments:
        return SqlAttachments(self._line)

    @property
    def draft_attachments(self) -> SqlDraftAttachments:
        return SqlDraftAttachments(self._line)

    @property
    def look_ups(self) -> SqlSyncState:
        return SqlSyncState(self._line)

    @property
    def erasures(self) -> SqlErasures:
        return SqlErasures(self._line)

    @property
    def audit(self) -> SqlAudit:
        return SqlAudit(self._line)

    @property
    def overview(self) -> SqlOverview:
        return SqlOverview(self._line)

    @property
    def notifications(self) -> SqlNotifications:
        return SqlNotifications(self._line)

    @property
    def outdated_rows(self) -> SqlOutdatedRows:
        return SqlOutdatedRows(self._line)

    @property
    def push_devices(self) -> SqlPushDevices:
        return SqlPushDevices(self._line)

    @property
    def watch(self) -> SqlWatch:
        return SqlWatch(self._line)


class SqlTransaction(SqlRepositories, Transaction):
    def __init__(self, line: DatabaseConnection, recorded: list[Event]) -> None:
        super().__init__(line)
        self._recorded = recorded

    def record(self, event: Event) -> None:
        self._recorded.append(event)


class Database(Store):
    """One SQLite file, migrated before. Close it when done."""

    def __init__(self, path: Path, *, publish: Publish) -> None:
        self._path = path
        self._is_damaged = False
        self._line = DatabaseConnection(open_engine(path))
        self._writer = Writer(self._line, publish=publish)
        reading = open_engine(path, read_only=True)
        self._readers = [DatabaseConnection(reading) for _ in range(READERS)]
        self._searchers = [DatabaseConnection(reading) for _ in range(SEARCHERS)]
        self._idle = _all_of(self._readers)
        self._idle_searchers = _all_of(self._searchers)

    @property
    def is_damaged(self) -> bool:
        return self._is_damaged

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        """Commit on the way out, then publish; an error rolls back and publishes nothing.

        Raise `NotStored` when the disk is full or out of order, or held by another for too long.
        """
        try:
            with self._noticing_damage():
                async with self._writer.turn() as recorded:
                    yield SqlTransaction(self._line, recorded)
                    await add_events(self._line, recorded)
        except CommitLost as error:
            raise NotStored from error
        except DBAPIError as error:
            if is_of_the_disk(error):
                raise NotStored from error
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlRepositories]:
        """Everything read within is of one moment, whatever is written meanwhile.

        Raise `DatabaseDamaged`.
        """
        async with _borrowed(self._idle) as reader:
            with self._noticing_damage():
                yield SqlRepositories(reader)

    @asynccontextmanager
    async def searching(self, *, to_the_end: bool = False) -> AsyncIterator[SqlRepositories]:
        """On lines of its own: webhooks and open pages never wait for a search."""
        async with _borrowed(self._idle_searchers) as searcher:
            searcher.hurry(None if to_the_end else SEARCH_SECONDS)
            try:
                with self._noticing_damage():
                    yield SqlRepositories(searcher)
            except DBAPIError as error:
                if was_given_up(error):
                    raise TookTooLong from error
                raise
            finally:
                searcher.hurry(None)

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
        for line in (*self._readers, *self._searchers):
            line.close()


def _all_of(lines: Sequence[DatabaseConnection]) -> asyncio.Queue[DatabaseConnection]:
    idle: asyncio.Queue[DatabaseConnection] = asyncio.Queue()
    for line in lines:
        idle.put_nowait(line)
    return idle


@asynccontextmanager
async def _borrowed(idle: asyncio.Queue[DatabaseConnection]) -> AsyncIterator[DatabaseConnection]:
    line = await idle.get()
    line.tell(_begin)
    try:
        yield line
    finally:
        # One that was closed meanwhile has nothing to end, and must not hide why we are here.
        with suppress(RuntimeError):
            line.tell(_end)
        idle.put_nowait(line)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _end(connection: Connection) -> None:
    connection.exec_driver_sql("COMMIT")
