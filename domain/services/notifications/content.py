"""Loads what a notification shows, right before it is sent."""

from dataclasses import dataclass

from domain.model.actor import ALL
from domain.model.companies import Company
from domain.model.conversations import Conversation
from domain.model.messages import Message
from domain.model.notifications import Notification, PushDevice, preview
from domain.model.users import User
from storage.database import Repositories


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationContext:
    user: User
    company: Company
    conversation: Conversation
    point_of_contact: str
    count: int
    text: str
    """Blank where the user hides texts."""
    device: PushDevice | None


async def load_context(
    stored: Repositories, notification: Notification
) -> NotificationContext | None:
    """Return what the notification shows; `None` when it is obsolete.

    That is so when the user has read the messages, has lost access, was deactivated, or has
    switched the channel off.
    """
    recipient = notification.recipient
    conversation = await stored.conversations.get(notification.conversation_id, within=ALL)
    place_id = conversation.point_of_contact_id
    recipients = await stored.notifications.recipients(
        place_id, sender=conversation.customer_number
    )
    if recipient not in recipients:
        return None
    count = await _unread(stored, notification)
    if not count:
        return None
    message = await stored.messages.get(notification.last_message_id, within=ALL)
    place = await stored.companies.point_of_contact(place_id, within=ALL)
    user = await stored.users.get(recipient.user_id, company_id=conversation.company_id)
    return NotificationContext(
        user=user,
        company=await stored.companies.get(conversation.company_id),
        conversation=conversation,
        point_of_contact=place.name,
        count=count,
        text=_text(message, user),
        device=await stored.push_devices.get(recipient.device_id),
    )


async def _unread(stored: Repositories, notification: Notification) -> int:
    marks = await stored.conversations.read_marks(notification.conversation_id)
    seen = marks.get(notification.recipient.user_id, 0)
    return await stored.notifications.inbound_between(
        notification.conversation_id,
        after=max(seen, notification.first_message_id - 1),
        up_to=notification.last_message_id,
    )


def _text(message: Message, user: User) -> str:
    if user.hides_texts:
        return ""
    return preview(message.text, has_attachments=bool(message.attachments))
