"""Messages that belong to no point of contact, in SQLite."""

import json
from collections.abc import Collection
from dataclasses import astuple
from datetime import datetime

from sqlalchemy import delete, func, select

from domain.model.attachments import InboundMedia
from domain.model.carrier import InboundText, UnroutedMessage
from domain.model.errors import UnknownMessage
from storage.connection import DatabaseConnection
from storage.dialects import insert
from storage.mapping import columns_of
from storage.tables.messages import unrouted_inbound

MOST = 10_000
"""Whoever points a webhook here by mistake must not fill the disk."""


class UnroutedRepository:
    """Stores messages to a number that belongs to no point of contact."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def add(self, inbound: InboundText, *, at: datetime) -> None:
        """Add it once, however often it comes. Of more than 10,000 the oldest are let go."""
        kept = insert(unrouted_inbound).values(
            account=inbound.account,
            carrier_id=inbound.carrier_id,
            sender=inbound.sender,
            recipient=inbound.recipient,
            text=inbound.text,
            media=json.dumps([astuple(media) for media in inbound.media]),
            at=at,
        )
        await self._connection.execute(kept.on_conflict_do_nothing())
        newest = select(func.max(unrouted_inbound.c.id)).scalar_subquery()
        await self._connection.execute(
            delete(unrouted_inbound).where(unrouted_inbound.c.id <= newest - MOST)
        )

    async def count(self) -> int:
        return int(
            await self._connection.scalar(select(func.count()).select_from(unrouted_inbound))
        )

    async def take(self, text_id: int, *, to: Collection[str] | None) -> InboundText:
        """Remove it, with the time it came. Raise `UnknownMessage`, also for other numbers."""
        is_it = unrouted_inbound.c.id == text_id
        if to is not None:
            is_it &= unrouted_inbound.c.recipient.in_(to)
        row = await self._connection.fetch_one(select(unrouted_inbound).where(is_it))
        if row is None:
            raise UnknownMessage
        await self._connection.execute(
            delete(unrouted_inbound).where(unrouted_inbound.c.id == text_id)
        )
        return InboundText(
            account=row.account,
            carrier_id=row.carrier_id,
            sender=row.sender,
            recipient=row.recipient,
            text=row.text,
            media=tuple(
                InboundMedia(url=url, media_type=media_type)
                for url, media_type in json.loads(row.media)
            ),
            at=row.at,
        )

    async def page(self, *, to: Collection[str] | None, limit: int = 50) -> list[UnroutedMessage]:
        """Return the newest first; only those to these numbers unless `to` is `None`."""
        kept = select(*columns_of(UnroutedMessage, unrouted_inbound))
        if to is not None:
            kept = kept.where(unrouted_inbound.c.recipient.in_(to))
        newest = kept.order_by(unrouted_inbound.c.id.desc()).limit(limit)
        return [UnroutedMessage(**row._mapping) for row in await self._connection.fetch_all(newest)]
