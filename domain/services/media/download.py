"""The media worker: downloads the files of inbound messages from the carrier, with retries."""

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
from domain.services.operations.queue_worker import QueuePolicy, QueueWorker
from domain.services.operations.retries import RetryPolicy
from storage.database import Database, Transaction
from storage.media_files import IncomingFile, MediaFolder

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadPolicy(QueuePolicy):
    """Retries and limits of downloads. Times are in seconds."""

    retries: RetryPolicy = RetryPolicy(pauses=(1, 3, 10, 30, 60, 120, 300, 600))
    """A 404 at first is normal."""
    max_parallel: int = 16
    """Downloads at a time. Mostly they wait for the carrier."""
    max_per_conversation: int = 3
    max_retried: int = 8
    """Of those, files whose download failed before, so that they hold up no others."""


class MediaDownloader(QueueWorker[PendingDownload]):
    """Downloads with a limit per conversation, so that those that hang leave room for others.

    Those that are interrupted begin again.
    """

    drain_seconds = 0
    _policy: DownloadPolicy

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
        super().__init__(store=store, clock=clock, policy=policy or DownloadPolicy())
        self._files = files
        self._source = source
        self._thumbnails = thumbnails
        self._next_fetch_at: datetime | None = None

    def _brings_jobs(self, event: Event) -> bool:
        return isinstance(event, MessageEvent) and event.awaits_files

    async def _claim_due(self) -> list[PendingDownload]:
        """Choose as many files as allowed, and learn when the one after them is due."""
        chosen: list[PendingDownload] = []
        self._next_fetch_at = None
        while len(self.in_flight) + len(chosen) < self._policy.max_parallel:
            file = await self._next_file([*self.in_flight, *chosen])
            if file is None or file.fetch_at > self._clock.now():
                self._next_fetch_at = file.fetch_at if file else None
                break
            chosen.append(file)
        return chosen

    async def _next_due_at(self) -> datetime | None:
        return self._next_fetch_at

    async def _next_file(self, chosen: list[PendingDownload]) -> PendingDownload | None:
        """Return the file to download beside those that are chosen."""
        conversations = Counter(file.conversation_id for file in chosen)
        limit = self._policy.max_per_conversation
        async with self._store.reading() as stored:
            return await stored.attachments.next_download(
                self._clock.now(),
                besides=[file.attachment_id for file in chosen],
                not_of=[busy for busy, files in conversations.items() if files >= limit],
                untried=sum(file.tries > 0 for file in chosen) >= self._policy.max_retried,
            )

    async def _perform(self, pending: PendingDownload) -> None:
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


async def _record_change(tx: Transaction, pending: PendingDownload) -> None:
    conversation = await tx.conversations.get(pending.conversation_id, within=ALL)
    tx.record(conversation.event(MessageChanged, message_id=pending.message_id))
