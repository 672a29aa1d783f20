"""Pictures that a user has added to a message and not sent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraftAttachment:
    user_id: int
    conversation_id: int | None
    """`None` for a conversation that is still to be started."""
    client_key: str
    name: str
    width: int
    height: int
    size: int
    """Of the normalised picture, in bytes."""
    working_hash: str
    working_type: str
    lossless_hash: str | None
    lossless_type: str | None
    curve: tuple[int, ...]
    """See `IngestedImage`."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAttachment(NewDraftAttachment):
    """A picture that a user has added and not sent."""

    id: int
