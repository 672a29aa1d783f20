"""Fetching the files that customers sent from the carrier, for as long as it takes."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.model.actor import ALL
from domain.model.events import Event, MessageChanged, MessageEvent
from domain.model.media import LARGEST_INBOUND_BYTES, SHOWN_IN_PAGES, counted_name, true_type
from domain.model.picture_errors import DiskFull, FileTooLarge, UnusablePicture
from domain.ports.attachments import StoredFile, WantedFile
from domain.ports.clock import Clock
from domain.ports.media import (
    IncomingFile,
    MediaFiles,
    MediaSource,
    NeverFetched,
    NotFetched,
    Thumbnail,
    Thumbnails,
)
from domain.ports.store import Store, Transaction
from domain.services.operations.worker import wait_for

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadRetryPolicy:
    """How patiently a file is fetched. Times are in seconds."""

    pauses: tuple[float, ...] = (1, 3, 10, 30, 60, 120, 300, 600)
    """Before the next try; the last one counts for all later ones. A 404 at first is normal."""
    gives_up_after: float = 24 * 60 * 60
    parallel: int = 16
    """Files at a time. Most of the time they only wait for the carrier."""
    of_one_conversation: int = 3
    tried_before: int = 8
    """Of those, files that could not be had before, so that they hold up no others."""
    idle: float = 5.0
    """Longest sleep, should a wake-up be missed."""


class MediaDownloader:
    """One worker per process. What is still to be fetched stands in the database, so a restart
    loses nothing; what was half-way then is fetched anew.

    Files are fetched side by side, and when one is done the next one begins. Whatever hangs takes
    only a part of the places: one of a customer who sent ten leaves room for those of others.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        files: MediaFiles,
        source: MediaSource,
        thumbnails: Thumbnails,
        persistence: DownloadRetryPolicy | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._files = files
        self._source = source
        self._thumbnails = thumbnails
        self._persistence = persistence or DownloadRetryPolicy()
        self._woken = asyncio.Event()
        self._under_way: dict[asyncio.Task[None], WantedFile] = {}

    def hear(self, event: Event) -> None:
        """Wake up for a message that came with files."""
        if isinstance(event, MessageEvent) and event.awaits_files:
            self._woken.set()

    async def run(self) -> None:
        """Fetch until cancelled."""
        async with asyncio.TaskGroup() as fetching:
            while True:
                self._woken.clear()
                coming = await self._begin_due(fetching)
                await self._rest(until=coming.fetch_at if coming else None)

    async def fetch_due(self) -> bool:
        """Fetch all that is due by now; say whether there was anything."""
        found = False
        async with asyncio.TaskGroup() as fetching:
            while True:
                self._woken.clear()
                await self._begin_due(fetching)
                if not self._under_way:
                    return found
                found = True
                await self._woken.wait()

    async def _begin_due(self, fetching: asyncio.TaskGroup) -> WantedFile | None:
        """Begin with as many files as may be under way; return the one that comes next."""
        while len(self._under_way) < self._persistence.parallel:
            wanted = await self._next()
            if wanted is None or wanted.fetch_at > self._clock.now():
                return wanted
            task = fetching.create_task(self._fetch(wanted))
            self._under_way[task] = wanted
            task.add_done_callback(self._end)
        return None

    async def _next(self) -> WantedFile | None:
        under_way = self._under_way.values()
        conversations = Counter(file.conversation_id for file in under_way)
        most = self._persistence.of_one_conversation
        async with self._store.reading() as stored:
            return await stored.attachments.next_wanted(
                self._clock.now(),
                besides=[file.attachment_id for file in under_way],
                not_of=[each for each, files in conversations.items() if files >= most],
                untried=sum(file.tries > 0 for file in under_way) >= self._persistence.tried_before,
            )

    def _end(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self._woken.set()

    async def _fetch(self, wanted: WantedFile) -> None:
        try:
            await self._bring(wanted)
        except (NeverFetched, FileTooLarge) as refusal:
            logger.warning("Attachment %s is not fetched: %s", wanted.attachment_id, refusal)
            await self._give_up(wanted)
        except (NotFetched, DiskFull) as failure:
            logger.warning("Attachment %s: %s", wanted.attachment_id, failure)
            await self._postpone(wanted)
        except Exception:
            logger.exception("Attachment %s could not be taken in", wanted.attachment_id)
            await self._postpone(wanted)

    async def _bring(self, wanted: WantedFile) -> None:
        async with (
            self._source.open(wanted.source_url) as chunks,
            self._files.receiving(chunks, limit=LARGEST_INBOUND_BYTES) as incoming,
        ):
            file = await self._kept(wanted, incoming)
            async with self._store.transaction() as tx:
                await tx.attachments.fetched(wanted.attachment_id, file)
                await _tell(tx, wanted)

    async def _kept(self, wanted: WantedFile, incoming: IncomingFile) -> StoredFile:
        media_type = true_type(incoming.head, claimed=wanted.claimed_type)
        is_shown = media_type in SHOWN_IN_PAGES
        thumbnail = await self._thumbnail(wanted, incoming) if is_shown else None
        content_hash = await incoming.keep()
        if thumbnail:
            await self._files.keep_thumbnail(content_hash, thumbnail.content)
        return StoredFile(
            name=counted_name(wanted.position, media_type),
            media_type=media_type,
            content_hash=content_hash,
            size=incoming.size,
            width=thumbnail.width if thumbnail else None,
            height=thumbnail.height if thumbnail else None,
        )

    async def _thumbnail(self, wanted: WantedFile, incoming: IncomingFile) -> Thumbnail | None:
        """`None` for a picture that pages do not show, but offer for download."""
        try:
            return await self._thumbnails.make(incoming.path)
        except UnusablePicture as refusal:
            logger.warning("Attachment %s is not shown: %s", wanted.attachment_id, refusal)
            return None

    async def _postpone(self, wanted: WantedFile) -> None:
        now = self._clock.now()
        if (now - wanted.wanted_at).total_seconds() > self._persistence.gives_up_after:
            await self._give_up(wanted)
            return
        pauses = self._persistence.pauses
        pause = timedelta(seconds=pauses[min(wanted.tries, len(pauses) - 1)])
        async with self._store.transaction() as tx:
            await tx.attachments.postpone(wanted.attachment_id, until=now + pause)

    async def _give_up(self, wanted: WantedFile) -> None:
        async with self._store.transaction() as tx:
            await tx.attachments.give_up(wanted.attachment_id)
            await _tell(tx, wanted)

    async def _rest(self, until: datetime | None) -> None:
        """Until something is new or done, or the next try is due."""
        pause = self._persistence.idle
        if until is not None:
            pause = min(pause, max(0.0, (until - self._clock.now()).total_seconds()))
        await wait_for(self._woken, seconds=pause)


async def _tell(tx: Transaction, wanted: WantedFile) -> None:
    conversation = await tx.conversations.get(wanted.conversation_id, within=ALL)
    tx.record(conversation.event(MessageChanged, message_id=wanted.message_id))
