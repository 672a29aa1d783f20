"""How far the carrier was asked, and what it is still to be asked about, in SQLite."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, union_all, update
from sqlalchemy.dialects.sqlite import insert

from domain.model.messages import Direction
from domain.ports.sync_state import SyncState, Undecided
from storage.connection import DatabaseConnection
from storage.repositories.erasures import erased_of
from storage.tables.checkpoints import moments
from storage.tables.messages import attempts, is_undecided, messages, unrouted_inbound

BEAT = "beat"
RESTORED = "restored"
"""Noted by a restore."""


class SqlSyncState(SyncState):
    def __init__(self, line: DatabaseConnection) -> None:
        self._line = line

    async def in_sync_at(self, account: str) -> datetime | None:
        noted = select(moments.c.at).where(moments.c.name == _in_sync(account))
        moment: datetime | None = await self._line.value(noted)
        return moment

    async def note_sync(self, account: str, *, at: datetime) -> None:
        await self._note(_in_sync(account), at)

    async def last_text_at(self, account: str) -> datetime | None:
        newest = (
            select(messages.c.at)
            .where(messages.c.direction == Direction.INBOUND, messages.c.account == account)
            .order_by(messages.c.id.desc())
            .limit(1)
        )
        moment: datetime | None = await self._line.value(newest)
        return moment

    async def taken_in(self, account: str, carrier_ids: Collection[str]) -> set[str]:
        here = union_all(
            *(
                select(table.c.carrier_id).where(
                    table.c.account == account, table.c.carrier_id.in_(carrier_ids)
                )
                for table in (messages, unrouted_inbound)
            )
        )
        found = {row.carrier_id for row in await self._line.rows(here)}
        return found | await erased_of(self._line, account, list(carrier_ids))

    async def undecided(self, account: str, *, now: datetime, limit: int = 100) -> list[Undecided]:
        due = (
            select(
                attempts.c.message_id,
                attempts.c.number.label("attempt"),
                attempts.c.carrier_id,
                attempts.c.started_at,
            )
            .where(
                is_undecided(attempts),
                attempts.c.ask_at <= now,
                attempts.c.account == account,
                attempts.c.carrier_id.is_not(None),
            )
            .order_by(attempts.c.ask_at)
            .limit(limit)
        )
        return [Undecided(**row._mapping) for row in await self._line.rows(due)]

    async def ask_again(self, message_id: int, attempt: int, *, at: datetime | None) -> None:
        asked = update(attempts).where(
            attempts.c.message_id == message_id, attempts.c.number == attempt
        )
        await self._line.change(asked.values(ask_at=at))

    async def alive_at(self) -> datetime | None:
        if await self._line.value(select(moments.c.at).where(moments.c.name == RESTORED)):
            return None
        moment: datetime | None = await self._line.value(select(func.max(moments.c.at)))
        return moment

    async def start(self, *, at: datetime) -> None:
        await self._line.change(delete(moments).where(moments.c.name == RESTORED))
        await self.beat(at=at)

    async def beat(self, *, at: datetime) -> None:
        await self._note(BEAT, at)

    async def _note(self, name: str, at: datetime) -> None:
        noted = insert(moments).values(name=name, at=at)
        await self._line.change(
            noted.on_conflict_do_update(index_elements=["name"], set_={"at": at})
        )


def _in_sync(account: str) -> str:
    return f"in sync with {account}"
