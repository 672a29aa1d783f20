"""First-run setup: a one-time link to create the company and its administrator."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from domain.gateways.phones import PhoneNumbers
from domain.model.audit import AuditAction
from domain.model.companies import Company
from domain.model.emails import normalised_email
from domain.model.errors import LinkExpired
from domain.model.names import required
from domain.model.users import NewUser
from domain.ports.clock import Clock
from domain.ports.passwords import Passwords
from domain.services.accounts.password_policy import ensure_strong
from domain.services.accounts.tokens import CLOCK_TOLERANCE, hashed, new_token
from domain.services.admin.audit import Actor, audit
from domain.services.admin.operator import open_point_of_contact
from storage.database import Database, Repositories, Transaction

logger = logging.getLogger(__name__)

PURPOSE = "set-up"
LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupForm:
    """The setup form; the point of contact is optional."""

    company: str
    name: str
    email: str
    password: str
    point_of_contact: str = ""
    number: str = ""


class SetupService:
    def __init__(
        self, *, store: Database, clock: Clock, passwords: Passwords, phones: PhoneNumbers
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._phones = phones

    async def link(self) -> str | None:
        """Return a new token, and end earlier ones; `None` once there is a company."""
        token = new_token()
        async with self._store.transaction() as tx:
            if await tx.companies.exist():
                return None
            await tx.users.add_link(
                token_hash=hashed(token),
                purpose=PURPOSE,
                user_id=None,
                expires_at=self._clock.now() + LIFETIME,
            )
        return token

    async def check(self, token: str) -> None:
        """Raise `LinkExpired` for a link that is used, old, replaced or invalid."""
        async with self._store.reading() as stored:
            await self._check(stored, token)

    async def complete(self, token: str, form: SetupForm) -> None:
        """Create the company and its administrator, and use up the link if that succeeds."""
        await self.check(token)
        company, name = required("The company", form.company), required("Your name", form.name)
        email = normalised_email(form.email)
        await ensure_strong(self._passwords, form.password, names=(company, name, email))
        password_hash = await self._passwords.hash(form.password)
        async with self._store.transaction() as tx:
            await self._check(tx, token)
            now = self._clock.now()
            created = await tx.companies.add(company, live_conversations=True, at=now)
            administrator = NewUser(
                company_id=created.id,
                email=email,
                name=name,
                is_admin=True,
                may_converse=True,
                password_hash=password_hash,
            )
            user_id = await tx.users.add(administrator, at=now)
            founder = Actor(company_id=created.id, user_id=user_id)
            await audit(tx, AuditAction.COMPANY_CREATED, created.id, by=founder, at=now)
            await self._open_point_of_contact(tx, created, form, by=founder)
            await tx.users.use_link(hashed(token), at=now)
        logger.info("Company %s was set up", created.id)

    async def _check(self, stored: Repositories, token: str) -> None:
        now = self._clock.now()
        until = now + LIFETIME + CLOCK_TOLERANCE
        await stored.users.link_user(hashed(token), purpose=PURPOSE, at=now, until=until)
        if await stored.companies.exist():
            raise LinkExpired

    async def _open_point_of_contact(
        self, tx: Transaction, company: Company, form: SetupForm, *, by: Actor
    ) -> None:
        if form.point_of_contact.strip() or form.number.strip():
            number = self._phones.parse(form.number, country=company.country)
            await open_point_of_contact(
                tx, company, form.point_of_contact, number, by=by, clock=self._clock
            )
