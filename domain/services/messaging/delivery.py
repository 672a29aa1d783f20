"""The delivery worker: sends queued messages in order, rate-limited, and never twice."""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from domain.gateways.metrics import Metrics
from domain.model.carrier_error_codes import OPTED_OUT
from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.model.events import Event, MessageEvent
from domain.model.messages import UNREACHABLE, DeliveryStatus, OutboundAttempt
from domain.ports.carrier import Carrier
from domain.ports.clock import Clock
from domain.services.media.links import MediaLinks
from domain.services.messaging.delivery_status import DeliveryTracker
from domain.services.operations.queue_worker import QueuePolicy, QueueWorker
from domain.services.operations.retries import RetryPolicy
from storage.database import Database

logger = logging.getLogger(__name__)

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPolicy(QueuePolicy):
    """Rate limit and retries of outbound messages. Times are in seconds."""

    pause_per_number: float = 1.0
    """Between two messages from one app number, as carriers demand."""
    max_parallel: int = 8
    """Requests to the carrier at a time."""
    retries: RetryPolicy = RetryPolicy(
        pauses=(1, 2, 4, 8, 15, 30, 60, 120, 240, 300), max_pause=300, max_retries=10
    )
    """Of what never reached the carrier; after the last one the message has failed."""


class DeliveryService(QueueWorker[OutboundAttempt]):
    """The outbox worker.

    A message is marked `sending` before the carrier is asked, so a crash in between leaves a
    mark that `UnknownOutcomeResolver` can judge, never a customer texted twice. No
    transaction is open while the carrier is asked: a slow network must not hold the one
    writer SQLite allows.
    """

    cancels_late_jobs = False
    """The response of a late one may still be stored. Else it stays `sending`, and is resolved
    after the next start."""
    _policy: DeliveryPolicy

    def __init__(
        self,
        *,
        store: Database,
        carrier: Carrier,
        clock: Clock,
        delivery_tracker: DeliveryTracker,
        links: MediaLinks,
        policy: DeliveryPolicy | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        super().__init__(store=store, clock=clock, policy=policy or DeliveryPolicy())
        self._carrier = carrier
        self._delivery_tracker = delivery_tracker
        self._links = links
        self._metrics = metrics or Metrics()
        self._next_slot_at: dict[str, datetime] = {}
        self._claimed_at = NEVER

    def _brings_jobs(self, event: Event) -> bool:
        return isinstance(event, MessageEvent) and event.is_queued

    async def _claim_due(self) -> list[OutboundAttempt]:
        """Choose the next attempts and mark them `sending`."""
        now = self._claimed_at = self._clock.now()
        async with self._store.reading() as stored:
            waiting = await stored.outbox.due(now, limit=1)
        chosen = self._choose_due(waiting, now)
        if chosen:
            await self._delivery_tracker.mark_sending(chosen)
        next_slot = now + timedelta(seconds=self._policy.pause_per_number)
        self._next_slot_at.update({attempt.app_number: next_slot for attempt in chosen})
        return chosen

    def _choose_due(self, waiting: list[OutboundAttempt], now: datetime) -> list[OutboundAttempt]:
        """Choose one message per number within its rate limit, the least recently used first."""
        free_slots = self._policy.max_parallel - len(self.in_flight)
        free = [attempt for attempt in waiting if self._is_free(attempt.app_number, now)]
        free.sort(key=lambda attempt: self._next_slot_at.get(attempt.app_number, NEVER))
        return free[:free_slots]

    def _is_free(self, app_number: str, now: datetime) -> bool:
        """A wait longer than the pause means that the clock was set back, so it is ignored."""
        wait = (self._next_slot_at.get(app_number, now) - now).total_seconds()
        return wait <= 0 or wait > self._policy.pause_per_number

    async def _next_due_at(self) -> datetime | None:
        """Return when a rate limit allows the next message, or a retry is due.

        What became due after this round's claim may have come too late for it.
        """
        async with self._store.reading() as stored:
            next_due = await stored.outbox.next_due_at()
        moments = [*self._next_slot_at.values(), next_due or NEVER]
        return min((moment for moment in moments if moment > self._claimed_at), default=None)

    async def _perform(self, attempt: OutboundAttempt) -> None:
        try:
            await self._send(attempt)
        except Exception:
            logger.exception("Message %s: the response could not be stored", attempt.message_id)

    async def _send(self, attempt: OutboundAttempt) -> None:
        try:
            await self._ensure_not_opted_out(attempt)
            accepted = await self._carrier.send(self._with_links(attempt))
        except Rejected as refusal:
            self._metrics.sent("refused")
            await self._delivery_tracker.set_status(
                attempt, DeliveryStatus.FAILED, error=refusal.code
            )
        except NotSent as failure:
            self._metrics.sent("not reached")
            logger.warning("Message %s did not reach the carrier: %s", attempt.message_id, failure)
            await self._postpone(attempt, failure)
        except OutcomeUnknown as failure:
            self._metrics.sent("answer lost")
            logger.warning("Message %s: answer lost: %s", attempt.message_id, failure)
            await self._delivery_tracker.set_status(attempt, DeliveryStatus.UNKNOWN)
        else:
            self._metrics.sent("taken")
            await self._delivery_tracker.mark_accepted(attempt, accepted)

    def _with_links(self, attempt: OutboundAttempt) -> OutboundAttempt:
        """Add the links at the last moment, so that they are valid for as long as possible."""
        urls = tuple(self._links.to(attachment_id) for attachment_id in attempt.attachment_ids)
        return replace(attempt, media_urls=urls)

    async def _ensure_not_opted_out(self, attempt: OutboundAttempt) -> None:
        """Raise `Rejected` if the customer has texted STOP while the message was queued."""
        async with self._store.reading() as stored:
            opt_out = await stored.opt_outs.source(
                attempt.app_number, attempt.customer_number, company_id=attempt.company_id
            )
            if opt_out:
                raise Rejected(OPTED_OUT)

    async def _postpone(self, attempt: OutboundAttempt, failure: NotSent) -> None:
        retry_at = self._policy.retries.next_at(
            self._clock.now(),
            failures=attempt.tries,
            since=attempt.started_at,
            at_least=failure.retry_after,
        )
        if retry_at is None:
            error = failure.code or UNREACHABLE
            await self._delivery_tracker.set_status(attempt, DeliveryStatus.FAILED, error=error)
        else:
            await self._delivery_tracker.requeue(attempt, not_before=retry_at)
