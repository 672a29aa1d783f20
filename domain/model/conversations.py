"""Conversations: what one customer and one point of contact text each other."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.model.errors import TitleTooLong
from domain.model.messages import Delivery, Direction, Message
from domain.model.phones import can_be_texted

COLOURS = 12
"""How many colours there are to tell conversations apart; the palette is the page's."""
TITLE_LIMIT = 100


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
    """The first message of the customer that nobody has answered yet."""

    @property
    def is_open(self) -> bool:
        return self.status is Status.OPEN

    @property
    def can_be_answered(self) -> bool:
        return can_be_texted(self.customer_number)

    def next_moment(self, now: datetime) -> datetime:
        """When a message that comes now stands in the log.

        A clock that was set back must not put a message above those already there.
        """
        return max(now, self.last_message_at + timedelta(microseconds=1))

    def with_message(self, message: Message) -> "Conversation":
        """A message moves the conversation to the top of the list, and opens it."""
        moved = replace(
            self,
            status=Status.OPEN,
            last_message_id=message.id,
            last_message_at=message.at,
            updated_at=message.at,
        )
        if message.is_inbound:
            waiting = self.waiting_since or message.at
            return replace(moved, last_inbound_id=message.id, waiting_since=waiting)
        return replace(moved, last_outbound_at=message.at, waiting_since=None)

    def renamed(self, title: str, *, at: datetime) -> "Conversation":
        """An empty title takes the old one away: the customer's number is shown again."""
        title = " ".join(title.split())
        if len(title) > TITLE_LIMIT:
            raise TitleTooLong(TITLE_LIMIT)
        return replace(self, title=title or None, updated_at=at)

    def closed(self, *, at: datetime) -> "Conversation":
        return replace(self, status=Status.CLOSED, updated_at=at)

    def reopened(self, *, at: datetime) -> "Conversation":
        return replace(self, status=Status.OPEN, updated_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The last message, as the list shows it."""

    direction: Direction
    author: str | None
    text: str
    has_attachments: bool
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedConversation:
    """One row of the list, for one reader."""

    conversation: Conversation
    point_of_contact: str
    preview: Preview | None
    opted_out: bool
    read_up_to: int
    """The last inbound message this reader has seen."""

    @property
    def unread(self) -> bool:
        return self.conversation.last_inbound_id > self.read_up_to


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which conversations to list."""

    status: Status = Status.OPEN
    containing: str = ""
    """Some message contains this, however it is accented or cased."""


@dataclass(frozen=True, slots=True)
class ListPosition:
    """Where a page of the list ended; the next one starts behind it."""

    last_message_at: datetime
    conversation_id: int
