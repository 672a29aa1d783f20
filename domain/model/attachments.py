"""Files of messages, from the upload or the carrier to the message."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.model.media import SHOWN_IN_PAGES


class FileState(StrEnum):
    """Whether the content of a file is here."""

    LOADING = "loading"
    """It is being downloaded from the carrier, with retries."""
    READY = "ready"
    FAILED = "failed"
    """Given up; a user may have it tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to a message."""

    id: int
    name: str
    media_type: str
    """While it is loading, what the carrier claims; then what its content says."""
    state: FileState = FileState.READY
    size: int | None = None
    """In bytes; `None` while it is loading."""
    width: int | None = None
    height: int | None = None
    """In pixels as a browser draws it; `None` for what is no picture, or not here yet."""

    @property
    def is_picture(self) -> bool:
        """Whether a page may show it as it is: one that could be looked into, so not a trap."""
        is_here = self.state is FileState.READY and self.width is not None
        return is_here and self.media_type in SHOWN_IN_PAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMedia:
    url: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file whose content is kept, under its hash."""

    name: str
    media_type: str
    content_hash: str
    size: int
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAttachment:
    """An attachment, and where its content lies."""

    attachment: Attachment
    message_id: int
    conversation_id: int
    content_hash: str | None
    """`None` until it is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingDownload:
    """An attachment whose content only the carrier has."""

    attachment_id: int
    message_id: int
    conversation_id: int
    position: int
    """Among the files of its message, from 1."""
    source_url: str
    claimed_type: str
    tries: int
    """How often it could not be fetched so far."""
    fetch_at: datetime
    """When it is to be tried next."""
    wanted_at: datetime
    """Since when it is tried."""


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
