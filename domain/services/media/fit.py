"""Making the pictures that were added into the files that a message goes out with."""

from collections.abc import Sequence

from domain.model.actor import Member
from domain.model.draft_attachments import DraftAttachment
from domain.model.errors import NotResendable
from domain.model.media import short_name
from domain.model.messages import Message
from domain.model.picture_errors import TooManyFiles, UnknownAttachment
from domain.model.pictures import MOST_ATTACHMENTS, FittedPicture, IngestedImage
from domain.ports.attachments import StoredFile
from domain.ports.media import MediaFiles
from domain.ports.pictures import Pictures
from domain.ports.store import Repositories, Store


class AttachmentFitter:
    """Slow, so never within a transaction; what is packed and not sent is swept away later."""

    def __init__(self, *, store: Store, files: MediaFiles, pictures: Pictures) -> None:
        self._store = store
        self._files = files
        self._pictures = pictures

    async def pack(
        self, attachment_ids: Sequence[int], *, to: int | None, by: Member
    ) -> tuple[StoredFile, ...]:
        """Fit the member's own pictures into one message, in this order.

        They must have been added to this conversation, or to the form that starts one. Raise
        `UnknownAttachment` for any other, and `PicturesDoNotFit`.
        """
        if not attachment_ids:
            return ()
        if len(attachment_ids) > MOST_ATTACHMENTS:
            raise TooManyFiles(MOST_ATTACHMENTS)
        async with self._store.reading() as stored:
            drafts = [
                await stored.draft_attachments.get(each, user_id=by.user_id)
                for each in dict.fromkeys(attachment_ids)
            ]
        if any(draft.conversation_id not in (None, to) for draft in drafts):
            raise UnknownAttachment
        fitted = await self._pictures.fit([await self._prepared(draft) for draft in drafts])
        return tuple(
            [await self._stored(*pair) for pair in zip(drafts, fitted, strict=True)],
        )

    async def refuse_missing(self, stored: Repositories, message: Message) -> None:
        """Raise `NotResendable` unless all files of the message are there to be fetched."""
        for kept in await stored.attachments.of(message.id):
            if kept.content_hash is None or await self._files.find(kept.content_hash) is None:
                raise NotResendable(
                    f"“{kept.attachment.name}” is no longer there, so this message cannot be sent "
                    "again. Write a new one."
                )

    async def _prepared(self, draft: DraftAttachment) -> IngestedImage:
        original = draft.lossless_hash
        return IngestedImage(
            width=draft.width,
            height=draft.height,
            normalised=await self._files.read(draft.working_hash),
            normalised_type=draft.working_type,
            original=await self._files.read(original) if original else None,
            original_type=draft.lossless_type,
            size_curve=draft.curve,
        )

    async def _stored(self, draft: DraftAttachment, fitted: FittedPicture) -> StoredFile:
        return StoredFile(
            name=short_name(draft.name, fitted.media_type),
            media_type=fitted.media_type,
            content_hash=await self._files.keep(fitted.content),
            size=len(fitted.content),
            width=fitted.width,
            height=fitted.height,
        )
