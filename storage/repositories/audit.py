"""The audit log in SQLite."""

from sqlalchemy import func, insert, select

from domain.model.audit import AuditEntry, NewAuditEntry
from domain.ports.audit import Audit
from storage.connection import DatabaseConnection
from storage.mapping import values_of
from storage.tables.audit import audit_log
from storage.tables.people import users


class SqlAudit(Audit):
    def __init__(self, line: DatabaseConnection) -> None:
        self._line = line

    async def add(self, entry: NewAuditEntry) -> None:
        await self._line.change(insert(audit_log).values(**values_of(entry)))

    async def page(
        self, company_id: int, *, before: int | None = None, limit: int = 50
    ) -> list[AuditEntry]:
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
        return [AuditEntry(**row._mapping) for row in await self._line.rows(newest)]

    async def since(self, entry_id: int) -> tuple[int, bool]:
        later = select(
            func.coalesce(func.max(audit_log.c.id), entry_id).label("newest"),
            func.count().filter(audit_log.c.by_id.is_(None)).label("by_operator"),
        ).where(audit_log.c.id > entry_id)
        (row,) = await self._line.rows(later)
        return row.newest, row.by_operator > 0
