"""Conversations: what one customer and one point of contact text each other."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from domain.model.companies import PointOfContact
from domain.model.errors import (
    BlankTitle,
    CustomerOptedOut,
    MarkedAsOptedOut,
    TitleTooLong,
    UnansweredMessage,
)
from domain.model.events import ConversationEvent, PresenceChanged
from domain.model.messages import DeliveryStatus, Direction, Message
from domain.model.opt_outs import OptOutSource
from domain.model.phones import is_textable

COLOURS = 12
"""How many colours there are to tell conversations apart; the palette is the page's."""
TITLE_LIMIT = 100

EventT = TypeVar("EventT", bound=ConversationEvent | PresenceChanged)


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    id: int
    company_id: int
    point_of_contact_id: int
    app_number: str
    customer_number: str
    title: str | None
    status: Status
    colour: int
    started_at: datetime
    started_by: int | None
    """The user who started it; `None` when the customer wrote first."""
    updated_at: datetime
    last_message_id: int | None
    last_message_at: datetime
    """When the last message came or went; the start, as long as there is none."""
    last_inbound_id: int
    """0 as long as the customer has not written."""
    last_outbound_at: datetime | None
    waiting_since: datetime | None
    """The first message of the customer that nobody has answered yet.

    `ListedConversation.waiting_since` says whether an answer is waited for still.
    """

    @property
    def is_open(self) -> bool:
        return self.status is Status.OPEN

    @property
    def can_be_answered(self) -> bool:
        return is_textable(self.customer_number)

    def event(self, kind: type[EventT], **ids: int) -> EventT:
        """Return an event about this conversation, for those who may see it."""
        return kind(
            company_id=self.company_id,
            point_of_contact_id=self.point_of_contact_id,
            conversation_id=self.id,
            **ids,
        )

    def next_timestamp(self, now: datetime) -> datetime:
        """Return the time for a new message, which is later than all others.

        A clock that was set back must not sort it before them.
        """
        return max(now, self.last_message_at + timedelta(microseconds=1))

    def with_message(
        self, message: Message, *, unanswered_since: datetime | None = None
    ) -> "Conversation":
        """A message moves the conversation to the top of the list, and opens it.

        One of ours answers the customer, except for what came `unanswered_since`: its author had
        not seen that yet.

        One that is learned of late opens it, too, but stands where its time puts it; even if
        later ones of the customer were answered, nobody has seen this one.
        """
        opened = replace(self, status=Status.OPEN)
        if self.last_message_id is None or message.at >= self.last_message_at:
            opened = replace(
                opened,
                last_message_id=message.id,
                last_message_at=message.at,
                updated_at=message.at,
            )
        if message.is_inbound:
            waiting = self._waiting_with(message) if self.can_be_answered else None
            return replace(opened, last_inbound_id=message.id, waiting_since=waiting)
        waits_on = unanswered_since if self.waiting_since else None
        return replace(opened, last_outbound_at=message.at, waiting_since=waits_on)

    def _waiting_with(self, message: Message) -> datetime:
        """Return since when the customer waits; closing has ended an earlier wait."""
        before = self.waiting_since if self.is_open else None
        return min(before or message.at, message.at)

    def renamed(self, title: str, *, at: datetime) -> "Conversation":
        """Nothing at all takes the title away; spaces alone are a slip and refused."""
        if title and not title.strip():
            raise BlankTitle
        return replace(self, title=clean_title(title), updated_at=at)

    def moved(self, place: PointOfContact, *, at: datetime) -> "Conversation":
        """Return it at another point of contact; the customer goes on with the same app number."""
        return replace(self, point_of_contact_id=place.id, updated_at=at)

    def closed(self, *, at: datetime, acknowledged_inbound_id: int | None = None) -> "Conversation":
        """Return it closed. Raise `UnansweredMessage` for a later message of the customer.

        `acknowledged_inbound_id` is the last one known to stay unanswered; `None` checks none.
        """
        is_later = (
            acknowledged_inbound_id is not None and self.last_inbound_id > acknowledged_inbound_id
        )
        if is_later and self.waiting_since and self.can_be_answered:
            raise UnansweredMessage(self.last_inbound_id)
        return replace(self, status=Status.CLOSED, updated_at=at)

    def reopened(self, *, at: datetime) -> "Conversation":
        return replace(self, status=Status.OPEN, updated_at=at)

    def clear_waiting(self, *, at: datetime) -> "Conversation":
        """The customer's last message needs no reply."""
        return replace(self, waiting_since=None, updated_at=at)

    def mark_waiting(self, since: datetime, *, at: datetime) -> "Conversation":
        """Undo `clear_waiting`, unless there is a reply by now."""
        is_answered = self.last_outbound_at is not None and self.last_outbound_at > since
        if is_answered or (self.waiting_since and self.waiting_since <= since):
            return self
        return replace(self, waiting_since=since, updated_at=at)


def clean_title(title: str) -> str | None:
    """An empty title is none: the customer's number is shown in its place."""
    title = " ".join(title.split())
    if len(title) > TITLE_LIMIT:
        raise TitleTooLong(TITLE_LIMIT)
    return title or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The last message, as the list shows it."""

    direction: Direction
    author: str | None
    text: str
    has_attachments: bool
    delivery: DeliveryStatus


def opted_out_by(source: OptOutSource) -> CustomerOptedOut:
    """The refusal that says how the customer may be texted again."""
    return MarkedAsOptedOut() if source is OptOutSource.AGENT else CustomerOptedOut()


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
