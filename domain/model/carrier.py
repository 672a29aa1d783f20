"""What the carrier tells us and we tell the carrier, in our words."""

from dataclasses import dataclass
from datetime import datetime

from domain.model.attachments import InboundMedia
from domain.model.messages import DeliveryStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText:
    """A customer's message as the carrier's webhook tells it."""

    account: str
    carrier_id: str
    sender: str
    recipient: str
    text: str
    media: tuple[InboundMedia, ...] = ()
    opt_out_type: str = ""
    at: datetime | None = None
    """When the carrier took it, for what is found in its list; `None`: just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """A status callback: how far one attempt of ours has got.

    `message_id` and `attempt` come from the callback's own address, so a report can be placed
    even when the answer that named `carrier_id` was lost.
    """

    message_id: int | None
    attempt: int | None
    """`None` where the address names no message: then `carrier_id` has to tell."""
    account: str
    carrier_id: str
    status: str
    """The carrier's own word, kept for the story of the message."""
    delivery: DeliveryStatus | None
    """What it means to us; `None` when it changes nothing."""
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A message that the carrier has, and how far it says that it has got."""

    carrier_id: str
    delivery: DeliveryStatus | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierRecord(Taken):
    """A message of ours as the carrier lists it."""

    body: str
    created_at: datetime
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedText:
    """A customer's message as the carrier lists it."""

    carrier_id: str
    sender: str
    recipient: str
    text: str
    at: datetime
    has_media: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnroutedMessage:
    id: int
    sender: str
    recipient: str
    text: str
    at: datetime
