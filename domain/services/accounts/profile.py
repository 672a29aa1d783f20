"""A user's own profile, notification settings and sessions."""

from dataclasses import replace

from domain.gateways.phones import PhoneNumbers
from domain.model.actor import Member
from domain.model.audit import AuditAction
from domain.model.errors import UnknownSignIn
from domain.model.events import AccessChanged, SignedOut
from domain.model.names import required
from domain.model.quiet_hours import quiet_hours
from domain.model.time_zones import validate_time_zone
from domain.model.users import SignIn, User
from domain.ports.clock import Clock
from domain.services.accounts.sign_in import IDLE, LIFETIME, SignInService
from domain.services.accounts.tokens import CLOCK_TOLERANCE
from domain.services.admin.audit import audit
from storage.database import Database, Repositories


class ProfileService:
    def __init__(
        self, *, store: Database, clock: Clock, phones: PhoneNumbers, sign_in: SignInService
    ) -> None:
        self._sign_in = sign_in
        self._store = store
        self._clock = clock
        self._phones = phones

    async def get(self, *, by: Member) -> User:
        async with self._store.reading() as stored:
            return await stored.users.get(by.user_id, company_id=by.company_id)

    async def change(
        self, *, name: str, phone: str, time_zone: str, password: str = "", by: Member
    ) -> None:
        """Save the profile; an empty time zone means the company's.

        A new phone number would get what customers write, so it needs the password.
        Raise as `confirm_password` does.
        """
        name = required("Your name", name)
        zone = validate_time_zone(time_zone) if time_zone else None
        async with self._store.reading() as stored:
            known = await stored.users.get(by.user_id, company_id=by.company_id)
            company = await stored.companies.get(by.company_id)
        number = self._phones.parse(phone, country=company.country) if phone else None
        if number != known.phone:
            await self._sign_in.confirm_password(password, by=by, to="change your phone number")
        async with self._store.transaction() as tx:
            user = await tx.users.get(by.user_id, company_id=by.company_id)
            changed = replace(user, name=name, phone=number, time_zone=zone)
            if changed == user:
                return
            await tx.users.save(changed)
            await audit(tx, AuditAction.USER_CHANGED, user.id, by=by, at=self._clock.now())
            if changed.name != user.name:
                tx.record(AccessChanged(company_id=by.company_id, user_id=user.id))

    async def set_notifications(
        self, *, hide_texts: bool, quiet_from: str, quiet_until: str, by: Member
    ) -> None:
        """Save whether notifications hide texts, and the quiet hours."""
        hours = quiet_hours(quiet_from, quiet_until)
        async with self._store.transaction() as tx:
            user = await tx.users.get(by.user_id, company_id=by.company_id)
            changed = replace(
                user,
                hides_texts=hide_texts,
                quiet_from=hours.begin if hours else None,
                quiet_until=hours.end if hours else None,
            )
            await tx.users.save(changed)

    async def sign_ins(self, *, by: Member) -> list[SignIn]:
        """Return the active sign-ins, the last used first."""
        async with self._store.reading() as stored:
            return await self._active_sign_ins(stored, by)

    async def end_sign_in(self, sign_in_id: int, *, by: Member) -> None:
        """End a sign-in and its pages. Raise `UnknownSignIn` for another user's."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            if sign_in_id not in [session.id for session in await self._active_sign_ins(tx, by)]:
                raise UnknownSignIn
            await tx.users.end_sign_in(sign_in_id, at=now)
            await audit(tx, AuditAction.SIGN_IN_ENDED, sign_in_id, by=by, at=now)
            tx.record(SignedOut(company_id=by.company_id, sign_in_id=sign_in_id))

    async def _active_sign_ins(self, stored: Repositories, by: Member) -> list[SignIn]:
        now = self._clock.now()
        return await stored.users.active_sign_ins(
            by.user_id,
            used_since=now - IDLE,
            begun_since=now - LIFETIME,
            until=now + CLOCK_TOLERANCE,
        )
