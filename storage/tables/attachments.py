"""Files of messages and of drafts. Their contents lie beside the database, named by their hash."""

from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, Index, UniqueConstraint, literal_column
from sqlmodel import Field

from domain.model.attachments import FileState
from storage.column_types import SanitisedText
from storage.tables.base import NumberedRow, table_of, where
from storage.tables.erasures import monotonic_id

_LOADING: ColumnElement[str] = literal_column(f"'{FileState.LOADING}'")


class AttachmentRow(NumberedRow, table=True):
    """A file of a message."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index(None, "content_hash"),
        Index(
            "ix_attachments_loading",
            "fetch_at",
            **where(f"state = '{FileState.LOADING}'"),
        ),
    )

    id: int | None = Field(default=None, sa_column=monotonic_id("attachments"))
    message_id: int = Field(foreign_key="messages.id", index=True)
    position: int
    name: str = Field(sa_type=SanitisedText)
    media_type: str = Field(sa_type=SanitisedText)
    state: str
    source_url: str | None = Field(sa_type=SanitisedText)
    """Where the carrier keeps it until we have fetched it."""
    wanted_at: datetime | None
    """Since when it is tried to fetch it; `None` for what was never with the carrier."""
    fetch_at: datetime | None
    """When the download is tried next."""
    tries: int
    content_hash: str | None
    size: int | None
    """The size in bytes."""
    width: int | None
    height: int | None


class DraftAttachmentRow(NumberedRow, table=True):
    """A picture that a user has added to a message and not sent."""

    __tablename__ = "draft_attachments"
    __table_args__ = (
        Index(None, "user_id", "conversation_id"),
        UniqueConstraint("user_id", "client_key"),
        # A device that has not heard of a removal must not remove another picture by its id.
        {"sqlite_autoincrement": True},
    )

    user_id: int = Field(foreign_key="users.id")
    conversation_id: int | None = Field(foreign_key="conversations.id")
    client_key: str = Field(sa_type=SanitisedText)
    name: str = Field(sa_type=SanitisedText)
    width: int
    height: int
    size: int
    working_hash: str
    working_type: str
    lossless_hash: str | None
    lossless_type: str | None
    curve: str
    """JSON: a list of whole numbers."""
    at: datetime


class UploadRow(NumberedRow, table=True):
    """How much a user has added lately, whatever has become of it."""

    __tablename__ = "uploads"
    __table_args__ = (Index(None, "user_id", "at"),)

    user_id: int = Field(foreign_key="users.id")
    size: int
    at: datetime


attachments = table_of(AttachmentRow)
draft_attachments = table_of(DraftAttachmentRow)
uploads = table_of(UploadRow)


def is_loading(table: FromClause) -> ColumnElement[bool]:
    """Repeat the very words of the index, or SQLite would not use it."""
    state: ColumnElement[str] = table.c.state
    return state == _LOADING
