"""Queues notifications for an inbound message, in the transaction that stores it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from domain.model.conversations import Conversation
from domain.model.messages import Message
from domain.model.notifications import Recipient
from domain.model.users import Channel
from storage.database import Transaction

FOLDED_CHANNELS = frozenset({Channel.EMAIL, Channel.SMS})
"""Rate-limited, because a burst fills a mailbox or costs money; push ones replace each other."""


class NotificationQueue:
    def __init__(self, *, channels: Collection[Channel], fold_seconds: float) -> None:
        """`channels` are those the operator has configured."""
        self._channels = channels
        self._fold_time = timedelta(seconds=fold_seconds)

    async def enqueue(
        self, tx: Transaction, conversation: Conversation, message: Message, *, at: datetime
    ) -> None:
        """Queue them also for viewers of the conversation: the worker checks that later."""
        recipients = await tx.notifications.recipients(
            conversation.point_of_contact_id, sender=conversation.customer_number
        )
        wanted = [recipient for recipient in recipients if recipient.channel in self._channels]
        if not wanted:
            return
        notified_at = await tx.notifications.notified_at(conversation.id)
        due = {
            recipient: self._due_at(recipient, at=at, notified_at=notified_at.get(recipient))
            for recipient in wanted
        }
        await tx.notifications.add(
            due, conversation_id=conversation.id, message_id=message.id, at=at
        )

    def _due_at(
        self, recipient: Recipient, *, at: datetime, notified_at: datetime | None
    ) -> datetime:
        """Return now, or later after a recent notification; a clock set back delays nothing."""
        if notified_at is None or notified_at > at or recipient.channel not in FOLDED_CHANNELS:
            return at
        return max(at, notified_at + self._fold_time)
