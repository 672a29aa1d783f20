"""Notifications that a customer wrote, and their texts by channel."""

from dataclasses import dataclass
from datetime import datetime

from domain.model.invisible import is_blank
from domain.model.messages import ATTACHMENTS_ONLY, EMPTY
from domain.model.users import Channel

NO_DEVICE = 0
PREVIEW_LENGTH = 120
SMS_PREVIEW_LENGTH = 80
SENDER_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who asked to be told, by one channel; by push, on one device."""

    user_id: int
    channel: Channel
    device_id: int = NO_DEVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One that is due: about some messages of a conversation that are next to each other."""

    id: int
    recipient: Recipient
    conversation_id: int
    first_message_id: int
    last_message_id: int
    since: datetime
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PushDevice:
    """A browser that takes push notifications, where its maker's service takes them for it."""

    id: int
    endpoint: str
    p256dh: str
    auth: str
    """Both keys in base64, as the browser gave them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationText:
    """What a notification says."""

    conversation_id: int
    sender: str
    """The title of the conversation, else the customer's number as people write it."""
    point_of_contact: str
    count: int
    """How many messages the user has not read."""
    text: str
    """The last of them; blank where the user hides texts."""

    @property
    def path(self) -> str:
        return f"/live-conversations/{self.conversation_id}"

    @property
    def thread(self) -> str:
        """The same for all that is told of one conversation."""
        return f"conversation-{self.conversation_id}"

    @property
    def subject(self) -> str:
        """The subject of an e-mail; without a count, for mail programs to keep threads together."""
        return f"New message from {self.sender} – {self.point_of_contact}"

    @property
    def heading(self) -> str:
        return f"{self.sender} – {self.point_of_contact}"

    @property
    def sentence(self) -> str:
        """The count of messages, and a preview of the last one."""
        if not self.text:
            return self._many or "New message"
        return f"{self._many}: {self.text}" if self._many else self.text

    @property
    def _many(self) -> str:
        return f"{self.count} new messages" if self.count > 1 else ""

    def sms(self, link: str) -> str:
        """Return the SMS, in GSM-7 but for what the customer wrote."""
        new = self._many or "New message"
        excerpt = f": {shortened(self.text, SMS_PREVIEW_LENGTH)}" if self.text else ""
        return f"{new} from {self.sender} at {self.point_of_contact}{excerpt}\n{link}"


def preview(text: str, *, has_attachments: bool) -> str:
    """On one line, as long as a notification has room; where nothing can be read, what came."""
    if is_blank(text):
        return ATTACHMENTS_ONLY if has_attachments else EMPTY
    return shortened(" ".join(text.split()), PREVIEW_LENGTH)


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 3]}..."
