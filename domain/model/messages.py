"""Messages, and how far each outbound one has got."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.model.media import SHOWN_IN_PAGES

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


class FileState(StrEnum):
    """Whether the content of a file is here."""

    LOADING = "loading"
    """It is being downloaded from the carrier, with retries."""
    READY = "ready"
    FAILED = "failed"
    """Given up; a user may have it tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to a message."""

    id: int
    name: str
    media_type: str
    """While it is loading, what the carrier claims; then what its content says."""
    state: FileState = FileState.READY
    size: int | None = None
    """In bytes; `None` while it is loading."""
    width: int | None = None
    height: int | None = None
    """In pixels as a browser draws it; `None` for what is no picture, or not here yet."""

    @property
    def is_picture(self) -> bool:
        """Whether a page may show it as it is: one that could be looked into, so not a trap."""
        is_here = self.state is FileState.READY and self.width is not None
        return is_here and self.media_type in SHOWN_IN_PAGES


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
class OutboundAttempt:
    """A message as the outbox hands it over: one attempt, already marked `sending`."""

    message_id: int
    conversation_id: int
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
