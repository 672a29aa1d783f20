"""What is stored about conversations and their messages."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.model.actor import Scope
from domain.model.companies import PointOfContact
from domain.model.conversation_list import ListedConversation, ListPosition, ListQuery
from domain.model.conversations import Conversation
from domain.model.messages import DeliveryEvent, DeliveryStatus, Message, OutboundAttempt
from domain.model.timeline import TimelineEntry, TimelineEventType
from domain.ports.attachments import StoredFile
from domain.ports.carrier import InboundMedia, StatusReport


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConversation:
    company_id: int
    point_of_contact_id: int
    app_number: str
    customer_number: str
    title: str | None
    colour: int
    started_at: datetime
    started_by: int | None


class Conversations(Protocol):
    @abstractmethod
    async def add(self, new: NewConversation) -> Conversation: ...

    @abstractmethod
    async def get(self, conversation_id: int, *, within: Scope) -> Conversation:
        """Raise `UnknownConversation` for one that is not there or not within."""

    @abstractmethod
    async def save(self, conversation: Conversation) -> None: ...

    @abstractmethod
    async def between(self, app_number: str, customer_number: str) -> Conversation | None:
        """Where a message of this customer to this number belongs (SPEC CLO-3).

        The open one that texted the customer last; with none open, the newest closed one.
        """

    @abstractmethod
    async def newest_with(
        self, customer_number: str, *, at: PointOfContact, within: Scope, reader_id: int
    ) -> ListedConversation | None:
        """Of this customer at this place: by activity, and any open one before the closed."""

    @abstractmethod
    async def listed(
        self, conversation_id: int, *, within: Scope, reader_id: int
    ) -> ListedConversation:
        """Raise `UnknownConversation` like `get`."""

    @abstractmethod
    async def open_with(
        self, customer_number: str, *, within: Scope, reader_id: int
    ) -> list[ListedConversation]:
        """All open ones with this customer, at whatever point of contact; newest first."""

    @abstractmethod
    async def page(
        self,
        query: ListQuery,
        *,
        within: Scope,
        reader_id: int,
        numbers: Collection[str] = (),
        after: ListPosition | None = None,
        limit: int = 50,
        among_newest: bool = False,
    ) -> list[ListedConversation]:
        """Newest activity first; the next page starts behind `after`.

        With `among_newest`, text is looked for in the newest messages only, which ends soon.
        `numbers` are the spellings of `query.phone`. Rows found by a message tell which.
        """

    @abstractmethod
    async def matching(
        self,
        conversation_id: int,
        query: ListQuery,
        *,
        within: Scope,
        reader_id: int,
        numbers: Collection[str] = (),
    ) -> ListedConversation | None:
        """This conversation if a page of the list could hold it, `None` else."""

    @abstractmethod
    async def unread(self, *, within: Scope, reader_id: int) -> set[int]:
        """The ids of the open conversations this reader has not read."""

    @abstractmethod
    async def mark_read(self, conversation_id: int, *, reader_id: int, up_to: int) -> bool:
        """Remember the last message seen; never backwards. Say whether anything changed."""

    @abstractmethod
    async def mark_unread(self, conversation_id: int, *, reader_id: int, up_to: int) -> None:
        """As if this reader had seen nothing behind `up_to`."""

    @abstractmethod
    async def read_marks(self, conversation_id: int) -> Mapping[int, int]:
        """Per user the last message seen, for those who have seen any."""


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
    client_key: str
    text: str
    notice: str | None
    at: datetime
    files: tuple[StoredFile, ...] = ()


class Messages(Protocol):
    @abstractmethod
    async def get(self, message_id: int, *, within: Scope) -> Message:
        """Raise `UnknownMessage` for one that is not there or not within."""

    @abstractmethod
    async def page(
        self,
        conversation_id: int,
        *,
        before: Message | None = None,
        after: Message | None = None,
        limit: int = 50,
    ) -> list[Message]:
        """The newest, or those next to a message, before or after it; oldest first."""

    @abstractmethod
    async def is_taken_in(self, account: str, carrier_id: str) -> bool: ...

    @abstractmethod
    async def written_since(
        self, moment: datetime, *, customer_number: str, company_id: int
    ) -> list[tuple[str, str]]:
        """What this customer wrote to the company after that: to which number, and the text."""

    @abstractmethod
    async def add_inbound(self, new: NewInbound) -> Message: ...

    @abstractmethod
    async def add_outbound(self, new: NewOutbound) -> Message: ...

    @abstractmethod
    async def sent_with(self, author_id: int, client_key: str) -> Message | None: ...

    @abstractmethod
    async def answered(self, conversation_id: int, *, after: int, not_by: int) -> Message | None:
        """The newest outbound message after the one with this id, by anybody but this user."""

    @abstractmethod
    async def first_inbound_at(self, conversation_id: int, *, after: int) -> datetime | None:
        """When the customer sent the first of those after the message with this id."""

    @abstractmethod
    async def awaits_notice(self, conversation_id: int) -> bool:
        """Whether the customer got no message yet, or the one with the notice failed."""

    @abstractmethod
    async def steps(self, message_id: int) -> list[DeliveryEvent]:
        """What was learned of its attempts, oldest first."""

    @abstractmethod
    async def mark(
        self, message_id: int, delivery: DeliveryStatus, *, error: str | None, at: datetime
    ) -> None:
        """Move the message and its current attempt; a code is never erased by a later state."""

    @abstractmethod
    async def explain(self, message_id: int, error: str) -> None:
        """Put the carrier's code to the message and its current attempt, wherever they are."""


class Outbox(Protocol):
    """The queue, as the delivery worker sees it. It lives in the messages themselves."""

    @abstractmethod
    async def due(self, now: datetime, *, limit: int) -> list[OutboundAttempt]:
        """Queued messages whose time has come, one a conversation, each the oldest unsent there.

        Of each app number those that are due the longest, `limit` at most: a long queue at one
        number hides no other.
        A message that is queued or `sending` holds up the later ones of its conversation, one
        that is `unknown` only those of the same text: a look could not tell them apart.
        `started_at` is the time of the question, `attempt` the number the next attempt gets.
        """

    @abstractmethod
    async def next_due_at(self) -> datetime | None:
        """When the next queued message may be handed over, past or future."""

    @abstractmethod
    async def begin(self, outgoing: OutboundAttempt) -> None:
        """Mark `sending` and open the attempt."""

    @abstractmethod
    async def taken(self, message_id: int, attempt: int, *, account: str, carrier_id: str) -> bool:
        """Note the id the attempt got.

        Say `False` when another attempt has that id, or this one has another.
        """

    @abstractmethod
    async def again(self, message_id: int, *, not_before: datetime) -> None:
        """Queue the message once more, because this try did not reach the carrier."""

    @abstractmethod
    async def resend(self, message_id: int, *, at: datetime) -> None:
        """Queue the message for a new attempt because a user asked for it."""

    @abstractmethod
    async def doubt_queued(self, *, at: datetime) -> int:
        """Make `unknown` of all that is queued, as if each had been handed over once.

        For a database of the past; say how many there were.
        """

    @abstractmethod
    async def in_doubt(self) -> list[OutboundAttempt]:
        """Messages left `sending` or `unknown`, oldest first."""

    @abstractmethod
    async def is_known(self, account: str, carrier_id: str) -> bool:
        """Whether some attempt of ours has this id."""

    @abstractmethod
    async def attempt_of(self, *, account: str, carrier_id: str) -> tuple[int, int] | None:
        """The message and the number of the attempt that has this id."""

    @abstractmethod
    async def note(
        self, message_id: int, attempt: int, report: StatusReport, *, at: datetime
    ) -> None:
        """Keep the carrier's word as a step in the attempt's story."""


class Timeline(Protocol):
    @abstractmethod
    async def add(
        self,
        conversation_id: int,
        happening: TimelineEventType,
        *,
        at: datetime,
        by_id: int | None,
        text: str = "",
        client_key: str | None = None,
    ) -> TimelineEntry: ...

    @abstractmethod
    async def has_comment(self, *, by_id: int, client_key: str) -> bool:
        """Whether this press of Send was kept already."""

    @abstractmethod
    async def get(self, entry_id: int) -> TimelineEntry: ...

    @abstractmethod
    async def of(self, conversation_id: int, *, limit: int = 200) -> list[TimelineEntry]:
        """The newest ones, oldest first."""
