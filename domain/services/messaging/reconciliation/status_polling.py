"""Polls the carrier for the final status of messages whose callbacks did not arrive."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.model.carrier import CarrierRecord, StatusReport
from domain.model.carrier_errors import NotSent
from domain.model.messages import DeliveryStatus, UnresolvedAttempt
from domain.ports.carrier import Carrier
from domain.ports.clock import Clock
from domain.services.messaging.delivery_status import DeliveryTracker
from domain.services.messaging.reconciliation.carrier_poller import CarrierPoller, ask_about_each
from storage.database import Database

logger = logging.getLogger(__name__)

FINAL = (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPollPolicy:
    """When the carrier is polled, by the age of an attempt. Times are in seconds."""

    interval: float = 5.0
    poll_ages: tuple[float, ...] = (60, 5 * 60, 30 * 60)
    later_interval: float = 60 * 60
    give_up_after: float = 24 * 60 * 60
    """By then the carrier has given up, too; many networks never confirm delivery."""
    retry_pause: float = 60
    """Minimal pause after a failure; an old message waits for a tenth of its age."""

    def next_after(self, age: float) -> float | None:
        """Return the age at which the attempt is polled next; `None`: never again."""
        if age >= self.give_up_after:
            return None
        later = (poll_age for poll_age in self.poll_ages if poll_age > age)
        return next(later, age + self.later_interval)


class StatusPoller(CarrierPoller):
    """Asks the carrier for the status itself, because it does not repeat lost callbacks."""

    complaint = "The carrier cannot be polled for the status of messages"

    def __init__(
        self,
        *,
        store: Database,
        carrier: Carrier,
        clock: Clock,
        delivery_tracker: DeliveryTracker,
        policy: StatusPollPolicy | None = None,
    ) -> None:
        super().__init__(store=store, carrier=carrier, clock=clock)
        self._delivery_tracker = delivery_tracker
        self._policy = policy or StatusPollPolicy()

    async def run_once(self) -> float:
        try:
            await self.poll_due()
        except NotSent as failure:
            self._note_failure(failure)
        else:
            self._note_success()
        return self._policy.interval

    async def poll_due(self) -> None:
        """Poll all attempts that are due. Raise `NotSent` when the carrier is unreachable.

        An attempt whose poll fails is tried again later, and holds up no other.
        """
        now = self._clock.now()
        async with self._store.reading() as stored:
            due = await stored.sync_state.due_for_poll(self._carrier.account, now=now)
        await ask_about_each(due, lambda attempt: self._poll(attempt, now))

    async def _poll(self, attempt: UnresolvedAttempt, now: datetime) -> None:
        try:
            record = await self._carrier.look_up(attempt.carrier_id)
        except NotSent as failure:
            logger.info("Message %s cannot be looked up: %r", attempt.message_id, failure)
            await self._schedule(attempt, self._retry_at(attempt, failure, now))
            raise
        if record and record.delivery in FINAL:
            await self._delivery_tracker.apply_callback(self._as_report(attempt, record))
        await self._schedule_next(attempt, now, is_known=record is not None)

    def _as_report(self, attempt: UnresolvedAttempt, record: CarrierRecord) -> StatusReport:
        return StatusReport(
            message_id=attempt.message_id,
            attempt=attempt.attempt,
            account=self._carrier.account,
            carrier_id=attempt.carrier_id,
            status=record.status,
            delivery=record.delivery,
            error=record.error,
        )

    async def _schedule_next(
        self, attempt: UnresolvedAttempt, now: datetime, *, is_known: bool
    ) -> None:
        age = (now - attempt.started_at).total_seconds()
        next_age = self._policy.next_after(age) if is_known else None
        at = attempt.started_at + timedelta(seconds=next_age) if next_age else None
        await self._schedule(attempt, at)

    def _retry_at(
        self, attempt: UnresolvedAttempt, failure: NotSent, now: datetime
    ) -> datetime | None:
        age = (now - attempt.started_at).total_seconds()
        if age >= self._policy.give_up_after:
            return None
        pause = max(self._policy.retry_pause, age / 10, failure.retry_after)
        return now + timedelta(seconds=pause)

    async def _schedule(self, attempt: UnresolvedAttempt, at: datetime | None) -> None:
        async with self._store.transaction() as tx:
            await tx.sync_state.schedule_poll(attempt.message_id, attempt.attempt, at=at)
