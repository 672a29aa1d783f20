"""Messages, and their attempts at delivery."""

from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, Index, UniqueConstraint, literal_column
from sqlmodel import Field

from domain.model.messages import DeliveryStatus
from storage.column_types import SanitisedText
from storage.tables.base import NumberedRow, table_of, where
from storage.tables.erasures import monotonic_id

_FAILED: ColumnElement[str] = literal_column(f"'{DeliveryStatus.FAILED}'")
_SENT: ColumnElement[str] = literal_column(f"'{DeliveryStatus.SENT}'")
_IN_HAND = tuple(
    f"'{state}'"
    for state in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)
)


class MessageRow(NumberedRow, table=True):
    """One text in either direction. The log is ordered by `(at, id)`."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(None, "conversation_id", "at", "id"),
        Index(
            "ix_messages_in_hand",
            "conversation_id",
            "at",
            "id",
            **where(f"delivery IN ({', '.join(_IN_HAND)})"),
        ),
        Index(
            "ix_messages_failed",
            "conversation_id",
            "at",
            "id",
            **where(f"delivery = '{DeliveryStatus.FAILED}'"),
        ),
        UniqueConstraint("account", "carrier_id"),
        UniqueConstraint("author_id", "client_key"),
    )

    id: int | None = Field(default=None, sa_column=monotonic_id("messages"))
    conversation_id: int = Field(foreign_key="conversations.id")
    direction: str
    author_id: int | None = Field(foreign_key="users.id")
    text: str = Field(sa_type=SanitisedText)
    search_text: str
    """The text as it is searched: folded."""
    notice: str | None = Field(sa_type=SanitisedText)
    at: datetime
    delivery: str
    error: str | None = Field(sa_type=SanitisedText)
    attempt: int
    unreached: int
    """Tries since it was queued that did not reach the carrier."""
    not_before: datetime | None
    """A queued message waits until then; `None`: not at all."""
    account: str | None = Field(sa_type=SanitisedText)
    """With `carrier_id`, what the carrier calls an inbound message."""
    carrier_id: str | None = Field(sa_type=SanitisedText)
    client_key: str | None = Field(sa_type=SanitisedText)


class AttemptRow(NumberedRow, table=True):
    """One handing over of an outbound message to the carrier."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("message_id", "number"),
        UniqueConstraint("account", "carrier_id"),
        Index(
            "ix_attempts_undecided",
            "ask_at",
            **where(f"delivery = '{DeliveryStatus.SENT}'"),
        ),
    )

    message_id: int = Field(foreign_key="messages.id")
    number: int
    started_at: datetime
    account: str | None = Field(sa_type=SanitisedText)
    carrier_id: str | None = Field(sa_type=SanitisedText)
    delivery: str
    error: str | None = Field(sa_type=SanitisedText)
    ask_at: datetime | None
    """When the carrier is asked what became of it, should it not tell by then."""


class DeliveryStepRow(NumberedRow, table=True):
    """What was learned of an attempt, and when. Nothing here is ever changed."""

    __tablename__ = "delivery_steps"

    message_id: int = Field(foreign_key="messages.id", index=True)
    attempt: int
    status: str = Field(sa_type=SanitisedText)
    from_carrier: bool
    """Whether `status` is the carrier's own word, rather than ours for how far it has got."""
    error: str | None = Field(sa_type=SanitisedText)
    at: datetime


class UnroutedRow(NumberedRow, table=True):
    """A message to a number that belongs to no point of contact."""

    __tablename__ = "unrouted_inbound"
    __table_args__ = (UniqueConstraint("account", "carrier_id"),)

    account: str = Field(sa_type=SanitisedText)
    carrier_id: str = Field(sa_type=SanitisedText)
    sender: str = Field(sa_type=SanitisedText)
    recipient: str = Field(sa_type=SanitisedText)
    text: str = Field(sa_type=SanitisedText)
    media: str
    """JSON: a list of `[url, media type]`."""
    at: datetime


messages = table_of(MessageRow)
attempts = table_of(AttemptRow)
delivery_steps = table_of(DeliveryStepRow)
unrouted_inbound = table_of(UnroutedRow)


def in_hand(table: FromClause) -> ColumnElement[bool]:
    """Say whether it is outbound and not with the carrier for certain, in the index's words.

    SQLite uses a partial index only for a query that repeats its condition, without parameters.
    """
    return table.c.delivery.in_([literal_column(state) for state in _IN_HAND])


def has_failed(table: FromClause) -> ColumnElement[bool]:
    """Say so in the very words of the index, too."""
    delivery: ColumnElement[str] = table.c.delivery
    return delivery == _FAILED


def awaits_final_status(table: FromClause) -> ColumnElement[bool]:
    """Say whether the carrier took the attempt and told nothing final, in the index's words."""
    delivery: ColumnElement[str] = table.c.delivery
    return delivery == _SENT
