"""Rows that are kept for a time only, in SQLite."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, exists, func, select

from domain.model.retention import Outdated
from storage.connection import DatabaseConnection
from storage.tables.attachments import uploads
from storage.tables.messages import delivery_steps, unrouted_inbound
from storage.tables.notifications import push_devices
from storage.tables.people import links, sign_in_failures, sign_ins

TABLES: Mapping[Outdated, Table] = {
    Outdated.DELIVERY_STEPS: delivery_steps,
    Outdated.UNROUTED: unrouted_inbound,
    Outdated.SIGN_INS: sign_ins,
    Outdated.FAILURES: sign_in_failures,
    Outdated.LINKS: links,
    Outdated.UPLOADS: uploads,
}


class RetentionRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def find(self, kind: Outdated, *, before: datetime, limit: int) -> list[int]:
        """Return the ids of rows that were over before then, the oldest first."""
        table = TABLES[kind]
        over = select(table.c.id).where(_is_over(kind, before)).order_by(table.c.id).limit(limit)
        return [row.id for row in await self._connection.fetch_all(over)]

    async def remove(self, kind: Outdated, ids: Collection[int]) -> int:
        """Remove rows; say how many there were."""
        table = TABLES[kind]
        return await self._connection.execute(delete(table).where(table.c.id.in_(ids)))


def _is_over(kind: Outdated, before: datetime) -> ColumnElement[bool]:
    if kind is Outdated.SIGN_INS:
        told = exists().where(push_devices.c.sign_in_id == sign_ins.c.id)
        return (func.coalesce(sign_ins.c.ended_at, sign_ins.c.used_at) < before) & ~told
    if kind is Outdated.LINKS:
        return func.coalesce(links.c.used_at, links.c.expires_at) < before
    return _is_among_the_oldest(TABLES[kind], before)


def _is_among_the_oldest(table: Table, before: datetime) -> ColumnElement[bool]:
    """Rows come in the order of time, so all behind the first younger one need not be read."""
    younger = select(table.c.id).where(table.c.at >= before).order_by(table.c.id).limit(1)
    newest = select(func.max(table.c.id) + 1).scalar_subquery()
    return table.c.id < func.coalesce(younger.scalar_subquery(), newest)
