"""Detects at start that the database is a restored copy, so that nothing is sent twice."""

import asyncio
import logging
from datetime import timedelta

from domain.ports.clock import Clock
from domain.services.operations.worker import Work
from storage.database import Database

logger = logging.getLogger(__name__)

MAX_DOWNTIME = timedelta(minutes=15)
"""After a longer downtime the database may be a restored copy, and is treated as one."""
HEARTBEAT_SECONDS = 60.0


class RestoreDetection:
    """A restored backup or snapshot still lists as queued what was sent after it was made."""

    def __init__(self, *, store: Database, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._recovered = asyncio.Event()

    def after_recovery(self, work: Work) -> Work:
        """Return the same work, which waits until `recover` is done."""

        async def begin() -> None:
            await self._recovered.wait()
            await work()

        return begin

    async def run(self) -> None:
        """Recover, and then write a heartbeat until cancelled."""
        if not self._recovered.is_set():
            await self.recover()
            self._recovered.set()
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            async with self._store.transaction() as tx:
                await tx.sync_state.heartbeat(at=self._clock.now())

    async def recover(self) -> None:
        """Mark what a restored copy has queued as unknown, and drop its notifications.

        `UnknownOutcomeResolver` then looks the messages up at the carrier, and a person decides
        about those that are not there.
        """
        now = self._clock.now()
        async with self._store.transaction() as tx:
            alive_at = await tx.sync_state.last_heartbeat()
            await tx.sync_state.start(at=now)
            if alive_at is not None and now - alive_at <= MAX_DOWNTIME:
                return
            messages = await tx.outbox.mark_queued_unknown(at=now)
            notifications = await tx.notifications.drop_waiting()
        if messages or notifications:
            logger.warning(
                "The database was restored, or was not in use for long. %s queued messages are "
                "looked up at the carrier instead of being sent, %s notifications are dropped",
                messages,
                notifications,
            )
