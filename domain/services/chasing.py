"""Asking the carrier what became of messages of which it has not told the end."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.model.carrier_failures import NotReached
from domain.model.messages import Delivery
from domain.ports.carrier import Carrier, CarrierRecord, StatusReport
from domain.ports.clock import Clock
from domain.ports.look_ups import Undecided
from domain.ports.store import Store
from domain.services.progress import Progress

logger = logging.getLogger(__name__)

FINAL = (Delivery.DELIVERED, Delivery.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insistence:
    """When the carrier is asked, after an attempt began. Times are in seconds."""

    between_looks: float = 5.0
    moments: tuple[float, ...] = (60, 5 * 60, 30 * 60)
    afterwards_every: float = 60 * 60
    gives_up_after: float = 24 * 60 * 60
    """By then the carrier itself has given up; many networks never say that a text arrived."""

    def next_after(self, age: float) -> float | None:
        """At which age it is asked again; `None`: never."""
        if age >= self.gives_up_after:
            return None
        later = (moment for moment in self.moments if moment > age)
        return next(later, age + self.afterwards_every)


class ChasingService:
    """A callback that got lost is not repeated, but the carrier still knows how it ended."""

    def __init__(
        self,
        *,
        store: Store,
        carrier: Carrier,
        clock: Clock,
        progress: Progress,
        insistence: Insistence | None = None,
    ) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._progress = progress
        self._insistence = insistence or Insistence()

    async def run(self) -> None:
        """Endlessly; a carrier that is away is asked again later."""
        while True:
            try:
                await self.chase()
            except NotReached as failure:
                logger.warning("The carrier cannot be asked what became of texts: %r", failure)
            await asyncio.sleep(self._insistence.between_looks)

    async def chase(self) -> None:
        """Ask about everything that is due. Raise `NotReached`."""
        now = self._clock.now()
        async with self._store.reading() as stored:
            due = await stored.look_ups.undecided(self._carrier.account, now=now)
        for undecided in due:
            record = await self._carrier.look_up(undecided.carrier_id)
            if record and record.delivery in FINAL:
                await self._progress.report(self._as_report(undecided, record))
            await self._postpone(undecided, now, is_known=record is not None)

    def _as_report(self, undecided: Undecided, record: CarrierRecord) -> StatusReport:
        return StatusReport(
            message_id=undecided.message_id,
            attempt=undecided.attempt,
            account=self._carrier.account,
            carrier_id=undecided.carrier_id,
            status=record.status,
            delivery=record.delivery,
            error=record.error,
        )

    async def _postpone(self, undecided: Undecided, now: datetime, *, is_known: bool) -> None:
        age = (now - undecided.started_at).total_seconds()
        next_age = self._insistence.next_after(age) if is_known else None
        at = undecided.started_at + timedelta(seconds=next_age) if next_age else None
        async with self._store.transaction() as tx:
            await tx.look_ups.ask_again(undecided.message_id, undecided.attempt, at=at)
