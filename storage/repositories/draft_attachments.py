"""Pictures that are added and not sent yet, in SQLite."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from domain.model.attachments import DraftAttachment, NewDraftAttachment
from domain.model.picture_errors import UnknownAttachment
from storage.connection import DatabaseConnection
from storage.mapping import values_of
from storage.tables.attachments import draft_attachments, uploads


class DraftAttachmentRepository:
    """Stores pictures of drafts; each is its owner's alone."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def add(self, new: NewDraftAttachment) -> DraftAttachment:
        values = {**values_of(new), "curve": json.dumps(new.curve)}
        added = insert(draft_attachments).values(**values).returning(draft_attachments)
        row = await self._connection.fetch_one(added)
        assert row is not None, "what is inserted is returned"
        return _draft(row)

    async def find_by_client_key(self, user_id: int, client_key: str) -> DraftAttachment | None:
        row = await self._connection.fetch_one(
            _owned(user_id).where(draft_attachments.c.client_key == client_key)
        )
        return _draft(row) if row else None

    async def get(self, attachment_id: int, *, user_id: int) -> DraftAttachment:
        """Raise `UnknownAttachment` for one that is not there or somebody else's."""
        row = await self._connection.fetch_one(
            _owned(user_id).where(draft_attachments.c.id == attachment_id)
        )
        if row is None:
            raise UnknownAttachment
        return _draft(row)

    async def list_for(self, user_id: int, conversation_id: int | None) -> list[DraftAttachment]:
        """Return them in the order they were added."""
        theirs = _owned(user_id).where(draft_attachments.c.conversation_id == conversation_id)
        rows = await self._connection.fetch_all(theirs.order_by(draft_attachments.c.id))
        return [_draft(row) for row in rows]

    async def consume(self, attachment_ids: Sequence[int], *, user_id: int) -> None:
        """Remove them. Raise `UnknownAttachment`, and remove none, when one is not there."""
        if not attachment_ids:
            return
        removed = delete(draft_attachments).where(
            draft_attachments.c.user_id == user_id, draft_attachments.c.id.in_(attachment_ids)
        )
        if await self._connection.execute(removed) != len(set(attachment_ids)):
            raise UnknownAttachment

    async def move_to(self, attachment_ids: Sequence[int], *, user_id: int, to: int) -> None:
        """Have them belong to this conversation from now on."""
        await self._connection.execute(
            update(draft_attachments)
            .where(
                draft_attachments.c.user_id == user_id, draft_attachments.c.id.in_(attachment_ids)
            )
            .values(conversation_id=to)
        )

    async def count_upload(
        self, user_id: int, size: int, *, at: datetime, forget_before: datetime
    ) -> None:
        outdated = uploads.c.user_id == user_id, uploads.c.at < forget_before
        await self._connection.execute(delete(uploads).where(*outdated))
        await self._connection.execute(insert(uploads).values(user_id=user_id, size=size, at=at))

    async def uploaded_since(self, user_id: int, moment: datetime) -> int:
        """Return how much it was in bytes, whatever has become of it."""
        total = select(func.coalesce(func.sum(uploads.c.size), 0)).where(
            uploads.c.user_id == user_id, uploads.c.at >= moment
        )
        return int(await self._connection.scalar(total))


def _owned(user_id: int) -> Any:
    return select(draft_attachments).where(draft_attachments.c.user_id == user_id)


def _draft(row: Row[Any]) -> DraftAttachment:
    values = {**row._mapping, "curve": tuple(json.loads(row.curve))}
    return DraftAttachment(**values)
