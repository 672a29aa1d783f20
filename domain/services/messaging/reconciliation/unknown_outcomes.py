"""Finds out what became of messages for which the carrier's response was lost."""

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
"""After so many the carrier counts as unreachable, and the rest is checked later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOutcomePolicy:
    """How attempts with an unknown outcome are followed up. Times are in seconds."""

    interval: float = 5.0
    """Minimal pause between two checks; later ones wait for half of the attempt's age."""
    max_interval: float = 5 * 60
    conclusive_after: float = 60.0
    """After this age the carrier lists all it has accepted: what is missing was lost."""
    clock_difference: float = 60.0
    """How much the carrier's clock may differ from ours."""
    give_up_after: float = 24 * 60 * 60
    """After this age the attempt fails as unclear."""


class UnknownOutcomeResolver:
    """Looks `unknown` messages up in the carrier's own list; it never sends one again."""

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
        """By message id and attempt."""
        self._began_at = clock.now()

    @property
    def is_failing(self) -> bool:
        """Whether the last request to the carrier failed."""
        return self._is_failing

    async def run(self) -> None:
        """Resolve until cancelled, first what an earlier process left behind."""
        while True:
            await self.resolve_all()
            await asyncio.sleep(self._policy.interval)

    async def resolve_all(self) -> None:
        """Check all attempts with an unknown outcome that are due."""
        async with self._store.reading() as stored:
            unresolved = await stored.outbox.unresolved()
        self._is_failing = self._is_failing and bool(unresolved)
        in_flight = {attempt.message_id for attempt in self._delivery.in_flight}
        idle = [attempt for attempt in unresolved if attempt.message_id not in in_flight]
        for attempt in idle:
            if _key(attempt) not in self._next_checks:
                await self._delivery_tracker.set_status(attempt, DeliveryStatus.UNKNOWN)
        now = self._clock.now()
        next_checks = {_key(attempt): self._next_checks.get(_key(attempt), now) for attempt in idle}
        self._next_checks = next_checks
        # A check due later than the longest pause is from before the clock was set back.
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
                    logger.warning("Unknown outcomes cannot be looked up: %s", failure)
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
        """Return the records that belong to no attempt yet, so that no two attempts claim one."""
        account = self._carrier.account
        async with self._store.reading() as stored:
            return [
                record
                for record in records
                if not await stored.outbox.knows_carrier_id(account, record.carrier_id)
            ]

    def _may_match(self, attempt: OutboundAttempt, record: CarrierRecord) -> bool:
        """Whether the carrier accepted the record at the time of this attempt, with any text."""
        seconds = self._policy.conclusive_after + self._policy.clock_difference
        return record.created_at <= attempt.started_at + timedelta(seconds=seconds)

    def _age(self, attempt: OutboundAttempt) -> float:
        """Return the age in seconds, counted from our own start at the earliest.

        A restored database may have been in use by another server a moment before.
        """
        return (self._clock.now() - max(attempt.started_at, self._began_at)).total_seconds()


def _key(attempt: OutboundAttempt) -> tuple[int, int]:
    return attempt.message_id, attempt.attempt


def _match(attempt: OutboundAttempt, unclaimed: list[CarrierRecord]) -> CarrierRecord | None:
    """Return the oldest record with this text, or with one the carrier may have made of it."""
    exact = [record for record in unclaimed if record.body == attempt.body]
    similar = [record for record in unclaimed if bare(record.body) == bare(attempt.body)]
    return next(iter([*exact, *similar]), None)
