"""Files of messages, in SQLite."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, true, update

from domain.model.actor import Scope
from domain.model.attachments import (
    Attachment,
    FileState,
    InboundMedia,
    PendingDownload,
    StoredAttachment,
    StoredFile,
)
from domain.model.media import default_filename
from domain.model.picture_errors import UnknownAttachment
from storage.connection import DatabaseConnection
from storage.mapping import word_in
from storage.scopes import scope_condition
from storage.tables.attachments import attachments, draft_attachments, is_loading
from storage.tables.conversations import conversations
from storage.tables.messages import messages

AT_ONCE = 500
"""The database takes only so many values in one question."""


class AttachmentRepository:
    """Stores files of messages."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def get(self, attachment_id: int, *, within: Scope) -> StoredAttachment:
        """Raise `UnknownAttachment` for one that is not there or not within."""
        seen = scope_condition(
            within,
            company_id=conversations.c.company_id,
            point_of_contact_id=conversations.c.point_of_contact_id,
        )
        row = await self._connection.fetch_one(_KEPT.where(seen, attachments.c.id == attachment_id))
        if row is None:
            raise UnknownAttachment
        return _kept(row)

    async def list_for(self, message_id: int) -> list[StoredAttachment]:
        """Return them in their order."""
        files = _KEPT.where(attachments.c.message_id == message_id)
        return [
            _kept(row)
            for row in await self._connection.fetch_all(files.order_by(attachments.c.position))
        ]

    async def next_download(
        self,
        now: datetime,
        *,
        besides: Collection[int] = (),
        not_of: Collection[int] = (),
        untried: bool = False,
    ) -> PendingDownload | None:
        """Return the file that is to be fetched next, now or later.

        It is none of those `besides`, and of none of the conversations `not_of`. Of those that are
        due by now, files that were never tried come first; with `untried` there are only those.
        """
        fetch_at, tries = attachments.c.fetch_at, attachments.c.tries
        wanted = (
            select(attachments, messages.c.conversation_id)
            .join_from(attachments, messages, messages.c.id == attachments.c.message_id)
            .where(
                is_loading(attachments),
                attachments.c.id.not_in(besides),
                messages.c.conversation_id.not_in(not_of),
                tries == 0 if untried else true(),
            )
            .order_by(fetch_at > now, tries > 0, fetch_at)
            .limit(1)
        )
        row = await self._connection.fetch_one(wanted)
        return _wanted(row) if row else None

    async def mark_downloaded(self, attachment_id: int, file: StoredFile) -> None:
        await self._change(
            attachment_id,
            name=file.name,
            media_type=file.media_type,
            state=FileState.READY,
            content_hash=file.content_hash,
            size=file.size,
            width=file.width,
            height=file.height,
        )

    async def postpone(self, attachment_id: int, *, until: datetime) -> None:
        """Count a try, and fetch it once more later."""
        await self._change(attachment_id, fetch_at=until, tries=attachments.c.tries + 1)

    async def mark_failed(self, attachment_id: int) -> None:
        await self._change(attachment_id, state=FileState.FAILED)

    async def mark_unshowable(self, attachment_id: int) -> None:
        """Note that it is no picture a page may show, whatever it looked like before."""
        await self._change(attachment_id, width=None, height=None)

    async def retry_download(self, attachment_id: int, *, at: datetime) -> bool:
        """Treat it as if it had just come. Say `False` when it was not given up."""
        wanted = (
            update(attachments)
            .where(attachments.c.id == attachment_id, attachments.c.state == FileState.FAILED)
            .values(state=FileState.LOADING, wanted_at=at, fetch_at=at, tries=0)
        )
        return await self._connection.execute(wanted) > 0

    async def referenced_hashes(self, content_hashes: Collection[str]) -> set[str]:
        """Return those of them that anything refers to, drafts included."""
        columns = (
            attachments.c.content_hash,
            draft_attachments.c.working_hash,
            draft_attachments.c.lossless_hash,
        )
        asked, found = list(content_hashes), set[str]()
        for start in range(0, len(asked), AT_ONCE):
            some = asked[start : start + AT_ONCE]
            for column in columns:
                rows = await self._connection.fetch_all(select(column).where(column.in_(some)))
                found.update(row[0] for row in rows)
        return found

    async def _change(self, attachment_id: int, **values: object) -> None:
        await self._connection.execute(
            update(attachments).where(attachments.c.id == attachment_id).values(**values)
        )


async def add_wanted(
    connection: DatabaseConnection, message_id: int, media: Sequence[InboundMedia], *, at: datetime
) -> None:
    """Add files that came with a message and are still to be fetched."""
    rows = [
        {
            "message_id": message_id,
            "position": position,
            "name": default_filename(position, file.media_type),
            "media_type": file.media_type,
            "state": FileState.LOADING,
            "source_url": file.url,
            "wanted_at": at,
            "fetch_at": at,
            "tries": 0,
        }
        for position, file in enumerate(media, start=1)
    ]
    if rows:
        await connection.execute(insert(attachments), rows)


async def add_stored(
    connection: DatabaseConnection, message_id: int, files: Sequence[StoredFile]
) -> None:
    """Add files that a message goes out with."""
    rows = [
        {
            "message_id": message_id,
            "position": position,
            "name": file.name,
            "media_type": file.media_type,
            "state": FileState.READY,
            "tries": 0,
            "content_hash": file.content_hash,
            "size": file.size,
            "width": file.width,
            "height": file.height,
        }
        for position, file in enumerate(files, start=1)
    ]
    if rows:
        await connection.execute(insert(attachments), rows)


async def attachments_of(
    connection: DatabaseConnection, message_ids: Sequence[int]
) -> Mapping[int, tuple[Attachment, ...]]:
    """Return them per message, in their order; messages without any are left out."""
    if not message_ids:
        return {}
    found = (
        select(attachments)
        .where(attachments.c.message_id.in_(message_ids))
        .order_by(attachments.c.message_id, attachments.c.position)
    )
    files: dict[int, tuple[Attachment, ...]] = {}
    for row in await connection.fetch_all(found):
        files[row.message_id] = (*files.get(row.message_id, ()), _attachment(row))
    return files


_KEPT = select(attachments, messages.c.conversation_id).join_from(
    attachments.join(messages, messages.c.id == attachments.c.message_id),
    conversations,
    conversations.c.id == messages.c.conversation_id,
)


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        state=word_in(FileState, row.state, otherwise=FileState.FAILED, row_id=row.id),
        size=row.size,
        width=row.width,
        height=row.height,
    )


def _kept(row: Row[Any]) -> StoredAttachment:
    return StoredAttachment(
        attachment=_attachment(row),
        message_id=row.message_id,
        conversation_id=row.conversation_id,
        content_hash=row.content_hash,
    )


def _wanted(row: Row[Any]) -> PendingDownload:
    return PendingDownload(
        attachment_id=row.id,
        message_id=row.message_id,
        conversation_id=row.conversation_id,
        position=row.position,
        source_url=row.source_url,
        claimed_type=row.media_type,
        tries=row.tries,
        fetch_at=row.fetch_at,
        wanted_at=row.wanted_at,
    )
