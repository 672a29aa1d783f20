"""Clearing away the contents of files that nothing refers to any more."""

import asyncio
import logging

from domain.ports.media import MediaFiles
from domain.ports.store import Store

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60 * 60


class SweepingService:
    def __init__(self, *, store: Store, files: MediaFiles) -> None:
        self._store = store
        self._files = files

    async def run(self) -> None:
        """Endlessly; first what an earlier process left behind."""
        while True:
            await self.sweep()
            await asyncio.sleep(EVERY_SECONDS)

    async def sweep(self) -> None:
        async with self._store.reading() as stored:
            referred_to = await stored.attachments.hashes()
        if removed := await self._files.sweep(referred_to):
            logger.info("Cleared away %s files that nothing refers to", removed)
