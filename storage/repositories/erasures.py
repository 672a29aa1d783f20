"""Erasing customers, in SQLite."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, exists, func, select

from domain.model.erasure import ErasureResult, StoredDataSummary
from storage.connection import DatabaseConnection
from storage.dialects import insert
from storage.tables.attachments import attachments, draft_attachments
from storage.tables.conversations import conversations, drafts, read_marks, timeline
from storage.tables.erasures import erased_texts, erasures
from storage.tables.messages import attempts, delivery_steps, messages, unrouted_inbound
from storage.tables.notifications import notifications
from storage.tables.people import points_of_contact

OF_MESSAGES = (delivery_steps, attempts, attachments)
OF_CONVERSATIONS = (messages, timeline, drafts, draft_attachments, read_marks, notifications)


class ErasureRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def stored_data(self, customer_number: str, *, company_id: int) -> StoredDataSummary:
        held = _held(customer_number, company_id)
        written = messages.c.conversation_id.in_(held)
        return StoredDataSummary(
            conversations=await self._count(conversations, conversations.c.id.in_(held)),
            messages=await self._count(messages, written),
            files=await self._count(attachments, attachments.c.message_id.in_(_ids(written))),
            unrouted=await self._count(unrouted_inbound, _astray(customer_number, company_id)),
        )

    async def erase(self, customer_number: str, *, company_id: int, at: datetime) -> ErasureResult:
        """Erase everything but an opt-out. No id of it is ever given again, and a text that the
        carrier brings once more is not taken in."""
        held = _held(customer_number, company_id)
        written = messages.c.conversation_id.in_(held)
        astray = _astray(customer_number, company_id)
        await self._remember(messages, written)
        await self._remember(unrouted_inbound, astray)
        erasure_id = await self._note(company_id, at)
        hashes = await self._hashes(written, held)
        for table in OF_MESSAGES:
            await self._connection.execute(
                delete(table).where(table.c.message_id.in_(_ids(written)))
            )
        for table in OF_CONVERSATIONS:
            await self._connection.execute(delete(table).where(table.c.conversation_id.in_(held)))
        await self._connection.execute(delete(conversations).where(conversations.c.id.in_(held)))
        await self._connection.execute(delete(unrouted_inbound).where(astray))
        return ErasureResult(erasure_id=erasure_id, content_hashes=hashes)

    async def newest(self) -> int:
        """Return the id of the latest erasure; 0 before the first."""
        return int(await self._connection.scalar(select(func.coalesce(func.max(erasures.c.id), 0))))

    async def companies_since(self, erasure_id: int) -> set[int]:
        """Return the companies that erasures after this one were about."""
        later = select(erasures.c.company_id).where(erasures.c.id > erasure_id)
        return {row.company_id for row in await self._connection.fetch_all(later)}

    async def _count(self, table: Table, which: ColumnElement[bool]) -> int:
        return int(
            await self._connection.scalar(select(func.count()).select_from(table).where(which))
        )

    async def _remember(self, table: Table, which: ColumnElement[bool]) -> None:
        brought = select(table.c.account, table.c.carrier_id).where(
            which, table.c.carrier_id.is_not(None)
        )
        rows = [
            {"fingerprint": fingerprint(row.account, row.carrier_id)}
            for row in await self._connection.fetch_all(brought)
        ]
        if rows:
            await self._connection.execute(insert(erased_texts).on_conflict_do_nothing(), rows)

    async def _note(self, company_id: int, at: datetime) -> int:
        highest = {
            f"{table.name}_up_to": select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery()
            for table in (conversations, messages, attachments)
        }
        noted = insert(erasures).values(company_id=company_id, at=at, **highest)
        return int(await self._connection.scalar(noted.returning(erasures.c.id)))

    async def _hashes(self, written: ColumnElement[bool], held: Select[int]) -> frozenset[str]:
        of_drafts = draft_attachments.c.conversation_id.in_(held)
        found = (
            select(attachments.c.content_hash).where(attachments.c.message_id.in_(_ids(written))),
            select(draft_attachments.c.working_hash).where(of_drafts),
            select(draft_attachments.c.lossless_hash).where(of_drafts),
        )
        rows = [row for statement in found for row in await self._connection.fetch_all(statement)]
        return frozenset(row[0] for row in rows if row[0])


def was_erased() -> ColumnElement[bool]:
    """Say whether a text with this `fingerprint` was erased."""
    return exists().where(erased_texts.c.fingerprint == bindparam("fingerprint"))


async def erased_of(
    connection: DatabaseConnection, account: str, carrier_ids: Sequence[str]
) -> set[str]:
    """Return those of the carrier's texts that were here, and were erased."""
    by_fingerprint = {fingerprint(account, each): each for each in carrier_ids}
    known = select(erased_texts.c.fingerprint).where(erased_texts.c.fingerprint.in_(by_fingerprint))
    return {by_fingerprint[row.fingerprint] for row in await connection.fetch_all(known)}


def fingerprint(account: str, carrier_id: str) -> str:
    """Tells a text again when it comes, and leads nobody to it at the carrier."""
    return hashlib.sha256(f"{account} {carrier_id}".encode()).hexdigest()


def _held(customer_number: str, company_id: int) -> Select[int]:
    return select(conversations.c.id).where(
        conversations.c.customer_number == customer_number,
        conversations.c.company_id == company_id,
    )


def _ids(written: ColumnElement[bool]) -> Select[int]:
    return select(messages.c.id).where(written)


def _astray(customer_number: str, company_id: int) -> ColumnElement[bool]:
    """Select texts kept aside, unless their number is another company's by now."""
    of_others = select(points_of_contact.c.app_number).where(
        points_of_contact.c.company_id != company_id
    )
    return (unrouted_inbound.c.sender == customer_number) & (
        unrouted_inbound.c.recipient.not_in(of_others)
    )
