"""Users, how they sign in, and their one-time links, in SQLite."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, insert, or_, select, update

from domain.model.actor import Member
from domain.model.errors import LinkExpired, UnknownUser
from domain.model.users import Assignments, Credentials, NewUser, SignIn, User
from storage.connection import DatabaseConnection
from storage.dialects import insert as insert_or_not
from storage.mapping import add_unique, columns_of, save_unique, values_of
from storage.repositories.push_devices import remove_devices
from storage.repositories.users import (
    assignment_values,
    assignments_in,
    has_second_step,
    places_in,
    saved_values,
    users_of,
)
from storage.tables.notifications import push_devices
from storage.tables.people import assignments, companies, links, sign_in_failures, sign_ins, users


class UserRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def add(self, user: NewUser, *, at: datetime) -> int:
        """Return the new user's id. Raise `AlreadyTaken` for an address in use."""
        new = values_of(user) | {
            "email": _comparable(user.email),
            "manages_users": user.is_admin or user.manages_users,
            "active": True,
            "hides_texts": False,
            "created_at": at,
        }
        row = await add_unique(
            self._connection,
            users,
            new,
            unique=("email",),
            called=f"The address {user.email}",
            returning=[users.c.id],
        )
        return int(row.id)

    async def credentials(self, email: str) -> Credentials | None:
        """Return the credentials of an active user; case does not matter in the address."""
        row = await self._connection.fetch_one(
            _credentials().where(users.c.email == _comparable(email))
        )
        return Credentials(**row._mapping) if row else None

    async def credentials_of(self, user_id: int) -> Credentials:
        (row,) = await self._connection.fetch_all(_credentials().where(users.c.id == user_id))
        return Credentials(**row._mapping)

    async def set_password(self, user_id: int, password_hash: str) -> None:
        await self._connection.execute(
            update(users).where(users.c.id == user_id).values(password_hash=password_hash)
        )

    async def assign(self, user_id: int, point_of_contact_id: int) -> None:
        """Assign the user, without notifications until an administrator chooses some."""
        assigned = insert_or_not(assignments).values(
            user_id=user_id,
            point_of_contact_id=point_of_contact_id,
            by_email=False,
            by_sms=False,
            by_push=False,
            by_sound=False,
        )
        await self._connection.execute(assigned.on_conflict_do_nothing())

    async def all(self, company_id: int) -> list[User]:
        """Return the users by name, those who were deactivated last."""
        by_name = users_of(company_id).order_by(users.c.active.desc(), users.c.name)
        return [User(**row._mapping) for row in await self._connection.fetch_all(by_name)]

    async def get(self, user_id: int, *, company_id: int) -> User:
        """Raise `UnknownColleague` for one that is not there or of another company."""
        row = await self._connection.fetch_one(users_of(company_id).where(users.c.id == user_id))
        if row is None:
            raise UnknownUser
        return User(**row._mapping)

    async def save(self, user: User) -> None:
        """Raise `AlreadyTaken` for an address in use."""
        change = update(users).where(users.c.id == user.id).values(**saved_values(user))
        await save_unique(self._connection, change, called=f"The address {user.email}")

    async def assignments(self, company_id: int) -> Mapping[int, Assignments]:
        """Return the assignments per user, for those who work anywhere."""
        return places_in(await self._connection.fetch_all(assignments_in(company_id)))

    async def set_assignments(self, user_id: int, places: Assignments) -> None:
        await self._connection.execute(delete(assignments).where(assignments.c.user_id == user_id))
        if places:
            await self._connection.execute(insert(assignments), assignment_values(user_id, places))

    async def active_sign_ins(
        self, user_id: int, *, used_since: datetime, begun_since: datetime, until: datetime
    ) -> list[SignIn]:
        """Return those that hold, the last used first; none begun or used after `until`."""
        holding = (
            select(*columns_of(SignIn, sign_ins))
            .where(sign_ins.c.user_id == user_id, sign_ins.c.ended_at.is_(None))
            .where(sign_ins.c.used_at.between(used_since, until))
            .where(sign_ins.c.begun_at.between(begun_since, until))
            .order_by(sign_ins.c.used_at.desc())
        )
        return [SignIn(**row._mapping) for row in await self._connection.fetch_all(holding)]

    async def add_sign_in(
        self, user_id: int, *, token_hash: str, at: datetime, address: str, device: str
    ) -> int:
        new = insert(sign_ins).values(
            user_id=user_id,
            token_hash=token_hash,
            begun_at=at,
            used_at=at,
            address=address,
            device=device,
        )
        return int(await self._connection.scalar(new.returning(sign_ins.c.id)))

    async def find_sign_in(
        self, token_hash: str, *, used_since: datetime, begun_since: datetime, until: datetime
    ) -> tuple[Member, datetime] | None:
        """Say who holds the token, and when it was last used; `None` when ended, idle or too old.

        `None` also for one that was begun or used after `until`.
        """
        valid = and_(
            sign_ins.c.token_hash == token_hash,
            sign_ins.c.ended_at.is_(None),
            sign_ins.c.used_at.between(used_since, until),
            sign_ins.c.begun_at.between(begun_since, until),
            users.c.active,
        )
        row = await self._connection.fetch_one(_SIGNED_IN.where(valid))
        return (await self._member(row), row.used_at) if row else None

    async def _member(self, row: Row[Any]) -> Member:
        places = await self._connection.fetch_all(
            select(assignments.c.point_of_contact_id).where(assignments.c.user_id == row.user_id)
        )
        return Member(
            user_id=row.user_id,
            sign_in_id=row.sign_in_id,
            company_id=row.company_id,
            company=row.company,
            name=row.name,
            is_admin=row.is_admin,
            manages_users=row.manages_users,
            may_converse=row.may_converse and row.live_conversations,
            must_set_up_two_factor=row.owes_second_step,
            points_of_contact=frozenset(place.point_of_contact_id for place in places),
        )

    async def touch_sign_in(self, sign_in_id: int, *, at: datetime) -> None:
        await self._connection.execute(
            update(sign_ins).where(sign_ins.c.id == sign_in_id).values(used_at=at)
        )

    async def end_sign_in(self, sign_in_id: int, *, at: datetime) -> None:
        """End it, and with it the push notifications on its device."""
        await self._connection.execute(
            update(sign_ins).where(sign_ins.c.id == sign_in_id).values(ended_at=at)
        )
        await remove_devices(self._connection, push_devices.c.sign_in_id == sign_in_id)

    async def open_sign_in_ids(self, user_id: int) -> list[int]:
        """Return the ids of those that have not ended."""
        open_ones = select(sign_ins.c.id).where(
            sign_ins.c.user_id == user_id, sign_ins.c.ended_at.is_(None)
        )
        return [row.id for row in await self._connection.fetch_all(open_ones)]

    async def failures(self, key: str, *, since: datetime) -> list[datetime]:
        """Return when signing in failed for this account or address, oldest first."""
        recent = (
            select(sign_in_failures.c.at)
            .where(sign_in_failures.c.key == key, sign_in_failures.c.at >= since)
            .order_by(sign_in_failures.c.at)
        )
        return [row.at for row in await self._connection.fetch_all(recent)]

    async def add_failure(self, key: str, *, at: datetime) -> None:
        await self._connection.execute(insert(sign_in_failures).values(key=key, at=at))

    async def clear_failures(self, key: str) -> None:
        """Clear failures, also those whose key begins with this one and a blank."""
        filed = sign_in_failures.c.key
        below = filed.startswith(f"{key} ", autoescape=True)
        await self._connection.execute(delete(sign_in_failures).where(or_(filed == key, below)))

    async def add_link(
        self, *, token_hash: str, purpose: str, user_id: int | None, expires_at: datetime
    ) -> None:
        """Add a one-time link. Earlier ones for the same purpose and user stop working."""
        await self._connection.execute(
            delete(links).where(
                links.c.purpose == purpose, links.c.user_id.is_not_distinct_from(user_id)
            )
        )
        new = insert(links).values(
            token_hash=token_hash, purpose=purpose, user_id=user_id, expires_at=expires_at
        )
        await self._connection.execute(new)

    async def link_user(
        self, token_hash: str, *, purpose: str, at: datetime, until: datetime
    ) -> int | None:
        """Return whose link this is, `None` for nobody's. Raise `LinkExpired` for a bad one.

        One that expires after `until` is bad, too.
        """
        good = select(links.c.user_id).where(
            links.c.token_hash == token_hash,
            links.c.purpose == purpose,
            links.c.used_at.is_(None),
            links.c.expires_at > at,
            links.c.expires_at <= until,
        )
        row = await self._connection.fetch_one(good)
        if row is None:
            raise LinkExpired
        user_id: int | None = row.user_id
        return user_id

    async def end_links(self, user_id: int) -> None:
        """End all links of the user."""
        await self._connection.execute(delete(links).where(links.c.user_id == user_id))

    async def use_link(self, token_hash: str, *, at: datetime) -> None:
        await self._connection.execute(
            update(links).where(links.c.token_hash == token_hash).values(used_at=at)
        )


_SIGNED_IN = (
    select(
        users.c.id.label("user_id"),
        sign_ins.c.id.label("sign_in_id"),
        users.c.company_id,
        companies.c.name.label("company"),
        users.c.name,
        users.c.is_admin,
        users.c.manages_users,
        users.c.may_converse,
        companies.c.live_conversations,
        and_(companies.c.two_step_required, ~has_second_step).label("owes_second_step"),
        sign_ins.c.used_at,
    )
    .join_from(sign_ins, users)
    .join(companies, companies.c.id == users.c.company_id)
)


def _comparable(email: str) -> str:
    return email.strip().casefold()


def _credentials() -> Select[Any]:
    return select(
        users.c.id.label("user_id"),
        users.c.company_id,
        users.c.email,
        users.c.password_hash,
        has_second_step.label("has_second_step"),
    ).where(users.c.active)
