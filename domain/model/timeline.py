"""What happened to a conversation besides its messages, and what the team noted on it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.model.errors import CommentTooLong, EmptyComment

COMMENT_LIMIT = 1600
"""Characters a comment may have."""


class TimelineEventType(StrEnum):
    STARTED = "started"
    COMMENTED = "commented"
    RENAMED = "renamed"
    MOVED = "moved"
    CLOSED = "closed"
    REOPENED = "reopened"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"
    NO_REPLY_NEEDED = "no_reply_needed"
    REPLY_NEEDED = "reply_needed"
    OTHER = "other"
    """Never stored: stands for a type that this version does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    id: int
    conversation_id: int
    happening: TimelineEventType
    at: datetime
    by: str | None
    """Full name of the user; `None` when the customer or the carrier caused it."""
    text: str
    """The comment, the new title, or from where to where it was moved."""


def validate_comment(text: str) -> None:
    """Raise `EmptyComment` or `CommentTooLong`."""
    if not text:
        raise EmptyComment
    if len(text) > COMMENT_LIMIT:
        raise CommentTooLong(len(text), COMMENT_LIMIT)
