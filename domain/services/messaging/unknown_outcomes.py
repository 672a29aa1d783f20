"""CheckResult out about messages whose answer from the carrier was lost."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.model.carrier import CarrierRecord
from domain.model.carrier_errors import NotSent
from domain.model.messages import LOST, UNCLEAR, DeliveryStatus, OutboundAttempt
from domain.model.sms import bare
from domain.ports.carrier import Carrier
from domain.ports.clock import Clock
from domain.services.messaging.delivery import DeliveryService
from domain.services.messaging.delivery_status import DeliveryTracker
from storage.database import Database

logger = logging.getLogger(__name__)

MAX_FAILURES_IN_A_ROW = 3
"""After so many the carrier is away, and the rest is left for later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOutcomePolicy:
    """How a doubt is followed up. Times are in seconds."""

    interval: float = 5.0
    """At least; at an older doubt the carrier is asked again after half of its age."""
    max_interval: float = 5 * 60
    conclusive_after: float = 60.0
    """After this long the carrier lists all it has taken: what is not there was lost."""
    clock_difference: float = 60.0
    """How far the carrier's clock may be from ours."""
    give_up_after: float = 24 * 60 * 60
    """A doubt that no look can settle is told as one."""


class UnknownOutcomeResolver:
    """Looks `unknown` messages up in the carrier's own list; nothing is sent again unasked."""

    def __init__(
        self,
        *,
        store: Database,
        carrier: Carrier,
        clock: Clock,
        delivery_tracker: DeliveryTracker,
        delivery: DeliveryService,
        policy: UnknownOutcomePolicy | None = None,
    ) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._delivery_tracker = delivery_tracker
        self._delivery = delivery
        self._policy = policy or UnknownOutcomePolicy()
        self._is_failing = False
        self._next_checks: dict[tuple[int, int], datetime] = {}
        """Of each attempt in doubt."""
        self._began_at = clock.now()

    @property
    def is_failing(self) -> bool:
        """Whether the carrier could not be asked the last time."""
        return self._is_failing

    async def run(self) -> None:
        """Endlessly; the first look is for what an earlier process left behind."""
        while True:
            await self.resolve_all()
            await asyncio.sleep(self._policy.interval)

    async def resolve_all(self) -> None:
        """Go once through everything in doubt that is to be looked up by now."""
        async with self._store.reading() as stored:
            unresolved = await stored.outbox.unresolved()
        self._is_failing = self._is_failing and bool(unresolved)
        idle = [
            attempt for attempt in unresolved if attempt.message_id not in self._delivery.in_flight
        ]
        for attempt in idle:
            if _key(attempt) not in self._next_checks:
                await self._delivery_tracker.set_status(attempt, DeliveryStatus.UNKNOWN)
        now = self._clock.now()
        next_checks = {_key(attempt): self._next_checks.get(_key(attempt), now) for attempt in idle}
        self._next_checks = next_checks
        # One that is further away than any can be is of a clock that was set back since.
        latest = now + timedelta(seconds=self._policy.max_interval)
        await self._resolve_due(
            [attempt for attempt in idle if not now < next_checks[_key(attempt)] <= latest]
        )

    async def _resolve_due(self, due: Sequence[OutboundAttempt]) -> None:
        failures = 0
        for attempt in due:
            self._schedule_next(attempt)
            try:
                await self._resolve(attempt)
            except NotSent as failure:
                failures += 1
                if not self._is_failing:
                    logger.warning("Lost answers cannot be looked up: %s", failure)
                self._is_failing = True
                if failures == MAX_FAILURES_IN_A_ROW:
                    return
            else:
                failures = 0
                self._is_failing = False

    def _schedule_next(self, attempt: OutboundAttempt) -> None:
        half_its_age = self._age(attempt) / 2
        pause = max(self._policy.interval, min(half_its_age, self._policy.max_interval))
        self._next_checks[_key(attempt)] = self._clock.now() + timedelta(seconds=pause)

    async def _resolve(self, attempt: OutboundAttempt) -> None:
        age = self._age(attempt)
        is_conclusive = age > self._policy.conclusive_after
        unclaimed = await self._unclaimed(
            await self._carrier.sent_since(
                attempt.started_at - timedelta(seconds=self._policy.clock_difference),
                app_number=attempt.app_number,
                customer_number=attempt.customer_number,
                thorough=is_conclusive,
            )
        )
        if record := _match(attempt, unclaimed):
            await self._delivery_tracker.mark_accepted(attempt, record)
        elif is_conclusive and not any(self._may_match(attempt, record) for record in unclaimed):
            await self._delivery_tracker.set_status(attempt, DeliveryStatus.FAILED, error=LOST)
        elif age > self._policy.give_up_after:
            await self._delivery_tracker.set_status(attempt, DeliveryStatus.FAILED, error=UNCLEAR)

    async def _unclaimed(self, records: list[CarrierRecord]) -> list[CarrierRecord]:
        """Those that no attempt of ours has; none is claimed by two, so none is missed."""
        account = self._carrier.account
        async with self._store.reading() as stored:
            return [
                record
                for record in records
                if not await stored.outbox.knows_carrier_id(account, record.carrier_id)
            ]

    def _may_match(self, attempt: OutboundAttempt, record: CarrierRecord) -> bool:
        """Whether it was taken when this one was, whatever its text says by now."""
        seconds = self._policy.conclusive_after + self._policy.clock_difference
        return record.created_at <= attempt.started_at + timedelta(seconds=seconds)

    def _age(self, attempt: OutboundAttempt) -> float:
        """In seconds, from our own start at the earliest: who has just restored a database may
        have stopped its server a moment before.
        """
        return (self._clock.now() - max(attempt.started_at, self._began_at)).total_seconds()


def _key(attempt: OutboundAttempt) -> tuple[int, int]:
    return attempt.message_id, attempt.attempt


def _match(attempt: OutboundAttempt, unclaimed: list[CarrierRecord]) -> CarrierRecord | None:
    """The oldest with this text, or else with a text that may have been made of it."""
    exact = [record for record in unclaimed if record.body == attempt.body]
    similar = [record for record in unclaimed if bare(record.body) == bare(attempt.body)]
    return next(iter([*exact, *similar]), None)
