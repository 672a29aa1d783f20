"""The operator's commands: companies, users, points of contact and passwords."""

import logging
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.gateways.phones import PhoneNumbers
from domain.model.access_errors import NumberNotAssigned
from domain.model.actor import Member, Scope
from domain.model.audit import AuditAction
from domain.model.companies import Company, PointOfContact
from domain.model.emails import normalised_email
from domain.model.errors import AlreadyTaken, UnknownPointOfContact, UnknownUser
from domain.model.names import required
from domain.model.users import NewUser, User
from domain.ports.clock import Clock
from domain.ports.passwords import Passwords
from domain.services.accounts.login_throttle import clear_failures
from domain.services.accounts.password_policy import ensure_strong
from domain.services.accounts.sign_in import end_sign_ins, set_password
from domain.services.accounts.two_factor import switch_off
from domain.services.admin.audit import Actor, audit
from storage.database import Database, Repositories, Transaction

logger = logging.getLogger(__name__)

PASSWORD_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that are mistaken for one another."""


@dataclass(frozen=True, slots=True)
class NewCredentials:
    """What a user needs to sign in. It is shown once and stored nowhere."""

    user_id: int
    email: str
    password: str


class OperatorService:
    def __init__(
        self, *, store: Database, clock: Clock, passwords: Passwords, phones: PhoneNumbers
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._phones = phones

    async def create_company(self, name: str, *, live_conversations: bool) -> Company:
        """Raise `AlreadyTaken` for a name in use."""
        name = required("The name of the company", name)
        async with self._store.transaction() as tx:
            now = self._clock.now()
            company = await tx.companies.add(name, live_conversations=live_conversations, at=now)
            await self._audit(tx, AuditAction.COMPANY_CREATED, company.id, company_id=company.id)
        return company

    async def companies(self) -> list[Company]:
        async with self._store.reading() as stored:
            return await _companies(stored, None)

    async def users(self, company: str | None) -> list[tuple[Company, User]]:
        """Return the users of this company, or of all."""
        async with self._store.reading() as stored:
            return [
                (owner, user)
                for owner in await _companies(stored, company)
                for user in await stored.users.all(owner.id)
            ]

    async def points_of_contact(self, company: str | None) -> list[tuple[Company, PointOfContact]]:
        """Return the points of contact of this company, or of all."""
        async with self._store.reading() as stored:
            return [
                (owner, place)
                for owner in await _companies(stored, company)
                for place in await stored.companies.points_of_contact(Scope(owner.id, None))
            ]

    async def create_user(
        self,
        email: str,
        *,
        name: str,
        company: str,
        is_admin: bool = False,
        may_converse: bool = True,
        points_of_contact: Sequence[str] = (),
        password: str | None = None,
    ) -> NewCredentials:
        """Create a user, with a generated password unless one is given."""
        email, name = normalised_email(email), required("The name of the user", name)
        password = new_password() if password is None else password
        await ensure_strong(self._passwords, password, names=(name, company, email))
        password_hash = await self._passwords.hash(password)
        async with self._store.transaction() as tx:
            employer = await tx.companies.get_by_name(company)
            places = await _points_of_contact(tx, employer, points_of_contact)
            new = NewUser(
                company_id=employer.id,
                email=email,
                name=name,
                is_admin=is_admin,
                may_converse=may_converse,
                password_hash=password_hash,
            )
            user_id = await tx.users.add(new, at=self._clock.now())
            for place in places:
                await tx.users.assign(user_id, place.id)
            action = AuditAction.ADMINISTRATOR_CREATED if is_admin else AuditAction.USER_CREATED
            await self._audit(tx, action, user_id, company_id=employer.id)
        logger.info("User %s was created in company %s", user_id, employer.id)
        return NewCredentials(user_id, email, password)

    async def create_point_of_contact(
        self, name: str, *, number: str, company: str
    ) -> PointOfContact:
        async with self._store.transaction() as tx:
            owner = await tx.companies.get_by_name(company)
            app_number = self._phones.parse(number, country=owner.country)
            return await open_point_of_contact(
                tx, owner, name, app_number, by=Actor(company_id=owner.id), clock=self._clock
            )

    async def close_point_of_contact(self, name: str, *, company: str) -> None:
        """Close it: no conversation starts there any more, but existing ones go on."""
        async with self._store.transaction() as tx:
            owner = await tx.companies.get_by_name(company)
            (place,) = await _points_of_contact(tx, owner, [name])
            await close_place(tx, place, by=Actor(company_id=owner.id), at=self._clock.now())

    async def set_notification_number(self, company: str, number: str) -> str:
        """Set the number that SMS notifications come from. Raise `AlreadyTaken`."""
        async with self._store.transaction() as tx:
            owner = await tx.companies.get_by_name(company)
            normalised = self._phones.parse(number, country=owner.country)
            await ensure_number_is_free(tx, normalised, by=Actor(company_id=owner.id))
            await tx.companies.save(replace(owner, notification_number=normalised))
            await self._audit(tx, AuditAction.COMPANY_CHANGED, owner.id, company_id=owner.id)
        return normalised

    async def unrouted(self) -> dict[str, int]:
        """Return how many messages came to each number without a point of contact."""
        async with self._store.reading() as stored:
            texts = await stored.unrouted.page(to=None)
            counts = Counter(text.recipient for text in texts)
            return {
                number: count
                for number, count in counts.items()
                if not await stored.companies.points_of_contact_for(number)
            }

    async def switch_feature(self, company: str, *, on: bool) -> None:
        """Switch Live Conversations on or off; open pages notice within seconds."""
        async with self._store.transaction() as tx:
            owner = await tx.companies.get_by_name(company)
            await tx.companies.save(replace(owner, live_conversations=on))
            action = AuditAction.FEATURE_ON if on else AuditAction.FEATURE_OFF
            await self._audit(tx, action, owner.id, company_id=owner.id)

    async def reset_password(self, email: str, *, password: str | None = None) -> NewCredentials:
        """Set a new password, sign the user out everywhere, and clear the login throttle."""
        email = normalised_email(email)
        password = new_password() if password is None else password
        await ensure_strong(self._passwords, password, names=(email,))
        password_hash = await self._passwords.hash(password)
        async with self._store.transaction() as tx:
            user = await tx.users.credentials(email)
            if user is None:
                raise UnknownUser(email)
            await set_password(tx, user.user_id, password_hash)
            await clear_failures(tx.users, email, user.user_id)
            await end_sign_ins(tx, user.user_id, user.company_id, self._clock)
            await self._audit(
                tx, AuditAction.PASSWORD_RESET, user.user_id, company_id=user.company_id
            )
        logger.info("The password of user %s was reset", user.user_id)
        return NewCredentials(user.user_id, email, password)

    async def switch_off_two_step(self, email: str) -> None:
        """Switch it off for a user who lost phone and recovery codes. Raise `TwoStepIsOff`."""
        email = normalised_email(email)
        async with self._store.transaction() as tx:
            user = await tx.users.credentials(email)
            if user is None:
                raise UnknownUser(email)
            await switch_off(tx, user.user_id, user.company_id)
            await self._audit(
                tx, AuditAction.TWO_STEP_OFF_BY_OPERATOR, user.user_id, company_id=user.company_id
            )
        logger.info("Two-step sign-in of user %s was switched off", user.user_id)

    async def _audit(
        self, tx: Transaction, action: AuditAction, object_id: int, *, company_id: int
    ) -> None:
        operator = Actor(company_id=company_id)
        await audit(tx, action, object_id, by=operator, at=self._clock.now())


def new_password() -> str:
    """Return a random password of about 79 bits, in groups that can be read out."""
    groups = ("".join(secrets.choice(PASSWORD_CHARACTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


async def open_point_of_contact(
    tx: Transaction,
    company: Company,
    name: str,
    app_number: str,
    *,
    by: Member | Actor,
    clock: Clock,
) -> PointOfContact:
    """Open it; the first at a number is its default. No two companies share a number."""
    await ensure_number_is_free(tx, app_number, by=by)
    sharing = await tx.companies.points_of_contact_for(app_number)
    now = clock.now()
    place = await tx.companies.add_point_of_contact(
        company.id,
        required("The name of the point of contact", name),
        app_number=app_number,
        is_default=not sharing,
        at=now,
    )
    await audit(tx, AuditAction.POINT_OF_CONTACT_ADDED, place.id, by=by, at=now)
    return place


async def close_place(
    tx: Transaction, place: PointOfContact, *, by: Member | Actor, at: datetime
) -> None:
    """Close it; others that share its number get new conversations. Idempotent."""
    if place.is_closed:
        return
    await tx.companies.save_point_of_contact(replace(place, closed_at=at, is_default=False))
    await ensure_default(tx, place.app_number)
    await audit(tx, AuditAction.POINT_OF_CONTACT_CLOSED, place.id, by=by, at=at)


async def ensure_default(tx: Transaction, app_number: str) -> None:
    """Make the first open point of contact of a number its default, if it has none."""
    sharing = await tx.companies.points_of_contact_for(app_number)
    if sharing and not sharing[0].is_default:
        await tx.companies.make_default(sharing[0])


async def ensure_number_is_free(tx: Transaction, number: str, *, by: Member | Actor) -> None:
    """Ensure that no other company has the number, and that the operator has assigned it.

    Otherwise an administrator could claim another company's number, and read its messages.
    Raise `NumberNotAssigned`, or to the operator `AlreadyTaken`.
    """
    owners = await tx.companies.ids_with_number(number)
    if by.company_id in owners:
        return
    if by.user_id is None and owners:
        raise AlreadyTaken(f"The number {number}")
    if by.user_id is not None and not await tx.companies.is_single_tenant():
        raise NumberNotAssigned(number)


async def _companies(stored: Repositories, name: str | None) -> list[Company]:
    names = await stored.companies.names() if name is None else [name]
    return [await stored.companies.get_by_name(company_name) for company_name in names]


async def _points_of_contact(
    stored: Repositories, company: Company, names: Sequence[str]
) -> list[PointOfContact]:
    everywhere = Scope(company_id=company.id, points_of_contact=None)
    by_name = {place.name: place for place in await stored.companies.points_of_contact(everywhere)}
    for name in names:
        if name not in by_name:
            raise UnknownPointOfContact(name)
    return [by_name[name] for name in names]
