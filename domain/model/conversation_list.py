"""The list of conversations: which ones are asked for, and one row of it as a reader sees it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.model.conversations import Conversation, Preview, Status, opted_out_by
from domain.model.errors import CannotBeAnswered
from domain.model.opt_outs import OptOutSource

SEARCH_LIMIT = 20_000
"""How many of the newest messages are searched where a search of all takes too long."""


class NeedsAttention(StrEnum):
    """Reasons why a conversation needs attention; a filter of the list."""

    UNREAD = "unread"
    """The reader has not seen its last message."""
    WAITING = "waiting"
    """The customer wrote, and nobody of the team has answered."""
    FAILED = "failed"
    """The last message to the customer was not delivered."""
    OPTED_OUT = "opted-out"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which conversations to list. What is blank does not matter."""

    status: Status = Status.OPEN
    containing: str = ""
    """Some message contains this, however it is accented or cased."""
    name: str = ""
    """The title contains this, however it is accented or cased."""
    point_of_contact_id: int | None = None
    phone: str = ""
    """The customer's number, or a part of it, as people write it."""
    only: NeedsAttention | None = None

    @property
    def is_filtered(self) -> bool:
        return replace(self, status=Status.OPEN) != ListQuery()


@dataclass(frozen=True, slots=True)
class ListPosition:
    """Where a page of the list ended; the next one starts behind it."""

    last_message_at: datetime
    conversation_id: int


@dataclass(frozen=True, slots=True)
class Match:
    """The newest message that contains what was looked for, and the words around it."""

    message_id: int
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedConversation:
    """One row of the list, for one reader."""

    conversation: Conversation
    point_of_contact: str
    preview: Preview | None
    opt_out: OptOutSource | None
    """Who opted the customer out; `None` if nobody did."""
    read_up_to: int
    """The last inbound message this reader has seen."""
    match: Match | None = None
    colleague: str | None = None
    """The user of the company whose own phone this is, if it is no customer's."""

    @property
    def unread(self) -> bool:
        return self.conversation.last_inbound_id > self.read_up_to

    @property
    def waiting_since(self) -> datetime | None:
        """`None` also for a closed conversation, and for a customer who may not be texted."""
        is_over = self.refusal is not None or self.colleague is not None
        conversation = self.conversation
        return conversation.waiting_since if conversation.is_open and not is_over else None

    @property
    def opted_out(self) -> bool:
        return self.opt_out is not None

    @property
    def refusal(self) -> str | None:
        """Why this customer cannot be written to, if so: shown in place of the box to write in."""
        if not self.conversation.can_be_answered:
            return str(CannotBeAnswered())
        return str(opted_out_by(self.opt_out)) if self.opt_out else None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxSummary:
    waiting: int
    """Open conversations whose customer has not been answered."""
    longest_since: datetime | None
    failed: int
    """Open conversations whose last message was not delivered."""
