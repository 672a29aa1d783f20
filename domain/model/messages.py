"""Messages, and how far each outbound one has got."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.model.attachments import Attachment, InboundMedia, StoredFile
from domain.model.events import MessageChanged

LOST = "lost"
"""Our own error code: the carrier was asked and does not know the message."""

ATTACHMENTS_ONLY = "Sent Attachment(s)"
EMPTY = "Empty message"
"""Shown in place of a text of invisible characters only."""

UNCLEAR = "unclear"
"""Our own error code: the carrier has a message of ours of that time, and it may be this one."""

UNREACHABLE = "unreachable"
"""Our own error code: the carrier could not be reached for as long as we tried."""


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class DeliveryStatus(StrEnum):
    """How far a message has got. Inbound ones are `received` and stay so."""

    RECEIVED = "received"
    QUEUED = "queued"
    """Stored here; the carrier was not asked yet."""
    SENDING = "sending"
    """The carrier is being asked, or was when the process ended."""
    UNKNOWN = "unknown"
    """The carrier's answer was lost: it may or may not have taken the message."""
    SENT = "sent"
    """The carrier has taken it."""
    DELIVERED = "delivered"
    FAILED = "failed"


_RANK = {
    DeliveryStatus.QUEUED: 0,
    DeliveryStatus.SENDING: 1,
    DeliveryStatus.UNKNOWN: 2,
    DeliveryStatus.SENT: 3,
    DeliveryStatus.DELIVERED: 4,
    DeliveryStatus.FAILED: 4,
}


def can_transition(now: DeliveryStatus, error: str | None, then: DeliveryStatus) -> bool:
    """Whether a message that is `now` (failed with `error`) may become `then`.

    Callbacks arrive late, twice and out of order, so only steps forward count and the first
    final state stands. A message we gave up as lost is not final: the carrier may still prove
    that it had it.
    """
    was_given_up = now is DeliveryStatus.FAILED and error in (LOST, UNCLEAR)
    return _RANK[then] > _RANK[DeliveryStatus.UNKNOWN if was_given_up else now]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text in either direction."""

    id: int
    conversation_id: int
    direction: Direction
    author_id: int | None
    author: str | None
    """The full name of the user who wrote it; `None` for inbound."""
    text: str
    notice: str | None
    """The legal notice that goes out with it, kept apart from the text."""
    at: datetime
    delivery: DeliveryStatus
    error: str | None
    """The carrier's error code of the last attempt, or one of ours."""
    attempt: int
    """How often it was handed to the carrier, the try under way included."""
    client_key: str | None
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_inbound(self) -> bool:
        return self.direction is Direction.INBOUND

    @property
    def body(self) -> str:
        """What goes to the customer's phone."""
        return with_notice(self.text, self.notice)


def with_notice(text: str, notice: str | None) -> str:
    return "\n".join(part for part in (text, notice) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEvent:
    """Something that was learned of one attempt."""

    attempt: int
    status: str
    from_carrier: bool
    """Whether `status` is the carrier's own word, rather than a `DeliveryStatus` of ours."""
    error: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryHistory:
    """The delivery events of a message, and its numbers."""

    message: Message
    app_number: str
    customer_number: str
    steps: list[DeliveryEvent]
    """Oldest first; none for what a customer wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """Enough of a message to tell those who may see it that it changed."""

    message_id: int
    conversation_id: int
    company_id: int
    point_of_contact_id: int

    def changed(self) -> MessageChanged:
        return MessageChanged(
            message_id=self.message_id,
            conversation_id=self.conversation_id,
            company_id=self.company_id,
            point_of_contact_id=self.point_of_contact_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptState(OutboundMessage):
    """One attempt, and how far its message is."""

    attempt: int
    current_attempt: int
    """The newest attempt of the message."""
    delivery: DeliveryStatus
    error: str | None
    account: str | None
    carrier_id: str | None
    """`None` until the carrier has told the id of the attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundAttempt(OutboundMessage):
    """A message as the outbox hands it over: one attempt, already marked `sending`."""

    attempt: int
    app_number: str
    customer_number: str
    body: str
    started_at: datetime
    """When this attempt began."""
    tries: int = 0
    """How often the carrier could not be reached for it so far."""
    attachment_ids: tuple[int, ...] = ()
    media_urls: tuple[str, ...] = ()
    """The URLs the carrier downloads them from, made right before sending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInbound:
    conversation_id: int
    account: str
    carrier_id: str
    text: str
    media: tuple[InboundMedia, ...]
    at: datetime
    learned_at: datetime
    """When we heard of it, which may be a day after it came to the carrier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutbound:
    conversation_id: int
    author_id: int
    author: str
    client_key: str
    text: str
    notice: str | None
    at: datetime
    files: tuple[StoredFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedAttempt:
    """An attempt that the carrier has taken and not said the end of."""

    message_id: int
    attempt: int
    carrier_id: str
    started_at: datetime
