"""The health check: whether the process can do its work."""

import asyncio
import logging
from datetime import datetime, timedelta

from domain.ports.clock import Clock
from storage.database import Database

logger = logging.getLogger(__name__)

CACHE_TIME = timedelta(seconds=1)
"""Anybody may call it, and each check writes to the disk, so its result is cached."""


class HealthService:
    def __init__(self, *, store: Database, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = asyncio.Lock()
        self._cached: tuple[datetime, bool] | None = None

    async def can_write(self) -> bool:
        """Say whether the database can be written: a full disk or a stuck writer shows here."""
        async with self._lock:
            now = self._clock.now()
            if self._cached is None or abs(now - self._cached[0]) >= CACHE_TIME:
                self._cached = now, await self._try_to_write(now) and not self._store.is_damaged
            return self._cached[1]

    async def _try_to_write(self, now: datetime) -> bool:
        try:
            async with self._store.transaction() as tx:
                await tx.sync_state.heartbeat(at=now)
        except Exception:
            logger.exception("The database cannot be written")
            return False
        return True
