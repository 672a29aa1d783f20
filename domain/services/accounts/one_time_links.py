"""One-time links: invitations to a company, and password resets."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from domain.model.audit import AuditAction
from domain.model.errors import LinkExpired
from domain.model.names import required
from domain.model.users import User
from domain.ports.clock import Clock
from domain.ports.passwords import Passwords
from domain.services.accounts.login_throttle import clear_failures
from domain.services.accounts.password_policy import ensure_strong
from domain.services.accounts.sign_in import end_sign_ins, set_password
from domain.services.accounts.tokens import CLOCK_TOLERANCE, hashed, new_token
from domain.services.admin.audit import Actor, audit
from storage.database import Database, Repositories, Transaction

logger = logging.getLogger(__name__)


class LinkPurpose(StrEnum):
    INVITE = "invite"
    RESET = "reset"


LIFETIMES = {LinkPurpose.INVITE: timedelta(hours=24), LinkPurpose.RESET: timedelta(minutes=60)}


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that is shown once. Only the hash of its token is stored."""

    purpose: LinkPurpose
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOwner:
    """The user whom a link is for."""

    company: str
    user: User


class OneTimeLinksService:
    def __init__(self, *, store: Database, clock: Clock, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords

    async def get_owner(self, link: OneTimeLink) -> LinkOwner:
        """Return the owner. Raise `LinkExpired` if it is used, old, replaced or invalid."""
        async with self._store.reading() as stored:
            return await self._owner(stored, link)

    async def use(self, link: OneTimeLink, *, name: str, password: str) -> str:
        """Give the user this password, and return the address they sign in with.

        An invitation also asks for the name; a reset ends all sign-ins of before. The link
        dies only if that succeeds. Raise `LinkExpired` or `WeakPassword`.
        """
        owner = await self.get_owner(link)
        if link.purpose is LinkPurpose.RESET:
            name = owner.user.name
        name = required("Your name", name)
        await ensure_strong(
            self._passwords, password, names=(name, owner.company, owner.user.email)
        )
        password_hash = await self._passwords.hash(password)
        async with self._store.transaction() as tx:
            user = (await self._owner(tx, link)).user
            await tx.users.save(replace(user, name=name))
            await set_password(tx, user.id, password_hash)
            await clear_failures(tx.users, user.email, user.id)
            await end_sign_ins(tx, user.id, user.company_id, self._clock)
            is_invitation = link.purpose is LinkPurpose.INVITE
            action = AuditAction.USER_JOINED if is_invitation else AuditAction.PASSWORD_RESET
            by = Actor(company_id=user.company_id, user_id=user.id)
            await audit(tx, action, user.id, by=by, at=self._clock.now())
        logger.info("User %s used a link to %s", user.id, link.purpose)
        return user.email

    async def _owner(self, stored: Repositories, link: OneTimeLink) -> LinkOwner:
        now = self._clock.now()
        user_id = await stored.users.link_user(
            hashed(link.token),
            purpose=link.purpose,
            at=now,
            until=now + LIFETIMES[link.purpose] + CLOCK_TOLERANCE,
        )
        if user_id is None:
            raise LinkExpired
        company_id = (await stored.users.credentials_of(user_id)).company_id
        company = await stored.companies.get(company_id)
        user = await stored.users.get(user_id, company_id=company_id)
        return LinkOwner(company=company.name, user=user)


async def new_link(tx: Transaction, user: User, *, clock: Clock) -> OneTimeLink:
    """Create a link; earlier ones of this user for the same purpose stop working."""
    link = OneTimeLink(LinkPurpose.RESET if user.is_activated else LinkPurpose.INVITE, new_token())
    await tx.users.add_link(
        token_hash=hashed(link.token),
        purpose=link.purpose,
        user_id=user.id,
        expires_at=clock.now() + LIFETIMES[link.purpose],
    )
    return link
