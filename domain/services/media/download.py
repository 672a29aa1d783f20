"""The media worker: downloads the files of inbound messages from the carrier, with retries."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from domain.model.actor import ALL
from domain.model.attachments import PendingDownload, StoredFile
from domain.model.events import Event, MessageChanged, MessageEvent
from domain.model.media import MAX_INBOUND_BYTES, SHOWN_IN_PAGES, default_filename, sniff_type
from domain.model.picture_errors import DiskFull, FileTooLarge, UnusablePicture
from domain.ports.clock import Clock
from domain.ports.media import DownloadFailed, DownloadRefused, MediaSource, Thumbnail, Thumbnails
from domain.services.operations.retries import RetryPolicy
from domain.services.operations.worker import wait_for
from storage.database import Database, Transaction
from storage.media_files import IncomingFile, MediaFolder

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadPolicy:
    """Retries and limits of downloads. Times are in seconds."""

    retries: RetryPolicy = RetryPolicy(pauses=(1, 3, 10, 30, 60, 120, 300, 600))
    """A 404 at first is normal."""
    max_parallel: int = 16
    """Downloads at a time. Mostly they wait for the carrier."""
    max_per_conversation: int = 3
    max_retried: int = 8
    """Of those, files whose download failed before, so that they hold up no others."""
    max_idle: float = 5.0
    """The longest sleep, in case a wake-up is missed."""


class MediaDownloader:
    """One worker per process. The queue is the database, so a restart loses nothing; downloads
    that were interrupted begin again.

    Downloads run in parallel, with a limit per conversation, so that those that hang leave room
    for others.
    """

    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        files: MediaFolder,
        source: MediaSource,
        thumbnails: Thumbnails,
        policy: DownloadPolicy | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._files = files
        self._source = source
        self._thumbnails = thumbnails
        self._policy = policy or DownloadPolicy()
        self._woken = asyncio.Event()
        self._in_flight: dict[asyncio.Task[None], PendingDownload] = {}

    def on_event(self, event: Event) -> None:
        """Wake up when a message has files to download."""
        if isinstance(event, MessageEvent) and event.awaits_files:
            self._woken.set()

    async def run(self) -> None:
        """Download until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._woken.clear()
                next_file = await self._start_due(tasks)
                await self._wait(until=next_file.fetch_at if next_file else None)

    async def download_due(self) -> bool:
        """Download all that is due; return whether there was anything."""
        has_downloaded = False
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._woken.clear()
                await self._start_due(tasks)
                if not self._in_flight:
                    return has_downloaded
                has_downloaded = True
                await self._woken.wait()

    async def _start_due(self, tasks: asyncio.TaskGroup) -> PendingDownload | None:
        """Start as many downloads as allowed; return the file that comes next."""
        while len(self._in_flight) < self._policy.max_parallel:
            file = await self._next_file()
            if file is None or file.fetch_at > self._clock.now():
                return file
            task = tasks.create_task(self._download(file))
            self._in_flight[task] = file
            task.add_done_callback(self._finish)
        return None

    async def _next_file(self) -> PendingDownload | None:
        in_flight = self._in_flight.values()
        conversations = Counter(file.conversation_id for file in in_flight)
        limit = self._policy.max_per_conversation
        async with self._store.reading() as stored:
            return await stored.attachments.next_download(
                self._clock.now(),
                besides=[file.attachment_id for file in in_flight],
                not_of=[
                    conversation_id
                    for conversation_id, files in conversations.items()
                    if files >= limit
                ],
                untried=sum(file.tries > 0 for file in in_flight) >= self._policy.max_retried,
            )

    def _finish(self, task: asyncio.Task[None]) -> None:
        del self._in_flight[task]
        self._woken.set()

    async def _download(self, pending: PendingDownload) -> None:
        try:
            await self._store_content(pending)
        except (DownloadRefused, FileTooLarge) as refusal:
            logger.warning("Attachment %s is not downloaded: %s", pending.attachment_id, refusal)
            await self._give_up(pending)
        except (DownloadFailed, DiskFull) as failure:
            logger.warning("Attachment %s: %s", pending.attachment_id, failure)
            await self._postpone(pending)
        except Exception:
            logger.exception("Attachment %s could not be stored", pending.attachment_id)
            await self._postpone(pending)

    async def _store_content(self, pending: PendingDownload) -> None:
        async with (
            self._source.open(pending.source_url) as chunks,
            self._files.receive(chunks, limit=MAX_INBOUND_BYTES) as incoming,
        ):
            file = await self._store_file(pending, incoming)
            async with self._store.transaction() as tx:
                await tx.attachments.mark_downloaded(pending.attachment_id, file)
                await _record_change(tx, pending)

    async def _store_file(self, pending: PendingDownload, incoming: IncomingFile) -> StoredFile:
        media_type = sniff_type(incoming.head, claimed=pending.claimed_type)
        is_shown = media_type in SHOWN_IN_PAGES
        thumbnail = await self._thumbnail(pending, incoming) if is_shown else None
        content_hash = await incoming.store()
        if thumbnail:
            await self._files.store_thumbnail(content_hash, thumbnail.content)
        return StoredFile(
            name=default_filename(pending.position, media_type),
            media_type=media_type,
            content_hash=content_hash,
            size=incoming.size,
            width=thumbnail.width if thumbnail else None,
            height=thumbnail.height if thumbnail else None,
        )

    async def _thumbnail(
        self, pending: PendingDownload, incoming: IncomingFile
    ) -> Thumbnail | None:
        """Return `None` for a picture that pages only offer for download."""
        try:
            return await self._thumbnails.make(incoming.path)
        except UnusablePicture as refusal:
            logger.warning("Attachment %s is not shown: %s", pending.attachment_id, refusal)
            return None

    async def _postpone(self, pending: PendingDownload) -> None:
        retry_at = self._policy.retries.next_at(
            self._clock.now(), failures=pending.tries, since=pending.wanted_at
        )
        if retry_at is None:
            await self._give_up(pending)
            return
        async with self._store.transaction() as tx:
            await tx.attachments.postpone(pending.attachment_id, until=retry_at)

    async def _give_up(self, pending: PendingDownload) -> None:
        async with self._store.transaction() as tx:
            await tx.attachments.mark_failed(pending.attachment_id)
            await _record_change(tx, pending)

    async def _wait(self, until: datetime | None) -> None:
        """Wait until a file is new or done, or the next retry is due."""
        pause = self._policy.max_idle
        if until is not None:
            pause = min(pause, max(0.0, (until - self._clock.now()).total_seconds()))
        await wait_for(self._woken, seconds=pause)


async def _record_change(tx: Transaction, pending: PendingDownload) -> None:
    conversation = await tx.conversations.get(pending.conversation_id, within=ALL)
    tx.record(conversation.event(MessageChanged, message_id=pending.message_id))
