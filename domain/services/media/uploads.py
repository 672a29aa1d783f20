"""Pictures that a user adds to a message before it is sent."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from domain.model.actor import ANYWHERE, Member
from domain.model.conversations import Conversation
from domain.model.draft_attachments import DraftAttachment, NewDraftAttachment
from domain.model.events import PicturesKept
from domain.model.media import DAILY_UPLOAD_BYTES, LARGEST_UPLOAD_BYTES
from domain.model.picture_errors import TooManyFiles, TooMuchToday, UnknownAttachment
from domain.model.pictures import MOST_ATTACHMENTS, IngestedImage
from domain.ports.clock import Clock
from domain.ports.media import MediaFiles
from domain.ports.pictures import Pictures
from domain.ports.store import Repositories, Store, Transaction

DAY = timedelta(days=1)
LONGEST_NAME = 100


class UploadsService:
    """A picture waits in its best form until the message is sent; only then it is fitted.

    So pictures may come and go around it, and none of that costs it any quality. Everything here
    is its owner's alone, also among those who may see the conversation.
    """

    def __init__(
        self, *, store: Store, clock: Clock, files: MediaFiles, pictures: Pictures
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
        """Take a picture in; without a conversation it is for one that is still to be started.

        `key` names this choice of a file: however often it comes, it is added once.
        """
        by.require_conversations()
        async with self._store.reading() as stored:
            await _check_place(stored, conversation_id, by)
            if earlier := await stored.draft_attachments.added_with(by.user_id, key):
                return earlier
            await self._refuse_too_many(stored, conversation_id, by)
        async with self._files.receiving(content, limit=LARGEST_UPLOAD_BYTES) as incoming:
            picture = await self._pictures.ingest(incoming.path)
            new = await self._kept(picture, conversation_id, name=name, by=by, key=key)
            return await self._add(new, by=by, uploaded=incoming.size)

    async def of(self, conversation_id: int | None, *, by: Member) -> list[DraftAttachment]:
        """In the order they were added."""
        by.require_conversations()
        async with self._store.reading() as stored:
            await _check_place(stored, conversation_id, by)
            return await stored.draft_attachments.of(by.user_id, conversation_id)

    async def remove(self, attachment_id: int, *, by: Member) -> None:
        """One that is gone already is no trouble."""
        by.require_conversations()
        async with self._store.transaction() as tx:
            try:
                draft = await tx.draft_attachments.get(attachment_id, user_id=by.user_id)
            except UnknownAttachment:
                return
            await tx.draft_attachments.take([attachment_id], user_id=by.user_id)
            if draft.conversation_id is not None:
                tell_kept(
                    tx, await tx.conversations.get(draft.conversation_id, within=ANYWHERE), by
                )

    async def carry_over(self, conversation_id: int, *, by: Member) -> None:
        """Continue here what was begun in the form that starts a conversation.

        What would be too many for a message stays with the form.
        """
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            here = await tx.draft_attachments.of(by.user_id, conversation_id)
            begun = await tx.draft_attachments.of(by.user_id, None)
            moved = begun[: max(0, MOST_ATTACHMENTS - len(here))]
            await tx.draft_attachments.move(
                [each.id for each in moved], user_id=by.user_id, to=conversation_id
            )
            tell_kept(tx, conversation, by)

    async def preview(self, attachment_id: int, *, by: Member) -> tuple[Path, str]:
        """Where the picture lies, and its type."""
        by.require_conversations()
        async with self._store.reading() as stored:
            draft = await stored.draft_attachments.get(attachment_id, user_id=by.user_id)
            await _check_place(stored, draft.conversation_id, by)
        path = await self._files.find(draft.working_hash)
        if path is None:
            raise UnknownAttachment
        return path, draft.working_type

    async def _kept(
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
            name=" ".join(name.split())[:LONGEST_NAME],
            width=picture.width,
            height=picture.height,
            size=len(picture.normalised),
            working_hash=await self._files.keep(picture.normalised),
            working_type=picture.normalised_type,
            lossless_hash=await self._files.keep(original) if original else None,
            lossless_type=picture.original_type if original else None,
            curve=picture.size_curve,
            at=self._clock.now(),
        )

    async def _add(self, new: NewDraftAttachment, *, by: Member, uploaded: int) -> DraftAttachment:
        """Checked once more, because others may have been added in the meantime."""
        async with self._store.transaction() as tx:
            if earlier := await tx.draft_attachments.added_with(by.user_id, new.client_key):
                return earlier
            conversation = await _check_place(tx, new.conversation_id, by)
            await self._refuse_too_many(tx, new.conversation_id, by)
            await tx.draft_attachments.count_upload(
                by.user_id, uploaded, at=new.at, forget_before=self._a_day_ago()
            )
            added = await tx.draft_attachments.add(new)
            if conversation:
                tell_kept(tx, conversation, by)
            return added

    async def _refuse_too_many(
        self, stored: Repositories, conversation_id: int | None, by: Member
    ) -> None:
        drafts = stored.draft_attachments
        if len(await drafts.of(by.user_id, conversation_id)) >= MOST_ATTACHMENTS:
            raise TooManyFiles(MOST_ATTACHMENTS)
        if await drafts.uploaded_since(by.user_id, self._a_day_ago()) >= DAILY_UPLOAD_BYTES:
            raise TooMuchToday(DAILY_UPLOAD_BYTES)

    def _a_day_ago(self) -> datetime:
        return self._clock.now() - DAY


def tell_kept(tx: Transaction, conversation: Conversation, by: Member) -> None:
    """To the other devices of the member."""
    tx.record(conversation.event(PicturesKept, user_id=by.user_id))


async def _check_place(
    stored: Repositories, conversation_id: int | None, by: Member
) -> Conversation | None:
    """Raise `UnknownConversation` for one that is not the member's to see."""
    if conversation_id is None:
        return None
    return await stored.conversations.get(conversation_id, within=by.scope)
