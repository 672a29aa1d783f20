"""Deletes files that nothing refers to, and rows whose retention period is over."""

import asyncio
import logging
from datetime import datetime

from domain.model.retention import Outdated, Retention
from domain.ports.clock import Clock
from storage.database import Database
from storage.media_files import MediaFolder

logger = logging.getLogger(__name__)

BATCH_SIZE = 500
"""Rows deleted in one transaction, so that other writers wait for milliseconds only."""
PAUSE_SECONDS = 0.05


class CleanupService:
    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        files: MediaFolder,
        retention: Retention | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._files = files
        self._retention = retention or Retention()

    async def clean_up(self) -> None:
        await self._remove_files()
        for kind, before in self._retention.ends(self._clock.now()).items():
            await self._remove_rows(kind, before)

    async def _remove_files(self) -> None:
        removed = 0
        async for hashes in self._files.settled():
            async with self._store.reading() as stored:
                referred_to = await stored.attachments.referenced_hashes(hashes)
            removed += await self._files.remove(hashes - referred_to)
        if removed:
            logger.info("Removed %s files that nothing refers to", removed)

    async def _remove_rows(self, kind: Outdated, before: datetime) -> None:
        removed = 0
        while True:
            async with self._store.reading() as stored:
                ids = await stored.retention.find(kind, before=before, limit=BATCH_SIZE)
            if not ids:
                break
            async with self._store.transaction() as tx:
                removed += await tx.retention.remove(kind, ids)
            await asyncio.sleep(PAUSE_SECONDS)
        if removed:
            logger.info("Removed %s outdated %s", removed, kind)
