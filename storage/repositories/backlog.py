"""What waits to be done, in SQLite."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from domain.model.diagnostics import Backlog
from domain.model.messages import DeliveryStatus
from storage.connection import DatabaseConnection
from storage.tables.attachments import attachments, is_loading
from storage.tables.conversations import conversations
from storage.tables.messages import attempts, in_hand, messages, unrouted_inbound
from storage.tables.people import companies

_due_at = func.coalesce(messages.c.not_before, messages.c.at)


class BacklogRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def counts(self) -> Backlog:
        """Count what is in hand only, of which there is little."""
        by_state = (
            select(
                messages.c.delivery,
                func.count().label("number"),
                func.min(_due_at).label("oldest"),
            )
            .where(in_hand(messages))
            .group_by(messages.c.delivery)
        )
        rows = await self._connection.fetch_all(by_state)
        counts = {row.delivery: row.number for row in rows}
        oldest = [row.oldest for row in rows if row.delivery == DeliveryStatus.QUEUED]
        loading = select(func.count()).select_from(attachments).where(is_loading(attachments))
        unrouted = select(func.count()).select_from(unrouted_inbound)
        return Backlog(
            queued=counts.get(DeliveryStatus.QUEUED, 0),
            sending=counts.get(DeliveryStatus.SENDING, 0),
            unknown=counts.get(DeliveryStatus.UNKNOWN, 0),
            oldest_due=oldest[0] if oldest else None,
            files=int(await self._connection.scalar(loading)),
            unrouted=int(await self._connection.scalar(unrouted)),
        )

    async def stuck(
        self, *, due_before: datetime, asked_before: datetime
    ) -> Mapping[int, tuple[int, int]]:
        """Count per company the queued messages due before, and the unknown ones begun before."""
        is_waiting = (messages.c.delivery == DeliveryStatus.QUEUED) & (_due_at < due_before)
        is_unknown = (messages.c.delivery != DeliveryStatus.QUEUED) & (
            attempts.c.started_at < asked_before
        )
        counted = (
            select(
                conversations.c.company_id,
                func.count().filter(is_waiting).label("waiting"),
                func.count().filter(is_unknown).label("unknown"),
            )
            .join_from(messages, conversations, conversations.c.id == messages.c.conversation_id)
            .outerjoin(
                attempts,
                (attempts.c.message_id == messages.c.id)
                & (attempts.c.number == messages.c.attempt),
            )
            .where(in_hand(messages))
            .group_by(conversations.c.company_id)
        )
        rows = await self._connection.fetch_all(counted)
        found = {row.company_id: (row.waiting, row.unknown) for row in rows}
        everybody = await self._connection.fetch_all(select(companies.c.id))
        return {row.id: found.get(row.id, (0, 0)) for row in everybody}
