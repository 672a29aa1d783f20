"""How notifications and e-mails leave the house."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from domain.model.carrier_errors import Rejected
from domain.model.notifications import NotificationText, PushDevice


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """An e-mail to one person, with a link to follow."""

    to: str
    name: str
    subject: str
    paragraphs: tuple[str, ...]
    action: str
    """What the link is called."""
    link: str
    thread: str | None = None
    """Mail programs show letters of one thread together."""


class SubscriptionExpired(Rejected):
    """The browser takes no notifications any more."""


class Mail(Protocol):
    @abstractmethod
    async def send(self, letter: Email) -> None:
        """Return once the mail server has taken it; raise a `CarrierFailure` else."""


class Push(Protocol):
    @property
    @abstractmethod
    def public_key(self) -> str:
        """What browsers know us by."""

    @abstractmethod
    async def push(self, told: NotificationText, *, to: PushDevice) -> None:
        """In place of an earlier one of the conversation.

        Raise a `CarrierFailure`, or `SubscriptionExpired`.
        """


class SmsNotifier(Protocol):
    """Texts users, who are no customers: nothing of it belongs to a conversation."""

    @abstractmethod
    async def send_sms(self, body: str, *, sender: str, to: str) -> None:
        """Raise a `CarrierFailure`."""
