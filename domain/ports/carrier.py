"""The phone network: who takes our messages, and what it calls us with."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.model.messages import DeliveryStatus, OutboundAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMedia:
    url: str
    media_type: str


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


class Carrier(Protocol):
    """Takes messages to the phone network."""

    @property
    @abstractmethod
    def account(self) -> str: ...

    @abstractmethod
    async def send(self, outgoing: OutboundAttempt) -> Taken:
        """Return once the carrier has taken the message; raise a `CarrierFailure` else."""

    @abstractmethod
    async def sent_since(
        self, moment: datetime, *, app_number: str, customer_number: str, thorough: bool = True
    ) -> list[CarrierRecord]:
        """What the carrier took from us between these two numbers, oldest first.

        Only a `thorough` look, which costs much, proves that something is not there. Raise
        `NotSent` when the carrier cannot be asked.
        """

    @abstractmethod
    async def received_since(self, moment: datetime) -> list[ListedText]:
        """What customers wrote to any of our numbers, oldest first. Raise `NotSent`."""

    @abstractmethod
    async def media_of(self, carrier_id: str) -> tuple[InboundMedia, ...]:
        """The files of a customer's message. Raise `NotSent`."""

    @abstractmethod
    async def look_up(self, carrier_id: str) -> CarrierRecord | None:
        """One message of ours; `None` when the carrier has it no more. Raise `NotSent`."""


class WebhookParser(Protocol):
    """Reads what the carrier calls us with. `path` is the raw path and query of the request."""

    @abstractmethod
    def verify(self, path: str, form: Sequence[tuple[str, str]], signature: str) -> None:
        """Raise `ForgedWebhook` unless the carrier signed this request."""

    @abstractmethod
    def inbound(self, form: Sequence[tuple[str, str]]) -> InboundText:
        """Raise `MalformedWebhook` when it names no message."""

    @abstractmethod
    def status(self, path: str, form: Sequence[tuple[str, str]]) -> StatusReport:
        """Raise `MalformedWebhook` when the callback is for no message of ours."""
