"""How far the carrier was asked, and what it is still to be asked about, in SQLite."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, union_all, update

from domain.model.messages import Direction, UnresolvedAttempt
from storage.connection import DatabaseConnection
from storage.dialects import insert
from storage.repositories.erasures import erased_of
from storage.tables.checkpoints import moments
from storage.tables.messages import attempts, awaits_final_status, messages, unrouted_inbound

BEAT = "beat"
RESTORED = "restored"
"""A restore notes this moment."""


class SyncStateRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def synced_until(self, account: str) -> datetime | None:
        """Return up to when all that customers wrote is here; `None` before the first look."""
        noted = select(moments.c.at).where(moments.c.name == _in_sync(account))
        moment: datetime | None = await self._connection.scalar(noted)
        return moment

    async def set_synced_until(self, account: str, *, at: datetime) -> None:
        await self._note(_in_sync(account), at)

    async def latest_inbound_at(self, account: str) -> datetime | None:
        """Return when a customer last wrote, for accounts that were never looked at."""
        newest = (
            select(messages.c.at)
            .where(messages.c.direction == Direction.INBOUND, messages.c.account == account)
            .order_by(messages.c.id.desc())
            .limit(1)
        )
        moment: datetime | None = await self._connection.scalar(newest)
        return moment

    async def existing_ids(self, account: str, carrier_ids: Collection[str]) -> set[str]:
        """Return which of these texts are here already, the unrouted ones included."""
        here = union_all(
            *(
                select(table.c.carrier_id).where(
                    table.c.account == account, table.c.carrier_id.in_(carrier_ids)
                )
                for table in (messages, unrouted_inbound)
            )
        )
        found = {row.carrier_id for row in await self._connection.fetch_all(here)}
        return found | await erased_of(self._connection, account, list(carrier_ids))

    async def due_for_poll(
        self, account: str, *, now: datetime, limit: int = 100
    ) -> list[UnresolvedAttempt]:
        """Return the attempts to be asked about by now, the longest due first."""
        due = (
            select(
                attempts.c.message_id,
                attempts.c.number.label("attempt"),
                attempts.c.carrier_id,
                attempts.c.started_at,
            )
            .where(
                awaits_final_status(attempts),
                attempts.c.ask_at <= now,
                attempts.c.account == account,
                attempts.c.carrier_id.is_not(None),
            )
            .order_by(attempts.c.ask_at)
            .limit(limit)
        )
        return [UnresolvedAttempt(**row._mapping) for row in await self._connection.fetch_all(due)]

    async def schedule_poll(self, message_id: int, attempt: int, *, at: datetime | None) -> None:
        """Ask not before `at`; with `None` never again."""
        asked = update(attempts).where(
            attempts.c.message_id == message_id, attempts.c.number == attempt
        )
        await self._connection.execute(asked.values(ask_at=at))

    async def last_heartbeat(self) -> datetime | None:
        """Return when a server last noted anything; `None` if not since a restore, or never."""
        if await self._connection.scalar(select(moments.c.at).where(moments.c.name == RESTORED)):
            return None
        moment: datetime | None = await self._connection.scalar(select(func.max(moments.c.at)))
        return moment

    async def start(self, *, at: datetime) -> None:
        """Note that a server begins: what was restored is in use from now on."""
        await self._connection.execute(delete(moments).where(moments.c.name == RESTORED))
        await self.heartbeat(at=at)

    async def heartbeat(self, *, at: datetime) -> None:
        """Note that a server is alive, and see that writing works."""
        await self._note(BEAT, at)

    async def _note(self, name: str, at: datetime) -> None:
        noted = insert(moments).values(name=name, at=at)
        await self._connection.execute(
            noted.on_conflict_do_update(index_elements=["name"], set_={"at": at})
        )


def _in_sync(account: str) -> str:
    return f"in sync with {account}"
