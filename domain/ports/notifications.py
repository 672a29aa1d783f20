"""What is to be told to users, on which devices, and who carries it there."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.model.carrier_errors import Rejected
from domain.model.notifications import Notification, NotificationText, PushDevice, Recipient
from domain.model.users import Channel


class Notifications(Protocol):
    """The queue. One that was claimed is never handed out again, unless it is postponed."""

    @abstractmethod
    async def recipients(self, point_of_contact_id: int, *, sender: str) -> set[Recipient]:
        """Who asked to be told of messages there, may see them, and can be reached.

        Nobody, when the sender is a colleague's own phone.
        """

    @abstractmethod
    async def hearing(
        self, point_of_contact_id: int, *, sender: str, now: datetime
    ) -> frozenset[int]:
        """The users whose open pages ring for messages there, unless they have quiet hours.

        None, when the sender is a colleague's own phone.
        """

    @abstractmethod
    async def told_at(self, conversation_id: int) -> Mapping[Recipient, datetime]:
        """When each was last told of it."""

    @abstractmethod
    async def add(
        self,
        due: Mapping[Recipient, datetime],
        *,
        conversation_id: int,
        message_id: int,
        at: datetime,
    ) -> None:
        """Where one waits already for the same recipient, the message is told with it."""

    @abstractmethod
    async def due(self, now: datetime, channel: Channel, *, limit: int) -> list[Notification]: ...

    @abstractmethod
    async def next_due_at(self, channels: Collection[Channel]) -> datetime | None: ...

    @abstractmethod
    async def claim(self, notifications: Collection[Notification], *, at: datetime) -> None: ...

    @abstractmethod
    async def postpone(self, notification: Notification, *, until: datetime, tries: int) -> None:
        """Takes in one that has come to wait for the same recipient meanwhile."""

    @abstractmethod
    async def end(self, notification: Notification, *, at: datetime) -> None: ...

    @abstractmethod
    async def drop(self, notification: Notification) -> None:
        """As if it had never been: nobody was told of anything."""

    @abstractmethod
    async def drop_waiting(self) -> int:
        """As if nobody had asked to be told; say how many there were."""

    @abstractmethod
    async def abandon(self, *, at: datetime) -> int:
        """End those that an earlier process claimed and never ended; say how many there were."""

    @abstractmethod
    async def forget(self, *, before: datetime) -> None: ...

    @abstractmethod
    async def inbound_between(self, conversation_id: int, *, after: int, up_to: int) -> int:
        """How many messages of the customer lie behind the one and not behind the other."""


class PushDevices(Protocol):
    @abstractmethod
    async def add(self, device: PushDevice, *, user_id: int, sign_in_id: int, at: datetime) -> None:
        """A browser belongs to whoever signed in there last; the id is made here."""

    @abstractmethod
    async def get(self, device_id: int) -> PushDevice | None: ...

    @abstractmethod
    async def remove(self, device_id: int) -> None:
        """With what waits to be told there."""

    @abstractmethod
    async def remove_endpoint(self, endpoint: str, *, user_id: int) -> None: ...

    @abstractmethod
    async def count(self, user_id: int) -> int: ...


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
    async def text(self, body: str, *, sender: str, to: str) -> None:
        """Raise a `CarrierFailure`."""
