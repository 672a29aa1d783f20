"""Signs users in and out, and keeps their sessions."""

import logging
from datetime import timedelta

from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.actor import Member
from domain.model.audit import AuditAction
from domain.model.errors import WrongCredentials
from domain.model.events import SettingsChanged, SignedOut
from domain.model.two_factor_errors import CodeNeeded
from domain.model.users import Credentials
from domain.ports.clock import Clock
from domain.ports.passwords import Passwords
from domain.services.accounts.login_throttle import (
    Attempt,
    Attempts,
    code_limit,
    count_failure,
    ensure_within_limits,
    reauthentication_attempt,
    sign_in_attempt,
)
from domain.services.accounts.password_policy import ensure_strong
from domain.services.accounts.tokens import CLOCK_TOLERANCE, hashed, new_token
from domain.services.admin.audit import audit
from storage.database import Database, Transaction

logger = logging.getLogger(__name__)

IDLE = timedelta(hours=12)
"""A sign-in ends when it is unused for longer."""
LIFETIME = timedelta(days=14)
"""A sign-in ends after this time, however much it is used."""
TOUCH_INTERVAL = timedelta(minutes=1)
PENDING_LIFETIME = timedelta(minutes=10)
"""How long a code may be given after the password."""
DEVICE_LIMIT = 200


class SignInService:
    def __init__(self, *, store: Database, clock: Clock, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._newest_entry = 0
        self.attempts = Attempts(store=store, clock=clock)

    async def sign_in(
        self, email: str, password: str, *, address: str, device: str, browser: str = ""
    ) -> tuple[str, Member]:
        """Return a new token and whose it is. `browser` names one that signed in here before.

        Raise `CodeNeeded` for those with two-step sign-in once the password was right. Raise
        `WrongCredentials` or `TooManyFailures`, neither of which tells who exists.
        """
        async with self._store.reading() as stored:
            credentials = await stored.users.credentials(email.strip())
        attempt = sign_in_attempt(email, address=address, browser=browser)
        user = await self._check_password(credentials, password, attempt)
        await self._rehash(user, password)
        async with self._store.transaction() as tx:
            await tx.users.clear_failures(attempt.limits[0].key)
        if user.has_second_step:
            raise CodeNeeded(await self._create_pending_sign_in(user))
        return await self.create_session(user, address=address, device=device)

    async def create_session(
        self, user: Credentials, *, address: str, device: str
    ) -> tuple[str, Member]:
        """Create a session for a user who has proved their identity; return token and member."""
        token = new_token()
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await tx.users.clear_failures(code_limit(user.user_id).key)
            sign_in_id = await tx.users.add_sign_in(
                user.user_id,
                token_hash=hashed(token),
                at=now,
                address=address,
                device=device[:DEVICE_LIMIT],
            )
            await audit(tx, AuditAction.SIGNED_IN, sign_in_id, by=user, at=now)
            tx.record(SettingsChanged(company_id=user.company_id))
        member = await self.member(token)
        if member is None:  # deactivated while the password was being checked
            raise WrongCredentials
        logger.info("User %s signed in with sign-in %s", member.user_id, member.sign_in_id)
        return token, member

    async def member(self, token: str) -> Member | None:
        """Return the member of this token, and mark its sign-in as used."""
        return await self.signed_in(hashed(token), in_use=True)

    async def signed_in(self, token_hash: str, *, in_use: bool) -> Member | None:
        """`None` once the sign-in has ended, was left idle or is too old."""
        now = self._clock.now()
        async with self._store.reading() as stored:
            session = await stored.users.find_sign_in(
                token_hash,
                used_since=now - IDLE,
                begun_since=now - LIFETIME,
                until=now + CLOCK_TOLERANCE,
            )
        if session is None:
            return None
        member, used_at = session
        if in_use and now - used_at >= TOUCH_INTERVAL:
            async with self._store.transaction() as tx:
                await tx.users.touch_sign_in(member.sign_in_id, at=now)
        return member

    async def email_of(self, member: Member) -> str:
        async with self._store.reading() as stored:
            return (await stored.users.credentials_of(member.user_id)).email

    async def operator_acted(self) -> bool:
        """Say whether the operator has changed anything since the last call.

        The command line is a process of its own, and leaves entries in the audit log.
        """
        async with self._store.reading() as stored:
            self._newest_entry, acted = await stored.audit.since(self._newest_entry)
        return acted

    async def sign_out(self, token: str) -> None:
        """End this sign-in in every tab. A token that is not valid any more is no error."""
        member = await self.signed_in(hashed(token), in_use=False)
        if member is None:
            return
        async with self._store.transaction() as tx:
            now = self._clock.now()
            await tx.users.end_sign_in(member.sign_in_id, at=now)
            await audit(tx, AuditAction.SIGNED_OUT, member.sign_in_id, by=member, at=now)
            tx.record(SignedOut(company_id=member.company_id, sign_in_id=member.sign_in_id))
        logger.info("User %s signed out of sign-in %s", member.user_id, member.sign_in_id)

    async def change_password(
        self, current: str, new: str, *, by: Member, leave_elsewhere: bool = False
    ) -> None:
        """Raise as `confirm_password` does, and `WeakPassword` for a bad new one.

        With `leave_elsewhere` all other sign-ins of this user end.
        """
        await self.confirm_password(current, by=by, to="choose a new one")
        await ensure_strong(self._passwords, new, names=(by.name, by.company))
        changed = await self._passwords.hash(new)
        async with self._store.transaction() as tx:
            await set_password(tx, by.user_id, changed)
            await audit(tx, AuditAction.PASSWORD_CHANGED, by.user_id, by=by, at=self._clock.now())
            if leave_elsewhere:
                await end_sign_ins(
                    tx, by.user_id, by.company_id, self._clock, except_id=by.sign_in_id
                )

    async def confirm_password(self, password: str, *, by: Member, to: str) -> None:
        """Check the password before changes that would let somebody at an unlocked screen stay in.

        Raise `PasswordNeeded`, `WrongPassword` or `TooManyFailures`.
        """
        if not password:
            raise PasswordNeeded(to)
        try:
            await self._confirm(password, by=by)
        except WrongCredentials:
            raise WrongPassword from None

    async def _confirm(self, password: str, *, by: Member) -> None:
        async with self._store.reading() as stored:
            user = await stored.users.credentials_of(by.user_id)
        await self._check_password(user, password, reauthentication_attempt(by.user_id))

    async def _check_password(
        self, user: Credentials | None, password: str, attempt: Attempt
    ) -> Credentials:
        """Check a password; unknown users take as long, and their failures count, too."""
        async with self.attempts.checking(attempt):
            known = user.password_hash if user else None
            if await self._passwords.matches(password, known) and user is not None:
                return user
            async with self._store.transaction() as tx:
                now = self._clock.now()
                await count_failure(tx.users, attempt, now=now)
                if user is not None:
                    await audit(tx, AuditAction.PASSWORD_WRONG, user.user_id, by=user, at=now)
        logger.warning("A wrong password for user %s", user.user_id if user else "(unknown)")
        raise WrongCredentials

    async def _rehash(self, user: Credentials, password: str) -> None:
        if user.password_hash is None or not self._passwords.needs_rehash(user.password_hash):
            return
        password_hash = await self._passwords.hash(password)
        async with self._store.transaction() as tx:
            await tx.users.set_password(user.user_id, password_hash)

    async def _create_pending_sign_in(self, user: Credentials) -> str:
        """Return a token for somebody who knows the password; it only allows to give a code."""
        token = new_token()
        async with self._store.transaction() as tx:
            now = self._clock.now()
            await ensure_within_limits(tx.users, code_limit(user.user_id), now=now)
            await tx.two_factor.add_pending_sign_in(
                user.user_id, token_hash=hashed(token), at=now, expires_at=now + PENDING_LIFETIME
            )
        return token


async def set_password(tx: Transaction, user_id: int, password_hash: str) -> None:
    """Set a new password; pending sign-ins and links of the old one end."""
    await tx.users.set_password(user_id, password_hash)
    await tx.users.end_links(user_id)
    await tx.two_factor.end_pending_sign_ins(user_id)


async def end_sign_ins(
    tx: Transaction, user_id: int, company_id: int, clock: Clock, *, except_id: int | None = None
) -> None:
    """End all sign-ins and pending ones of a user, with their open pages."""
    await tx.two_factor.end_pending_sign_ins(user_id)
    for sign_in_id in await tx.users.open_sign_in_ids(user_id):
        if sign_in_id != except_id:
            await tx.users.end_sign_in(sign_in_id, at=clock.now())
            tx.record(SignedOut(company_id=company_id, sign_in_id=sign_in_id))
