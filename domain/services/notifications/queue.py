"""Notes down who is to be told of a customer's message, in the transaction that stores it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from domain.model.conversations import Conversation
from domain.model.messages import Message
from domain.model.notifications import Recipient
from domain.model.users import Channel
from storage.database import Transaction

FOLDED = frozenset({Channel.EMAIL, Channel.SMS})
"""Push notifications replace each other; of these a burst would fill a mailbox or cost money."""


class NotificationQueue:
    def __init__(self, *, channels: Collection[Channel], fold_seconds: float) -> None:
        """`channels` are those the operator has set up."""
        self._channels = channels
        self._fold = timedelta(seconds=fold_seconds)

    async def note(
        self, tx: Transaction, conversation: Conversation, message: Message, *, at: datetime
    ) -> None:
        """Also for who looks at the conversation: that is seen when it is about to be sent."""
        recipients = await tx.notifications.recipients(
            conversation.point_of_contact_id, sender=conversation.customer_number
        )
        wanted = [each for each in recipients if each.channel in self._channels]
        if not wanted:
            return
        told_at = await tx.notifications.notified_at(conversation.id)
        due = {each: self._due_at(each, at=at, told_at=told_at.get(each)) for each in wanted}
        await tx.notifications.add(
            due, conversation_id=conversation.id, message_id=message.id, at=at
        )

    def _due_at(self, recipient: Recipient, *, at: datetime, told_at: datetime | None) -> datetime:
        """At once, unless they were told lately; a clock that was set back holds up nothing."""
        if told_at is None or told_at > at or recipient.channel not in FOLDED:
            return at
        return max(at, told_at + self._fold)
