"""The audit log: adds entries in the transaction of the change, and lists them."""

from dataclasses import dataclass
from datetime import datetime

from domain.model.actor import Member
from domain.model.audit import AuditAction, AuditEntry, NewAuditEntry
from domain.model.events import SettingsChanged
from domain.model.users import Credentials
from storage.database import Database, Transaction

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who changes something without being signed in."""

    company_id: int
    user_id: int | None = None
    """`None`: the operator of the platform, on the command line."""


class AuditLogService:
    def __init__(self, *, store: Database) -> None:
        self._store = store

    async def page(self, *, by: Member, before: int | None = None) -> tuple[list[AuditEntry], bool]:
        """Return the entries of this company, newest first, and whether there are more."""
        by.require_administration()
        async with self._store.reading() as stored:
            entries = await stored.audit.page(by.company_id, before=before, limit=PAGE + 1)
        return entries[:PAGE], len(entries) > PAGE


async def audit(
    tx: Transaction,
    action: AuditAction,
    object_id: int,
    *,
    by: Member | Credentials | Actor,
    at: datetime,
    about: str | None = None,
) -> None:
    """Add an entry, and tell open pages that something has changed.

    `by` may be credentials, of a user whom a sign-in attempt names.
    """
    entry = NewAuditEntry(
        company_id=by.company_id,
        at=at,
        by_id=by.user_id,
        deed=action,
        object_id=object_id,
        about=about,
    )
    await tx.audit.add(entry)
    if not isinstance(by, Credentials):
        tx.record(SettingsChanged(company_id=by.company_id))
