"""The notification worker: sends what is queued, never twice, with retries for a day."""

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
from domain.services.operations.queue_worker import QueuePolicy, QueueWorker
from domain.services.operations.retries import RetryPolicy
from storage.database import Database

logger = logging.getLogger(__name__)

KEEP_FOR = timedelta(days=2)
QUIET_HOURS_CHANNELS = frozenset({Channel.SMS, Channel.PUSH})
"""Held back in quiet hours; an e-mail rings nobody."""
RECHECK_AFTER = timedelta(seconds=15)
"""When a notification for a viewer of the conversation is checked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPolicy(QueuePolicy):
    """Retries and limits of notifications. Times are in seconds."""

    retries: RetryPolicy = RetryPolicy(pauses=(5, 30, 60, 300, 900, 1800))
    max_parallel: int = 4
    """Per channel, so that a mail server that hangs holds up no push notification."""


class NotificationWorker(QueueWorker[Notification]):
    """A notification is claimed before it is sent, and only what provably did not go out is tried
    again: a crash in between may cost one, but never sends one twice.
    """

    _policy: NotificationPolicy

    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        presence: Presence,
        channels: Channels,
        policy: NotificationPolicy | None = None,
    ) -> None:
        super().__init__(store=store, clock=clock, policy=policy or NotificationPolicy())
        self._presence = presence
        self._channels = channels

    async def run(self) -> None:
        """Send until cancelled, after what an earlier run has left is marked."""
        await self.fail_interrupted()
        await super().run()

    async def fail_interrupted(self) -> None:
        """Mark as failed what an earlier run had claimed: it may have been sent."""
        async with self._store.transaction() as tx:
            count = await tx.notifications.fail_interrupted(at=self._clock.now())
        if count:
            logger.warning("%s notifications may not have gone out, and are not repeated", count)

    def _brings_jobs(self, event: Event) -> bool:
        return isinstance(event, MessageAdded)

    async def _claim_due(self) -> list[Notification]:
        now = self._clock.now()
        due: list[Notification] = []
        async with self._store.reading() as stored:
            for channel, slots in self._free_slots().items():
                due += await stored.notifications.due(now, channel, limit=slots)
        if due:
            async with self._store.transaction() as tx:
                await tx.notifications.claim(due, at=now)
                await tx.notifications.delete_ended(before=now - KEEP_FOR)
        return due

    async def _next_due_at(self) -> datetime | None:
        """Return when a notification is due that has a free slot."""
        async with self._store.reading() as stored:
            return await stored.notifications.next_due_at(self._free_slots())

    def _free_slots(self) -> dict[Channel, int]:
        """Return the free slots by channel, without those that have none."""
        busy = Counter(notification.recipient.channel for notification in self.in_flight)
        limit = self._policy.max_parallel
        return {
            channel: limit - busy[channel]
            for channel in self._channels.channels
            if busy[channel] < limit
        }

    async def _perform(self, notification: Notification) -> None:
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


def _named(notification: Notification) -> tuple[int, Channel]:
    return notification.id, notification.recipient.channel


def _why(failure: Exception) -> str:
    """Describe the failure; what raises it keeps addresses and texts out."""
    return f"{type(failure).__name__} {failure}".strip()
