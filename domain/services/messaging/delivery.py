"""Handing queued messages to the carrier: in order, at the carrier's pace, and never twice."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from domain.model.actor import ALL
from domain.model.carrier_error_codes import OPTED_OUT
from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.model.events import Event, MessageEvent
from domain.model.messages import UNREACHABLE, DeliveryStatus, OutboundAttempt
from domain.ports.carrier import Carrier
from domain.ports.clock import Clock
from domain.ports.metrics import Metrics
from domain.ports.store import Store
from domain.services.media.links import MediaLinks
from domain.services.messaging.delivery_status import DeliveryTracker
from domain.services.messaging.opt_outs import opt_out_of
from domain.services.operations.worker import wait_for

logger = logging.getLogger(__name__)

FAREWELL_SECONDS = 5
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPolicy:
    """How fast and how patiently messages are handed over. Times are in seconds."""

    per_number: float = 1.0
    """Between two messages of one app number, as carriers want it."""
    parallel: int = 8
    """Messages in the carrier's hands at once."""
    retries: tuple[float, ...] = (1, 2, 4, 8, 15, 30, 60, 120, 240, 300)
    """Pauses before trying again what never reached the carrier; then it has failed."""
    longest_pause: float = 300
    """Also when the carrier wants to be left alone for longer."""
    idle: float = 5.0
    """Longest sleep, should a wake-up be missed."""


class DeliveryService:
    """The outbox worker, one per process. The queue is the database, so a restart loses nothing.

    A message is marked `sending` before the carrier is asked, so a crash in between leaves a
    mark that `UnknownOutcomeResolver` can judge, never a customer texted twice. No
    transaction is open while the carrier is asked: a slow network must not hold the one
    writer SQLite allows.
    """

    def __init__(
        self,
        *,
        store: Store,
        carrier: Carrier,
        clock: Clock,
        progress: DeliveryTracker,
        links: MediaLinks,
        pace: DeliveryPolicy | None = None,
        measures: Metrics | None = None,
    ) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._progress = progress
        self._links = links
        self._pace = pace or DeliveryPolicy()
        self._measures = measures
        self._woken = asyncio.Event()
        self._turns: dict[str, datetime] = {}
        self._under_way: dict[int, asyncio.Task[None]] = {}

    def hear(self, event: Event) -> None:
        """Wake up for a message that is new in the queue."""
        if isinstance(event, MessageEvent) and event.is_queued:
            self._woken.set()

    @property
    def under_way(self) -> frozenset[int]:
        """Messages this process is asking the carrier about right now."""
        return frozenset(self._under_way)

    async def run(self) -> None:
        """Deliver until cancelled. Questions under way are given a moment to be answered."""
        try:
            while True:
                self._woken.clear()
                began = self._clock.now()
                await self.hand_over_due()
                await self._rest(since=began)
        finally:
            await self.answered()

    async def hand_over_due(self) -> None:
        """Ask the carrier to take what is due; the answers come later."""
        now = self._clock.now()
        for outgoing in await self._due(now):
            self._turns[outgoing.app_number] = now + timedelta(seconds=self._pace.per_number)
            task = asyncio.create_task(self._hand_over(outgoing))
            self._under_way[outgoing.message_id] = task

    async def _due(self, now: datetime) -> list[OutboundAttempt]:
        """Those whose turn it is, marked `sending`."""
        async with self._store.reading() as stored:
            waiting = await stored.outbox.due(now, limit=1)
        chosen = self._whose_turn_it_is(waiting, now)
        if chosen:
            await self._progress.begin(chosen)
        return chosen

    def _whose_turn_it_is(
        self, waiting: list[OutboundAttempt], now: datetime
    ) -> list[OutboundAttempt]:
        """One message a number, so that each keeps its pace; who had the last turn comes last."""
        hands = self._pace.parallel - len(self._under_way)
        free = [each for each in waiting if self._is_free(each.app_number, now)]
        free.sort(key=lambda each: self._turns.get(each.app_number, NEVER))
        return free[:hands]

    def _is_free(self, app_number: str, now: datetime) -> bool:
        """A turn that is further away than any can be is of a clock that was set back since."""
        wait = (self._turns.get(app_number, now) - now).total_seconds()
        return wait <= 0 or wait > self._pace.per_number

    async def _hand_over(self, outgoing: OutboundAttempt) -> None:
        try:
            await self._ask(outgoing)
        except Exception:
            logger.exception("Message %s: its answer could not be kept", outgoing.message_id)
        finally:
            del self._under_way[outgoing.message_id]
            self._woken.set()

    async def _ask(self, outgoing: OutboundAttempt) -> None:
        try:
            await self._refuse_opted_out(outgoing)
            taken = await self._carrier.send(self._with_links(outgoing))
        except Rejected as refusal:
            self._count("refused")
            await self._progress.advance(outgoing, DeliveryStatus.FAILED, error=refusal.code)
        except NotSent as failure:
            self._count("not reached")
            logger.warning("Message %s did not reach the carrier: %s", outgoing.message_id, failure)
            await self._postpone(outgoing, failure)
        except OutcomeUnknown as failure:
            self._count("answer lost")
            logger.warning("Message %s: answer lost: %s", outgoing.message_id, failure)
            await self._progress.advance(outgoing, DeliveryStatus.UNKNOWN)
        else:
            self._count("taken")
            await self._progress.taken(outgoing, taken)

    def _count(self, result: str) -> None:
        if self._measures:
            self._measures.sent(result)

    def _with_links(self, outgoing: OutboundAttempt) -> OutboundAttempt:
        """Made at the last moment, so that they hold for as long as the carrier may need them."""
        urls = tuple(self._links.to(each) for each in outgoing.attachment_ids)
        return replace(outgoing, media_urls=urls)

    async def _refuse_opted_out(self, outgoing: OutboundAttempt) -> None:
        """The customer may have texted STOP while the message waited for its turn."""
        async with self._store.reading() as stored:
            conversation = await stored.conversations.get(outgoing.conversation_id, within=ALL)
            if await opt_out_of(stored, conversation):
                raise Rejected(OPTED_OUT)

    async def _postpone(self, outgoing: OutboundAttempt, failure: NotSent) -> None:
        if outgoing.tries >= len(self._pace.retries):
            error = failure.code or UNREACHABLE
            await self._progress.advance(outgoing, DeliveryStatus.FAILED, error=error)
        else:
            wanted = max(self._pace.retries[outgoing.tries], failure.retry_after)
            pause = timedelta(seconds=min(wanted, self._pace.longest_pause))
            await self._progress.queue_again(outgoing, not_before=self._clock.now() + pause)

    async def _rest(self, *, since: datetime) -> None:
        """Until something is new, a number's turn comes, or a retry is due.

        One that came `since` this round began may have come too late for it.
        """
        async with self._store.reading() as stored:
            next_due = await stored.outbox.next_due_at()
        now = self._clock.now()
        moments = [*self._turns.values(), next_due or since]
        pauses = [(moment - now).total_seconds() for moment in moments if moment > since]
        await wait_for(self._woken, seconds=max(0.0, min([self._pace.idle, *pauses])))

    async def answered(self) -> None:
        """Wait for the questions under way, for a moment.

        What is not answered by then stays `sending` and is looked up after the next start.
        """
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=FAREWELL_SECONDS)
