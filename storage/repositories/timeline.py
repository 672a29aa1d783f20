"""What happened to a conversation besides its messages, in SQLite."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, insert, select

from domain.model.timeline import TimelineEntry, TimelineEventType
from storage.connection import DatabaseConnection
from storage.mapping import word_in
from storage.tables.conversations import timeline
from storage.tables.people import users


class TimelineRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def add(
        self,
        conversation_id: int,
        happening: TimelineEventType,
        *,
        at: datetime,
        by_id: int | None,
        text: str = "",
        client_key: str | None = None,
    ) -> TimelineEntry:
        entry_id = await self._connection.scalar(
            _NEW,
            conversation_id=conversation_id,
            happening=happening,
            at=at,
            by_id=by_id,
            text=text,
            client_key=client_key,
        )
        return await self.get(entry_id)

    async def has_comment(self, *, by_id: int, client_key: str) -> bool:
        """Say whether this press of Send was kept already."""
        found = exists().where(timeline.c.by_id == by_id, timeline.c.client_key == client_key)
        return bool(await self._connection.scalar(select(found)))

    async def get(self, entry_id: int) -> TimelineEntry:
        (row,) = await self._connection.fetch_all(_ENTRY, entry_id=entry_id)
        return _entry(row)

    async def list_for(self, conversation_id: int, *, limit: int = 200) -> list[TimelineEntry]:
        """Return the newest entries, oldest first."""
        rows = await self._connection.fetch_all(
            _NEWEST, conversation_id=conversation_id, limit=limit
        )
        return [_entry(row) for row in reversed(rows)]


_ENTRIES = select(
    timeline.c.id,
    timeline.c.conversation_id,
    timeline.c.happening,
    timeline.c.at,
    users.c.name.label("by"),
    timeline.c.text,
).outerjoin_from(timeline, users, users.c.id == timeline.c.by_id)
_ENTRY = _ENTRIES.where(timeline.c.id == bindparam("entry_id"))
_NEWEST = (
    _ENTRIES.where(timeline.c.conversation_id == bindparam("conversation_id"))
    .order_by(timeline.c.at.desc(), timeline.c.id.desc())
    .limit(bindparam("limit"))
)
_NEW = insert(timeline).returning(timeline.c.id)


def _entry(row: Row[Any]) -> TimelineEntry:
    happening = word_in(
        TimelineEventType, row.happening, otherwise=TimelineEventType.OTHER, row_id=row.id
    )
    return TimelineEntry(**{**row._mapping, "happening": happening})
