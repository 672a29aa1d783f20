"""Serves the files of messages, and retries their downloads."""

import logging
from dataclasses import dataclass
from pathlib import Path

from domain.model.actor import ALL, Member
from domain.model.attachments import Attachment, StoredAttachment
from domain.model.events import MessageChanged
from domain.model.picture_errors import UnknownAttachment, UnusablePicture
from domain.ports.clock import Clock
from domain.ports.media import Thumbnails
from domain.services.media.links import MediaLinks
from storage.database import Database
from storage.media_files import MediaFolder

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file to be served."""

    attachment: Attachment
    path: Path
    content_hash: str


class MediaService:
    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        files: MediaFolder,
        thumbnails: Thumbnails,
        links: MediaLinks,
    ) -> None:
        self._store = store
        self._clock = clock
        self._files = files
        self._thumbnails = thumbnails
        self._links = links

    async def get(self, attachment_id: int, *, by: Member) -> Content:
        """Raise `UnknownAttachment` for what is not the member's to see, or not here."""
        return await self._load(await self._visible(attachment_id, by))

    async def thumbnail(self, attachment_id: int, *, by: Member) -> Content:
        """Return a small JPEG of a picture; it is made now unless it was at the download."""
        content = await self.get(attachment_id, by=by)
        if not content.attachment.is_picture:
            raise UnknownAttachment
        path = await self._files.find_thumbnail(content.content_hash)
        if path is None:
            path = await self._thumbnail(content)
        return Content(attachment=content.attachment, path=path, content_hash=content.content_hash)

    async def get_by_link(self, token: str) -> Content:
        """Return the file of a signed link. Raise `UnknownAttachment` for a bad or old one."""
        attachment_id = self._links.attachment_in(token)
        async with self._store.reading() as stored:
            found = await stored.attachments.get(attachment_id, within=ALL)
        return await self._load(found)

    async def retry_download(self, attachment_id: int, *, by: Member) -> None:
        """Retry a download that has failed for good; do nothing for others."""
        by.require_conversations()
        async with self._store.transaction() as tx:
            found = await tx.attachments.get(attachment_id, within=by.scope)
            if not await tx.attachments.retry_download(attachment_id, at=self._clock.now()):
                return
            conversation = await tx.conversations.get(found.conversation_id, within=by.scope)
            tx.record(
                conversation.event(MessageChanged, message_id=found.message_id, awaits_files=True)
            )

    async def _thumbnail(self, content: Content) -> Path:
        """Make the thumbnail; a picture without one is only offered for download from now on."""
        try:
            thumbnail = await self._thumbnails.make(content.path)
        except UnusablePicture as refusal:
            attachment_id = content.attachment.id
            logger.warning("Attachment %s is not shown: %s", attachment_id, refusal)
            async with self._store.transaction() as tx:
                found = await tx.attachments.get(attachment_id, within=ALL)
                await tx.attachments.mark_unshowable(attachment_id)
                conversation = await tx.conversations.get(found.conversation_id, within=ALL)
                tx.record(conversation.event(MessageChanged, message_id=found.message_id))
            raise UnknownAttachment from refusal
        return await self._files.store_thumbnail(content.content_hash, thumbnail.content)

    async def _visible(self, attachment_id: int, by: Member) -> StoredAttachment:
        """Raise `UnknownAttachment`, a 404, also for those who may not use the feature."""
        if not by.may_converse:
            raise UnknownAttachment
        async with self._store.reading() as stored:
            return await stored.attachments.get(attachment_id, within=by.scope)

    async def _load(self, found: StoredAttachment) -> Content:
        path = await self._files.find(found.content_hash) if found.content_hash else None
        if path is None or found.content_hash is None:
            raise UnknownAttachment
        return Content(attachment=found.attachment, path=path, content_hash=found.content_hash)
