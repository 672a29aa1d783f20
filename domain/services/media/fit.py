"""Fits the pictures of a draft into one message, within the carrier's limit of bytes."""

from collections.abc import Sequence

from domain.model.actor import Member
from domain.model.attachments import DraftAttachment, StoredFile
from domain.model.errors import NotResendable
from domain.model.media import carrier_filename
from domain.model.messages import Message
from domain.model.picture_errors import TooManyFiles, UnknownAttachment
from domain.model.pictures import MAX_ATTACHMENTS, FittedPicture, IngestedImage
from domain.ports.pictures import Pictures
from storage.database import Database, Repositories
from storage.media_files import MediaFolder


class AttachmentFitter:
    """Slow, so never call it in a transaction; files that are not sent are cleaned up later."""

    def __init__(self, *, store: Database, files: MediaFolder, pictures: Pictures) -> None:
        self._store = store
        self._files = files
        self._pictures = pictures

    async def fit(
        self, attachment_ids: Sequence[int], *, to: int | None, by: Member
    ) -> tuple[StoredFile, ...]:
        """Fit pictures of the member into one message, in this order.

        They must have been added to this conversation, or to the form that starts one. Raise
        `UnknownAttachment` for any other, and `PicturesDoNotFit`.
        """
        if not attachment_ids:
            return ()
        if len(attachment_ids) > MAX_ATTACHMENTS:
            raise TooManyFiles(MAX_ATTACHMENTS)
        async with self._store.reading() as stored:
            drafts = [
                await stored.draft_attachments.get(attachment_id, user_id=by.user_id)
                for attachment_id in dict.fromkeys(attachment_ids)
            ]
        if any(draft.conversation_id not in (None, to) for draft in drafts):
            raise UnknownAttachment
        fitted = await self._pictures.fit([await self._load(draft) for draft in drafts])
        return tuple([await self._store_fitted(*pair) for pair in zip(drafts, fitted, strict=True)])

    async def ensure_files_exist(self, stored: Repositories, message: Message) -> None:
        """Raise `NotResendable` unless all files of the message are there to be fetched."""
        for file in await stored.attachments.list_for(message.id):
            if file.content_hash is None or await self._files.find(file.content_hash) is None:
                raise NotResendable(
                    f"“{file.attachment.name}” is no longer there, so this message cannot be "
                    "sent again. Write a new one."
                )

    async def _load(self, draft: DraftAttachment) -> IngestedImage:
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

    async def _store_fitted(self, draft: DraftAttachment, fitted: FittedPicture) -> StoredFile:
        return StoredFile(
            name=carrier_filename(draft.name, fitted.media_type),
            media_type=fitted.media_type,
            content_hash=await self._files.store(fitted.content),
            size=len(fitted.content),
            width=fitted.width,
            height=fitted.height,
        )
