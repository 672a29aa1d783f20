"""Conversations and what hangs on them besides messages."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.column_types import SanitisedText
from storage.tables.base import NumberedRow, Row, table_of
from storage.tables.erasures import monotonic_id

_ORDER = ("status", "last_message_at", "id")
_FILTERS = ("search_title", "customer_number", "app_number", "last_inbound_id", "waiting_since")
"""In the indexes of the list, so that only what matches is fetched from the table."""
_UNREAD = ("last_inbound_id", "point_of_contact_id")


class ConversationRow(NumberedRow, table=True):
    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_listed", "company_id", *_ORDER, "point_of_contact_id", *_FILTERS),
        Index("ix_conversations_listed_at_place", "point_of_contact_id", *_ORDER, *_FILTERS),
        Index("ix_conversations_of_customer", "customer_number", "company_id", *_ORDER),
        Index("ix_conversations_unread", "company_id", "status", "id", *_UNREAD),
        Index(None, "app_number", "customer_number"),
    )

    id: int | None = Field(default=None, sa_column=monotonic_id("conversations"))
    company_id: int = Field(foreign_key="companies.id")
    point_of_contact_id: int = Field(foreign_key="points_of_contact.id")
    app_number: str
    customer_number: str = Field(sa_type=SanitisedText)
    """Mostly E.164; short codes and names may write too."""
    title: str | None = Field(sa_type=SanitisedText)
    search_title: str
    """The title as it is searched: folded."""
    status: str
    colour: int
    started_at: datetime
    started_by: int | None = Field(foreign_key="users.id")
    updated_at: datetime
    last_message_id: int | None
    """No foreign key: messages point here, and a circle could not be created or deleted."""
    last_message_at: datetime
    last_inbound_id: int
    last_outbound_at: datetime | None
    waiting_since: datetime | None


class ReadMarkRow(Row, table=True):
    """How far a user has read a conversation."""

    __tablename__ = "read_marks"

    conversation_id: int = Field(foreign_key="conversations.id", primary_key=True)
    user_id: int = Field(foreign_key="users.id", primary_key=True)
    up_to: int


class TimelineRow(NumberedRow, table=True):
    __tablename__ = "timeline"
    __table_args__ = (
        Index(None, "conversation_id", "at", "id"),
        UniqueConstraint("by_id", "client_key"),
    )

    conversation_id: int = Field(foreign_key="conversations.id")
    happening: str
    at: datetime
    by_id: int | None = Field(foreign_key="users.id")
    text: str = Field(sa_type=SanitisedText)
    client_key: str | None = Field(sa_type=SanitisedText)


class DraftRow(NumberedRow, table=True):
    """What a user has typed and not sent."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("user_id", "conversation_id"),)

    user_id: int = Field(foreign_key="users.id")
    conversation_id: int = Field(foreign_key="conversations.id")
    text: str = Field(sa_type=SanitisedText)
    updated_at: datetime


class OptOutRow(NumberedRow, table=True):
    """It stands as long as the row is there; the timeline tells its story."""

    __tablename__ = "opt_outs"
    __table_args__ = (
        UniqueConstraint("app_number", "customer_number"),
        Index(None, "customer_number", "company_id"),
    )

    company_id: int = Field(foreign_key="companies.id")
    app_number: str
    customer_number: str = Field(sa_type=SanitisedText)
    source: str
    at: datetime


conversations = table_of(ConversationRow)
read_marks = table_of(ReadMarkRow)
timeline = table_of(TimelineRow)
drafts = table_of(DraftRow)
opt_outs = table_of(OptOutRow)
