"""What is to be told to users, and the browsers that are told by push."""

from datetime import datetime

from sqlalchemy import ColumnElement, Index
from sqlmodel import Field

from storage.column_types import SanitisedText
from storage.tables.base import NumberedRow, table_of, where

_WAITING = "claimed_at IS NULL"


class NotificationRow(NumberedRow, table=True):
    """It waits until it is claimed, and has ended when nothing more is done about it."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index(
            "uq_notifications_waiting",
            "conversation_id",
            "user_id",
            "channel",
            "device_id",
            unique=True,
            **where(_WAITING),
        ),
        Index("ix_notifications_due", "channel", "due_at", **where(_WAITING)),
        Index(None, "conversation_id"),
        Index(None, "since"),
    )

    user_id: int = Field(foreign_key="users.id")
    conversation_id: int = Field(foreign_key="conversations.id")
    channel: str
    device_id: int
    """0 for what goes to no device: SQL would call no two missing ones the same."""
    first_message_id: int
    last_message_id: int
    since: datetime
    due_at: datetime
    tries: int
    claimed_at: datetime | None
    ended_at: datetime | None


class PushDeviceRow(NumberedRow, table=True):
    """A browser, as its maker's push service knows it."""

    __tablename__ = "push_devices"

    user_id: int = Field(foreign_key="users.id", index=True)
    sign_in_id: int = Field(foreign_key="sign_ins.id", index=True)
    endpoint: str = Field(sa_type=SanitisedText, unique=True)
    p256dh: str = Field(sa_type=SanitisedText)
    auth: str = Field(sa_type=SanitisedText)
    at: datetime


notifications = table_of(NotificationRow)
push_devices = table_of(PushDeviceRow)


def is_waiting() -> ColumnElement[bool]:
    """Repeat the very words of the indexes, or SQLite would not use them."""
    return notifications.c.claimed_at.is_(None)
