"""Finds out what became of messages for which the carrier's response was lost."""

from contextlib import suppress
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
from domain.services.messaging.reconciliation.carrier_poller import CarrierPoller, ask_about_each
from storage.database import Database


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


class UnknownOutcomeResolver(CarrierPoller):
    """Looks `unknown` messages up in the carrier's own list; it never sends one again."""

    complaint = "Unknown outcomes cannot be looked up"

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
        super().__init__(store=store, carrier=carrier, clock=clock)
        self._delivery_tracker = delivery_tracker
        self._delivery = delivery
        self._policy = policy or UnknownOutcomePolicy()
        self._next_checks: dict[tuple[int, int], datetime] = {}
        """By message id and attempt."""
        self._began_at = clock.now()

    async def run_once(self) -> float:
        await self.resolve_all()
        return self._policy.interval

    async def resolve_all(self) -> None:
        """Check all attempts with an unknown outcome that are due.

        After a start this begins with what an earlier process left behind.
        """
        async with self._store.reading() as stored:
            unresolved = await stored.outbox.unresolved()
        if not unresolved:
            self._note_success()
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
        due = [attempt for attempt in idle if not now < next_checks[_key(attempt)] <= latest]
        with suppress(NotSent):
            await ask_about_each(due, self._check)

    async def _check(self, attempt: OutboundAttempt) -> None:
        self._schedule_next(attempt)
        try:
            await self._resolve(attempt)
        except NotSent as failure:
            self._note_failure(failure)
            raise
        self._note_success()

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
