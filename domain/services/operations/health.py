"""Whether the process can do its work."""

import asyncio
import logging
from datetime import datetime, timedelta

from domain.ports.clock import Clock
from storage.database import Database

logger = logging.getLogger(__name__)

HOLDS_FOR = timedelta(seconds=1)
"""Anybody may ask, and each answer costs a write to the disk."""


class HealthService:
    def __init__(self, *, store: Database, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._known: tuple[datetime, bool] | None = None

    async def can_write(self) -> bool:
        """A writer that is stuck or a disk that is full or gone shows here first."""
        async with self._one_at_a_time:
            now = self._clock.now()
            if self._known is None or abs(now - self._known[0]) >= HOLDS_FOR:
                self._known = now, await self._try_to_write(now) and not self._store.is_damaged
            return self._known[1]

    async def _try_to_write(self, now: datetime) -> bool:
        try:
            async with self._store.transaction() as tx:
                await tx.sync_state.heartbeat(at=now)
        except Exception:
            logger.exception("The database cannot be written")
            return False
        return True
