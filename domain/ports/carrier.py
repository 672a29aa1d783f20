"""The phone network: who takes our messages, and what it calls us with."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.model.attachments import InboundMedia
from domain.model.carrier import CarrierRecord, InboundText, ListedText, StatusReport, Taken
from domain.model.messages import OutboundAttempt


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
