"""CheckResult out about messages whose answer from the carrier was lost."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.model.carrier_errors import NotSent
from domain.model.messages import LOST, UNCLEAR, DeliveryStatus, OutboundAttempt
from domain.model.sms import bare
from domain.ports.carrier import Carrier, CarrierRecord
from domain.ports.clock import Clock
from domain.ports.store import Store
from domain.services.messaging.delivery import DeliveryService
from domain.services.messaging.delivery_status import DeliveryTracker

logger = logging.getLogger(__name__)

FAILURES_IN_A_ROW = 3
"""After so many the carrier is away, and the rest is left for later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOutcomePolicy:
    """How a doubt is followed up. Times are in seconds."""

    between_looks: float = 5.0
    """At least; at an older doubt the carrier is asked again after half of its age."""
    longest: float = 5 * 60
    settled: float = 60.0
    """After this long the carrier lists all it has taken: what is not there was lost."""
    clocks_apart: float = 60.0
    """How far the carrier's clock may be from ours."""
    gives_up_after: float = 24 * 60 * 60
    """A doubt that no look can settle is told as one."""


class UnknownOutcomeResolver:
    """Looks `unknown` messages up in the carrier's own list; nothing is sent again unasked."""

    def __init__(
        self,
        *,
        store: Store,
        carrier: Carrier,
        clock: Clock,
        progress: DeliveryTracker,
        delivery: DeliveryService,
        patience: UnknownOutcomePolicy | None = None,
    ) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._progress = progress
        self._delivery = delivery
        self._patience = patience or UnknownOutcomePolicy()
        self._is_failing = False
        self._next_looks: dict[tuple[int, int], datetime] = {}
        """Of each attempt in doubt."""
        self._began_at = clock.now()

    @property
    def is_failing(self) -> bool:
        """Whether the carrier could not be asked the last time."""
        return self._is_failing

    async def run(self) -> None:
        """Endlessly; the first look is for what an earlier process left behind."""
        while True:
            await self.look()
            await asyncio.sleep(self._patience.between_looks)

    async def look(self) -> None:
        """Go once through everything in doubt that is to be looked up by now."""
        async with self._store.reading() as stored:
            in_doubt = await stored.outbox.in_doubt()
        self._is_failing = self._is_failing and bool(in_doubt)
        left = [each for each in in_doubt if each.message_id not in self._delivery.under_way]
        for outgoing in left:
            if _key(outgoing) not in self._next_looks:
                await self._progress.advance(outgoing, DeliveryStatus.UNKNOWN)
        now = self._clock.now()
        looks = {_key(each): self._next_looks.get(_key(each), now) for each in left}
        self._next_looks = looks
        # One that is further away than any can be is of a clock that was set back since.
        furthest = now + timedelta(seconds=self._patience.longest)
        await self._look_up([each for each in left if not now < looks[_key(each)] <= furthest])

    async def _look_up(self, due: Sequence[OutboundAttempt]) -> None:
        failures = 0
        for outgoing in due:
            self._note_look(outgoing)
            try:
                await self._resolve(outgoing)
            except NotSent as failure:
                failures += 1
                if not self._is_failing:
                    logger.warning("Lost answers cannot be looked up: %s", failure)
                self._is_failing = True
                if failures == FAILURES_IN_A_ROW:
                    return
            else:
                failures = 0
                self._is_failing = False

    def _note_look(self, outgoing: OutboundAttempt) -> None:
        half_its_age = self._age(outgoing) / 2
        pause = max(self._patience.between_looks, min(half_its_age, self._patience.longest))
        self._next_looks[_key(outgoing)] = self._clock.now() + timedelta(seconds=pause)

    async def _resolve(self, outgoing: OutboundAttempt) -> None:
        age = self._age(outgoing)
        is_settled = age > self._patience.settled
        unclaimed = await self._unclaimed(
            await self._carrier.sent_since(
                outgoing.started_at - timedelta(seconds=self._patience.clocks_apart),
                app_number=outgoing.app_number,
                customer_number=outgoing.customer_number,
                thorough=is_settled,
            )
        )
        if record := _match(outgoing, unclaimed):
            await self._progress.taken(outgoing, record)
        elif is_settled and not any(self._may_be(outgoing, record) for record in unclaimed):
            await self._progress.advance(outgoing, DeliveryStatus.FAILED, error=LOST)
        elif age > self._patience.gives_up_after:
            await self._progress.advance(outgoing, DeliveryStatus.FAILED, error=UNCLEAR)

    async def _unclaimed(self, records: list[CarrierRecord]) -> list[CarrierRecord]:
        """Those that no attempt of ours has; none is claimed by two, so none is missed."""
        account = self._carrier.account
        async with self._store.reading() as stored:
            return [
                record
                for record in records
                if not await stored.outbox.is_known(account, record.carrier_id)
            ]

    def _may_be(self, outgoing: OutboundAttempt, record: CarrierRecord) -> bool:
        """Whether it was taken when this one was, whatever its text says by now."""
        seconds = self._patience.settled + self._patience.clocks_apart
        return record.created_at <= outgoing.started_at + timedelta(seconds=seconds)

    def _age(self, outgoing: OutboundAttempt) -> float:
        """In seconds, from our own start at the earliest: who has just restored a database may
        have stopped its server a moment before.
        """
        return (self._clock.now() - max(outgoing.started_at, self._began_at)).total_seconds()


def _key(outgoing: OutboundAttempt) -> tuple[int, int]:
    return outgoing.message_id, outgoing.attempt


def _match(outgoing: OutboundAttempt, unclaimed: list[CarrierRecord]) -> CarrierRecord | None:
    """The oldest with this text, or else with a text that may have been made of it."""
    exactly = [record for record in unclaimed if record.body == outgoing.body]
    alike = [record for record in unclaimed if bare(record.body) == bare(outgoing.body)]
    return next(iter([*exactly, *alike]), None)
