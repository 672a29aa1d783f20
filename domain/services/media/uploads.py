"""Uploads of pictures to a draft."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from domain.model.actor import ALL, Member
from domain.model.attachments import DraftAttachment, NewDraftAttachment
from domain.model.conversations import Conversation
from domain.model.events import DraftAttachmentsChanged
from domain.model.media import DAILY_UPLOAD_BYTES, MAX_UPLOAD_BYTES
from domain.model.picture_errors import TooManyFiles, TooMuchToday, UnknownAttachment
from domain.model.pictures import MAX_ATTACHMENTS, IngestedImage
from domain.ports.clock import Clock
from domain.ports.pictures import Pictures
from storage.database import Database, Repositories, Transaction
from storage.media_files import MediaFolder

DAY = timedelta(days=1)
MAX_NAME_LENGTH = 100


class UploadsService:
    """Keeps pictures in their best quality until the message is sent, and only then fits them.

    Every draft attachment belongs to its owner alone, also among those who may see the
    conversation.
    """

    def __init__(
        self, *, store: Database, clock: Clock, files: MediaFolder, pictures: Pictures
    ) -> None:
        self._store = store
        self._clock = clock
        self._files = files
        self._pictures = pictures

    async def add(
        self,
        conversation_id: int | None,
        content: AsyncIterator[bytes],
        *,
        name: str,
        by: Member,
        key: str,
    ) -> DraftAttachment:
        """Store a picture; without a conversation it is for the form that starts one.

        `key` identifies the chosen file: however often it is uploaded, it is added once.
        """
        by.require_conversations()
        async with self._store.reading() as stored:
            await _ensure_visible(stored, conversation_id, by)
            if earlier := await stored.draft_attachments.find_by_client_key(by.user_id, key):
                return earlier
            await self._ensure_within_limits(stored, conversation_id, by)
        async with self._files.receive(content, limit=MAX_UPLOAD_BYTES) as incoming:
            picture = await self._pictures.ingest(incoming.path)
            new = await self._store_content(picture, conversation_id, name=name, by=by, key=key)
            return await self._add(new, by=by, uploaded=incoming.size)

    async def list_for(self, conversation_id: int | None, *, by: Member) -> list[DraftAttachment]:
        """Return the draft's pictures in the order they were added."""
        by.require_conversations()
        async with self._store.reading() as stored:
            await _ensure_visible(stored, conversation_id, by)
            return await stored.draft_attachments.list_for(by.user_id, conversation_id)

    async def remove(self, attachment_id: int, *, by: Member) -> None:
        """Remove a picture; one that is gone already is no error."""
        by.require_conversations()
        async with self._store.transaction() as tx:
            try:
                draft = await tx.draft_attachments.get(attachment_id, user_id=by.user_id)
            except UnknownAttachment:
                return
            await tx.draft_attachments.consume([attachment_id], user_id=by.user_id)
            if draft.conversation_id is not None:
                record_attachments_change(
                    tx, await tx.conversations.get(draft.conversation_id, within=ALL), by
                )

    async def move_to_conversation(self, conversation_id: int, *, by: Member) -> None:
        """Move pictures from the form that starts a conversation to this conversation.

        What is too many for a message stays with the form.
        """
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            existing = await tx.draft_attachments.list_for(by.user_id, conversation_id)
            unassigned = await tx.draft_attachments.list_for(by.user_id, None)
            moved = unassigned[: max(0, MAX_ATTACHMENTS - len(existing))]
            await tx.draft_attachments.move_to(
                [draft.id for draft in moved], user_id=by.user_id, to=conversation_id
            )
            record_attachments_change(tx, conversation, by)

    async def preview(self, attachment_id: int, *, by: Member) -> tuple[Path, str]:
        """Return the path of the picture, and its type."""
        by.require_conversations()
        async with self._store.reading() as stored:
            draft = await stored.draft_attachments.get(attachment_id, user_id=by.user_id)
            await _ensure_visible(stored, draft.conversation_id, by)
        path = await self._files.find(draft.working_hash)
        if path is None:
            raise UnknownAttachment
        return path, draft.working_type

    async def _store_content(
        self,
        picture: IngestedImage,
        conversation_id: int | None,
        *,
        name: str,
        by: Member,
        key: str,
    ) -> NewDraftAttachment:
        original = picture.original
        return NewDraftAttachment(
            user_id=by.user_id,
            conversation_id=conversation_id,
            client_key=key,
            name=" ".join(name.split())[:MAX_NAME_LENGTH],
            width=picture.width,
            height=picture.height,
            size=len(picture.normalised),
            working_hash=await self._files.store(picture.normalised),
            working_type=picture.normalised_type,
            lossless_hash=await self._files.store(original) if original else None,
            lossless_type=picture.original_type if original else None,
            curve=picture.size_curve,
            at=self._clock.now(),
        )

    async def _add(self, new: NewDraftAttachment, *, by: Member, uploaded: int) -> DraftAttachment:
        """Check again, because others may have been added meanwhile, and add the picture."""
        async with self._store.transaction() as tx:
            if earlier := await tx.draft_attachments.find_by_client_key(by.user_id, new.client_key):
                return earlier
            conversation = await _ensure_visible(tx, new.conversation_id, by)
            await self._ensure_within_limits(tx, new.conversation_id, by)
            await tx.draft_attachments.count_upload(
                by.user_id, uploaded, at=new.at, forget_before=self._a_day_ago()
            )
            added = await tx.draft_attachments.add(new)
            if conversation:
                record_attachments_change(tx, conversation, by)
            return added

    async def _ensure_within_limits(
        self, stored: Repositories, conversation_id: int | None, by: Member
    ) -> None:
        drafts = stored.draft_attachments
        if len(await drafts.list_for(by.user_id, conversation_id)) >= MAX_ATTACHMENTS:
            raise TooManyFiles(MAX_ATTACHMENTS)
        if await drafts.uploaded_since(by.user_id, self._a_day_ago()) >= DAILY_UPLOAD_BYTES:
            raise TooMuchToday(DAILY_UPLOAD_BYTES)

    def _a_day_ago(self) -> datetime:
        return self._clock.now() - DAY


def record_attachments_change(tx: Transaction, conversation: Conversation, by: Member) -> None:
    """Record an event for the member's other devices."""
    tx.record(conversation.event(DraftAttachmentsChanged, user_id=by.user_id))


async def _ensure_visible(
    stored: Repositories, conversation_id: int | None, by: Member
) -> Conversation | None:
    """Return the conversation. Raise `UnknownConversation` for one the member may not see."""
    if conversation_id is None:
        return None
    return await stored.conversations.get(conversation_id, within=by.scope)
