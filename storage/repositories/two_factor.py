"""Keys of one-time codes, recovery codes, and who is half-way in, in SQLite."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select

from domain.model.two_factor import TotpCredential
from storage.connection import DatabaseConnection
from storage.dialects import insert
from storage.mapping import columns_of, values_of
from storage.tables.two_factor import half_sign_ins, recovery_codes, second_steps

SECOND_STEP = columns_of(TotpCredential, second_steps)


class TwoFactorRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def find(self, user_id: int) -> TotpCredential | None:
        """Find the key, also one that is still being set up."""
        row = await self._connection.fetch_one(
            select(*SECOND_STEP).where(second_steps.c.user_id == user_id)
        )
        return TotpCredential(**row._mapping) if row else None

    async def save(self, step: TotpCredential) -> None:
        """Save a key in place of an earlier one of this user."""
        values = values_of(step)
        new = insert(second_steps).values(**values)
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=["user_id"], set_=values)
        )

    async def remove(self, user_id: int) -> None:
        """Remove the key with the recovery codes, and with what was half-way signed in by it."""
        for table in (second_steps, recovery_codes, half_sign_ins):
            await self._connection.execute(delete(table).where(table.c.user_id == user_id))

    async def set_recovery_codes(self, user_id: int, code_hashes: Iterable[str]) -> None:
        """Set the recovery codes; earlier ones stop working."""
        await self._connection.execute(
            delete(recovery_codes).where(recovery_codes.c.user_id == user_id)
        )
        new = [{"user_id": user_id, "code_hash": code_hash} for code_hash in code_hashes]
        await self._connection.execute(insert(recovery_codes), new)

    async def recovery_codes_left(self, user_id: int) -> int:
        left = select(func.count()).where(recovery_codes.c.user_id == user_id)
        return int(await self._connection.scalar(left))

    async def use_recovery_code(self, user_id: int, code_hash: str) -> bool:
        """Say whether it was one; it never is again."""
        used = delete(recovery_codes).where(
            recovery_codes.c.user_id == user_id, recovery_codes.c.code_hash == code_hash
        )
        return bool(await self._connection.execute(used))

    async def add_pending_sign_in(
        self, user_id: int, *, token_hash: str, at: datetime, expires_at: datetime
    ) -> None:
        """Add somebody who has proved the password, and no code yet."""
        await self._connection.execute(
            delete(half_sign_ins).where(half_sign_ins.c.expires_at <= at)
        )
        new = insert(half_sign_ins).values(
            user_id=user_id, token_hash=token_hash, expires_at=expires_at
        )
        await self._connection.execute(new)

    async def find_pending_sign_in(self, token_hash: str, *, at: datetime) -> int | None:
        """Return which user it is; `None` once it has ended or is too old."""
        good = select(half_sign_ins.c.user_id).where(
            half_sign_ins.c.token_hash == token_hash, half_sign_ins.c.expires_at > at
        )
        row = await self._connection.fetch_one(good)
        return int(row.user_id) if row else None

    async def end_pending_sign_in(self, token_hash: str) -> None:
        await self._connection.execute(
            delete(half_sign_ins).where(half_sign_ins.c.token_hash == token_hash)
        )

    async def end_pending_sign_ins(self, user_id: int) -> None:
        await self._connection.execute(
            delete(half_sign_ins).where(half_sign_ins.c.user_id == user_id)
        )
