"""The notification worker: sends what is queued, never twice, with retries for a day."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.model.events import Event, MessageAdded
from domain.model.notifications import Notification
from domain.model.users import Channel
from domain.ports.clock import Clock
from domain.ports.notifications import SubscriptionExpired
from domain.services.live.presence import Presence
from domain.services.notifications.channels import Channels
from domain.services.notifications.content import NotificationContext, load_context
from domain.services.operations.retries import RetryPolicy
from domain.services.operations.worker import wait_for
from storage.database import Database

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 5
KEEP_FOR = timedelta(days=2)
QUIET_HOURS_CHANNELS = frozenset({Channel.SMS, Channel.PUSH})
"""Held back in quiet hours; an e-mail rings nobody."""
RECHECK_AFTER = timedelta(seconds=15)
"""When a notification for a viewer of the conversation is checked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPolicy:
    """Retries and limits of notifications. Times are in seconds."""

    retries: RetryPolicy = RetryPolicy(pauses=(5, 30, 60, 300, 900, 1800))
    max_parallel: int = 4
    """Per channel, so that a mail server that hangs holds up no push notification."""
    max_idle: float = 5.0
    """The longest sleep, in case a wake-up is missed."""


class NotificationWorker:
    """One worker per process. The queue is the database, so a restart loses nothing.

    A notification is claimed before it is sent, and only what provably did not go out is tried
    again: a crash in between may cost one, but never sends one twice.
    """

    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        presence: Presence,
        channels: Channels,
        policy: NotificationPolicy | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._presence = presence
        self._channels = channels
        self._policy = policy or NotificationPolicy()
        self._woken = asyncio.Event()
        self._in_flight: dict[asyncio.Task[None], Channel] = {}

    def on_event(self, event: Event) -> None:
        """Wake up when a message may have queued notifications."""
        if isinstance(event, MessageAdded):
            self._woken.set()

    async def run(self) -> None:
        """Send until cancelled; then wait a moment for what is in flight."""
        await self.fail_interrupted()
        try:
            while True:
                self._woken.clear()
                await self.send_due()
                await self._wait()
        finally:
            await self.drain()
            for task in self._in_flight:
                task.cancel()

    async def fail_interrupted(self) -> None:
        """Mark as failed what an earlier process had claimed: it may have been sent."""
        async with self._store.transaction() as tx:
            count = await tx.notifications.fail_interrupted(at=self._clock.now())
        if count:
            logger.warning("%s notifications may not have gone out, and are not repeated", count)

    async def send_due(self) -> None:
        """Claim what is due and start to send it, without waiting for the outcome."""
        chosen = await self._due()
        if not chosen:
            return
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await tx.notifications.claim(chosen, at=now)
            await tx.notifications.delete_ended(before=now - KEEP_FOR)
        for notification in chosen:
            task = asyncio.create_task(self._send(notification))
            self._in_flight[task] = notification.recipient.channel
            task.add_done_callback(self._finish)

    async def drain(self) -> None:
        """Wait a moment for what is in flight."""
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=DRAIN_SECONDS)

    async def _due(self) -> list[Notification]:
        now = self._clock.now()
        due: list[Notification] = []
        async with self._store.reading() as stored:
            for channel, slots in self._free_slots().items():
                due += await stored.notifications.due(now, channel, limit=slots)
        return due

    def _free_slots(self) -> dict[Channel, int]:
        """Return the free slots by channel, without those that have none."""
        busy = Counter(self._in_flight.values())
        limit = self._policy.max_parallel
        return {
            channel: limit - busy[channel]
            for channel in self._channels.channels
            if busy[channel] < limit
        }

    def _finish(self, task: asyncio.Task[None]) -> None:
        del self._in_flight[task]
        self._woken.set()

    async def _send(self, notification: Notification) -> None:
        """End it also after an unexpected error, because it may have been sent by then."""
        try:
            await self._process(notification)
        except Exception:
            logger.exception("Notification %s failed, and is not repeated", notification.id)
            await self._end(notification)

    async def _process(self, notification: Notification) -> None:
        """Send, postpone or drop it; everything is checked again, as minutes may have passed."""
        async with self._store.reading() as stored:
            context = await load_context(stored, notification)
        if context is None:
            await self._drop(notification)
        elif self._presence.is_viewing(
            notification.recipient.user_id, notification.conversation_id
        ):
            await self._postpone(notification, until=self._clock.now() + RECHECK_AFTER)
        elif quiet_end := self._quiet_end(notification, context):
            await self._postpone(notification, until=quiet_end)
        else:
            await self._deliver(notification, context)

    def _quiet_end(
        self, notification: Notification, context: NotificationContext
    ) -> datetime | None:
        if notification.recipient.channel not in QUIET_HOURS_CHANNELS:
            return None
        return context.user.quiet_end(self._clock.now(), company_zone=context.company.time_zone)

    async def _deliver(self, notification: Notification, context: NotificationContext) -> None:
        try:
            await self._channels.send(notification, context)
        except NotSent as failure:
            await self._retry(notification, failure)
            return
        except SubscriptionExpired:
            await self._remove_device(notification)
        except (Rejected, OutcomeUnknown) as failure:
            logger.warning("Notification %s by %s: %s", *_named(notification), _why(failure))
        await self._end(notification)

    async def _retry(self, notification: Notification, failure: NotSent) -> None:
        logger.warning("Notification %s by %s: %s", *_named(notification), _why(failure))
        retry_at = self._policy.retries.next_at(
            self._clock.now(), failures=notification.tries, since=notification.since
        )
        if retry_at is None:
            logger.error("Notification %s by %s is given up", *_named(notification))
            await self._end(notification)
            return
        async with self._store.transaction() as tx:
            await tx.notifications.postpone(
                notification, until=retry_at, tries=notification.tries + 1
            )

    async def _postpone(self, notification: Notification, *, until: datetime) -> None:
        async with self._store.transaction() as tx:
            await tx.notifications.postpone(notification, until=until, tries=notification.tries)

    async def _remove_device(self, notification: Notification) -> None:
        logger.info("A browser of user %s takes no more", notification.recipient.user_id)
        async with self._store.transaction() as tx:
            await tx.push_devices.remove(notification.recipient.device_id)

    async def _drop(self, notification: Notification) -> None:
        async with self._store.transaction() as tx:
            await tx.notifications.drop(notification)

    async def _end(self, notification: Notification) -> None:
        async with self._store.transaction() as tx:
            await tx.notifications.mark_ended(notification, at=self._clock.now())

    async def _wait(self) -> None:
        """Wait until a notification is new, or due with a free slot."""
        async with self._store.reading() as stored:
            due = await stored.notifications.next_due_at(self._free_slots())
        pause = self._policy.max_idle
        if due is not None:
            pause = min(pause, max(0.0, (due - self._clock.now()).total_seconds()))
        await wait_for(self._woken, seconds=pause)


def _named(notification: Notification) -> tuple[int, Channel]:
    return notification.id, notification.recipient.channel


def _why(failure: Exception) -> str:
    """Describe the failure; what raises it keeps addresses and texts out."""
    return f"{type(failure).__name__} {failure}".strip()
