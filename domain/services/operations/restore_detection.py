"""Noticing at start that the database is a copy of the past, so that nothing is sent twice."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from domain.ports.clock import Clock
from storage.database import Database

Work = Callable[[], Awaitable[None]]

logger = logging.getLogger(__name__)

MAX_DOWNTIME = timedelta(minutes=15)
"""After a longer one, nobody can say whether this database is the one that was served last."""
HEARTBEAT_SECONDS = 60.0


class RestoreDetection:
    """A backup, a snapshot of the machine and an old copy hold as queued what was sent since."""

    def __init__(self, *, store: Database, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._recovered = asyncio.Event()

    def after_recovery(self, work: Work) -> Work:
        """The same work, which begins only once nothing of the past can be sent by it."""

        async def begin() -> None:
            await self._recovered.wait()
            await work()

        return begin

    async def run(self) -> None:
        """Recover, and then note endlessly that the database is in use."""
        if not self._recovered.is_set():
            await self.recover()
            self._recovered.set()
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            async with self._store.transaction() as tx:
                await tx.sync_state.heartbeat(at=self._clock.now())

    async def recover(self) -> None:
        """What is queued in a copy of the past gets in doubt: `UnknownOutcomeResolver` looks it up
        at the carrier, and a person decides about what is not there. What waits to be told is
        dropped.
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
