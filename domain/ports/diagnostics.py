"""What can be asked of the carrier, the way back from the internet, and the machine."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class CarrierQueryFailed(Exception):
    """The carrier gave no answer to go by; `status` is that of HTTP, `None` without any."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"answered {status}" if status else "not reached")
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatus:
    status: str
    """The carrier's word: "active", "suspended" or "closed"."""
    is_trial: bool
    answered_at: datetime | None
    """By the carrier's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierNumber:
    """A phone number as the carrier keeps it."""

    carrier_id: str
    number: str
    can_sms: bool
    can_mms: bool
    inbound_url: str
    inbound_method: str
    fallback_url: str
    has_application: bool
    """Then the application's webhooks are called, and not the number's."""


class CarrierAccount(Protocol):
    """Our account at the carrier. All raise `CarrierQueryFailed`."""

    @property
    @abstractmethod
    def is_real(self) -> bool:
        """Not a simulator: who calls us back is somewhere on the internet."""

    @property
    @abstractmethod
    def has_key(self) -> bool:
        """Texts are sent with an API key in place of the auth token."""

    @property
    @abstractmethod
    def messaging_service(self) -> str:
        """The id of the service that texts are sent by; empty without one."""

    @abstractmethod
    async def status(self) -> AccountStatus:
        """Asked with the auth token, which also signs the webhooks."""

    @abstractmethod
    async def numbers(self) -> list[CarrierNumber]:
        """Asked with what texts are sent with."""

    @abstractmethod
    async def set_inbound_webhook(self, number: CarrierNumber, *, to: str) -> None:
        """Have what customers text to it posted to this address, and the same as fallback."""


class ConnectionProblem(StrEnum):
    """Why there was no answer at all."""

    NAME = "name"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    SILENCE = "silence"
    BROKEN = "broken"


class Unreachable(Exception):
    def __init__(self, obstacle: ConnectionProblem) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    status: int
    body: bytes
    media_type: str = ""
    leads_to: str = ""
    """Where a redirect points; it is not followed."""


class PublicAddress(Protocol):
    """This very server, called at its public address as the carrier would. Raises `Unreachable`."""

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    async def post_signed(
        self, path: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> HttpResponse: ...

    @abstractmethod
    async def get(self, path: str, *, head: bool = False) -> HttpResponse: ...

    @abstractmethod
    async def is_served(self) -> bool:
        """Whether the server runs, asked on the machine itself."""
