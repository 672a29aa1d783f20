"""What is stored about the files of messages, and of those that are not sent yet."""

from abc import abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.model.actor import Scope
from domain.model.draft_attachments import DraftAttachment, NewDraftAttachment
from domain.model.messages import Attachment


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
class KeptAttachment:
    """An attachment, and where its content lies."""

    attachment: Attachment
    message_id: int
    conversation_id: int
    content_hash: str | None
    """`None` until it is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFile:
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


class Attachments(Protocol):
    """Files of messages."""

    @abstractmethod
    async def get(self, attachment_id: int, *, within: Scope) -> KeptAttachment:
        """Raise `UnknownAttachment` for one that is not there or not within."""

    @abstractmethod
    async def of(self, message_id: int) -> list[KeptAttachment]:
        """In their order."""

    @abstractmethod
    async def next_wanted(
        self,
        now: datetime,
        *,
        besides: Collection[int] = (),
        not_of: Collection[int] = (),
        untried: bool = False,
    ) -> WantedFile | None:
        """The file that is to be fetched next, now or later.

        It is none of those `besides`, and of none of the conversations `not_of`. Of those that are
        due by now, files that were never tried come first; with `untried` there are only those.
        """

    @abstractmethod
    async def fetched(self, attachment_id: int, file: StoredFile) -> None: ...

    @abstractmethod
    async def postpone(self, attachment_id: int, *, until: datetime) -> None:
        """Count a try, and fetch it once more later."""

    @abstractmethod
    async def give_up(self, attachment_id: int) -> None: ...

    @abstractmethod
    async def show_no_more(self, attachment_id: int) -> None:
        """It is here and no picture that a page may show, whatever it looked like before."""

    @abstractmethod
    async def want_again(self, attachment_id: int, *, at: datetime) -> bool:
        """As if it had just come. Say `False` when it was not given up."""

    @abstractmethod
    async def referred_to(self, content_hashes: Collection[str]) -> set[str]:
        """Those of them that anything refers to, drafts included."""


class DraftAttachments(Protocol):
    """Each is its owner's alone."""

    @abstractmethod
    async def add(self, new: NewDraftAttachment) -> DraftAttachment: ...

    @abstractmethod
    async def added_with(self, user_id: int, client_key: str) -> DraftAttachment | None: ...

    @abstractmethod
    async def get(self, attachment_id: int, *, user_id: int) -> DraftAttachment:
        """Raise `UnknownAttachment` for one that is not there or somebody else's."""

    @abstractmethod
    async def of(self, user_id: int, conversation_id: int | None) -> list[DraftAttachment]:
        """In the order they were added."""

    @abstractmethod
    async def take(self, attachment_ids: Sequence[int], *, user_id: int) -> None:
        """Remove them. Raise `UnknownAttachment`, and remove none, when one is not there."""

    @abstractmethod
    async def move(self, attachment_ids: Sequence[int], *, user_id: int, to: int) -> None:
        """They belong to this conversation from now on."""

    @abstractmethod
    async def count_upload(
        self, user_id: int, size: int, *, at: datetime, forget_before: datetime
    ) -> None: ...

    @abstractmethod
    async def uploaded_since(self, user_id: int, moment: datetime) -> int:
        """In bytes, whatever has become of it."""
