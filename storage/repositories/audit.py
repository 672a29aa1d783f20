"""The audit log in SQLite."""

from sqlalchemy import func, insert, select

from domain.model.audit import AuditEntry, NewAuditEntry
from storage.connection import DatabaseConnection
from storage.mapping import values_of
from storage.tables.audit import audit_log
from storage.tables.people import users


class AuditRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def add(self, entry: NewAuditEntry) -> None:
        await self._connection.execute(insert(audit_log).values(**values_of(entry)))

    async def page(
        self, company_id: int, *, before: int | None = None, limit: int = 50
    ) -> list[AuditEntry]:
        """Return the newest first; `before` is the id of the last entry of the page above."""
        columns = ("id", "at", "deed", "object_id", "about")
        entry = [audit_log.c[name] for name in columns]
        own = (
            select(*entry, users.c.name.label("by"))
            .outerjoin_from(audit_log, users, users.c.id == audit_log.c.by_id)
            .where(audit_log.c.company_id == company_id)
        )
        if before is not None:
            own = own.where(audit_log.c.id < before)
        newest = own.order_by(audit_log.c.id.desc()).limit(limit)
        return [AuditEntry(**row._mapping) for row in await self._connection.fetch_all(newest)]

    async def since(self, entry_id: int) -> tuple[int, bool]:
        """Return the id of the newest entry, and whether any after this one is the operator's."""
        later = select(
            func.coalesce(func.max(audit_log.c.id), entry_id).label("newest"),
            func.count().filter(audit_log.c.by_id.is_(None)).label("by_operator"),
        ).where(audit_log.c.id > entry_id)
        (row,) = await self._connection.fetch_all(later)
        return row.newest, row.by_operator > 0
