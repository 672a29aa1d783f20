"""Fetching the files that customers sent from the carrier, for as long as it takes."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from domain.model.events import Event, MessageChanged, MessageEvent
from domain.model.media import (
    HEAD_BYTES,
    LARGEST_INBOUND_BYTES,
    SHOWN_IN_PAGES,
    counted_name,
    true_type,
)
from domain.model.people import ANYWHERE
from domain.model.picture_errors import DiskFull, FileTooLarge
from domain.ports.attachments import StoredFile, WantedFile
from domain.ports.clock import Clock
from domain.ports.media import (
    IncomingFile,
    MediaFiles,
    MediaSource,
    NeverFetched,
    NotFetched,
    Thumbnails,
)
from domain.ports.store import Store, Transaction
from domain.services.resting import rest

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How patiently a file is fetched. Times are in seconds."""

    pauses: tuple[float, ...] = (1, 3, 10, 30, 60, 120, 300, 600)
    """Before the next try; the last one counts for all later ones. A 404 at first is normal."""
    gives_up_after: float = 24 * 60 * 60
    parallel: int = 4
    idle: float = 5.0
    """Longest sleep, should a wake-up be missed."""


class FetchingService:
    """One worker per process. What is still to be fetched stands in the database, so a restart
    loses nothing; what was half-way then is fetched anew.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        files: MediaFiles,
        source: MediaSource,
        thumbnails: Thumbnails,
        persistence: Persistence | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._files = files
        self._source = source
        self._thumbnails = thumbnails
        self._persistence = persistence or Persistence()
        self._woken = asyncio.Event()

    def hear(self, event: Event) -> None:
        """Wake up for a message that came with files."""
        if isinstance(event, MessageEvent) and event.awaits_files:
            self._woken.set()

    async def run(self) -> None:
        """Fetch until cancelled."""
        while True:
            self._woken.clear()
            if not await self.fetch_due():
                await self._rest()

    async def fetch_due(self) -> bool:
        """Fetch what is due, a few at a time; say whether there was anything."""
        async with self._store.reading() as stored:
            wanted = await stored.attachments.wanted(
                self._clock.now(), limit=self._persistence.parallel
            )
        async with asyncio.TaskGroup() as fetching:
            for file in wanted:
                fetching.create_task(self._fetch(file))
        return bool(wanted)

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
            file = await self._described(wanted, incoming)
            async with self._store.transaction() as tx:
                await tx.attachments.fetched(wanted.attachment_id, file)
                await _tell(tx, wanted)

    async def _described(self, wanted: WantedFile, incoming: IncomingFile) -> StoredFile:
        content = await incoming.read()
        media_type = true_type(content[:HEAD_BYTES], claimed=wanted.claimed_type)
        shown = media_type in SHOWN_IN_PAGES
        size = await self._thumbnails.size_of(content) if shown else None
        return StoredFile(
            name=counted_name(wanted.position, media_type),
            media_type=media_type,
            content_hash=await incoming.keep(),
            size=incoming.size,
            width=size.width if size else None,
            height=size.height if size else None,
        )

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

    async def _rest(self) -> None:
        """Until something is new, or the next try is due."""
        async with self._store.reading() as stored:
            due = await stored.attachments.next_wanted_at()
        pause = self._persistence.idle
        if due is not None:
            pause = min(pause, max(0.0, (due - self._clock.now()).total_seconds()))
        await rest(self._woken, seconds=pause)


async def _tell(tx: Transaction, wanted: WantedFile) -> None:
    conversation = await tx.conversations.get(wanted.conversation_id, within=ANYWHERE)
    tx.record(conversation.event(MessageChanged, message_id=wanted.message_id))
