"""Two-step sign-in: the second step itself, and switching it on and off."""

import logging
from dataclasses import replace

from domain.gateways.totp import Totp
from domain.model.actor import Member
from domain.model.audit import AuditAction
from domain.model.events import AccessChanged
from domain.model.two_factor import (
    TotpCredential,
    TotpEnrolment,
    TwoFactorStatus,
    digits_in,
    is_code,
    is_recovery_code,
    new_recovery_codes,
)
from domain.model.two_factor_errors import (
    OwnTwoFactor,
    PendingSignInExpired,
    ReauthenticationFailed,
    TwoStepIsOff,
    TwoStepIsOn,
    TwoStepNotBegun,
    WrongCode,
)
from domain.model.users import Credentials, ensure_may_change
from domain.ports.clock import Clock
from domain.ports.passwords import Passwords
from domain.services.accounts.login_throttle import (
    Attempt,
    code_attempt,
    count_failure,
    ensure_within_limits,
    reauthentication_attempt,
)
from domain.services.accounts.sign_in import SignInService
from domain.services.accounts.tokens import hashed
from domain.services.admin.audit import audit
from domain.services.admin.permissions import ensure_not_wider_than
from storage.database import Database, Repositories, Transaction

logger = logging.getLogger(__name__)


class TwoFactorService:
    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        passwords: Passwords,
        codes: Totp,
        sign_in: SignInService,
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._codes = codes
        self._sign_in = sign_in

    async def sign_in(
        self, pending_token: str, code: str, *, address: str, device: str
    ) -> tuple[str, Member]:
        """Give the code after the password. Return a new token and its member.

        Raise `WrongCode`, `TooManyFailures`, or `PendingSignInExpired` for a token that holds no
        longer.
        """
        async with self._store.transaction() as tx:
            user = await self._pending_user(tx, pending_token)
            attempt = code_attempt(user.user_id, address=address)
            is_right = await self._is_right(tx, code, user, attempt)
            if is_right:
                await tx.two_factor.end_pending_sign_in(hashed(pending_token))
        if not is_right:
            raise WrongCode
        return await self._sign_in.create_session(user, address=address, device=device)

    async def status(self, *, by: Member) -> TwoFactorStatus:
        """Return the status; it holds the key only during enrolment."""
        async with self._store.reading() as stored:
            credential = await stored.two_factor.find(by.user_id)
            company = await stored.companies.get(by.company_id)
            return TwoFactorStatus(
                is_on=credential is not None and credential.is_on,
                is_required=company.two_step_required,
                codes_left=await stored.two_factor.recovery_codes_left(by.user_id),
                set_up=await self._enrolment(stored, credential, by=by),
            )

    async def begin(self, password: str, *, by: Member) -> None:
        """Begin enrolment with a new key; an earlier one is dropped. Raise `TwoStepIsOn`.

        It decides who can sign in from now on, so it needs the password.
        Raise as `confirm_password` does.
        """
        await self._sign_in.confirm_password(password, by=by, to="set up two-step sign-in")
        credential = TotpCredential(
            user_id=by.user_id, key=self._codes.new_key(), is_on=False, last_step=None
        )
        async with self._store.transaction() as tx:
            before = await tx.two_factor.find(by.user_id)
            if before and before.is_on:
                raise TwoStepIsOn
            await tx.two_factor.save(credential)

    async def confirm(self, code: str, *, by: Member) -> tuple[str, ...]:
        """Switch it on, and return the recovery codes. Raise `WrongCode`."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            credential = await tx.two_factor.find(by.user_id)
            if credential is None:
                raise TwoStepNotBegun
            if credential.is_on:
                raise TwoStepIsOn
            time_step = self._codes.matching_step(digits_in(code), credential.key, at=now)
            if time_step is None:
                raise WrongCode
            await tx.two_factor.save(replace(credential, is_on=True, last_step=time_step))
            await audit(tx, AuditAction.TWO_STEP_ON, by.user_id, by=by, at=now)
            return await _set_recovery_codes(tx, by.user_id)

    async def renew_recovery_codes(self, proof: str, *, by: Member) -> tuple[str, ...]:
        """Earlier ones stop working. Raise as `switch_off` does."""
        await self._reauthenticate(proof, by=by)
        async with self._store.transaction() as tx:
            await _ensure_on(tx, by.user_id)
            now = self._clock.now()
            await audit(tx, AuditAction.RECOVERY_CODES_MADE, by.user_id, by=by, at=now)
            return await _set_recovery_codes(tx, by.user_id)

    async def switch_off(self, proof: str, *, by: Member) -> None:
        """`proof` is the current password or a code.

        Raise `ReauthenticationFailed` or `TooManyFailures`.
        """
        await self._reauthenticate(proof, by=by)
        async with self._store.transaction() as tx:
            await switch_off(tx, by.user_id, by.company_id)
            now = self._clock.now()
            await audit(tx, AuditAction.TWO_STEP_OFF, by.user_id, by=by, at=now)

    async def switch_off_for(self, user_id: int, *, by: Member) -> None:
        """Switch it off for a colleague who lost the phone. Raise `OwnTwoFactor` for oneself."""
        by.require_user_management()
        async with self._store.transaction() as tx:
            user = await tx.users.get(user_id, company_id=by.company_id)
            ensure_may_change(user, user.rights, by=by)
            if user_id == by.user_id:
                raise OwnTwoFactor
            await ensure_not_wider_than(tx, user, by=by)
            await switch_off(tx, user_id, by.company_id)
            now = self._clock.now()
            await audit(tx, AuditAction.TWO_STEP_OFF_FOR_USER, user_id, by=by, at=now)

    async def _pending_user(self, tx: Transaction, pending_token: str) -> Credentials:
        user_id = await tx.two_factor.find_pending_sign_in(
            hashed(pending_token), at=self._clock.now()
        )
        if user_id is None:
            raise PendingSignInExpired
        return await tx.users.credentials_of(user_id)

    async def _enrolment(
        self, stored: Repositories, credential: TotpCredential | None, *, by: Member
    ) -> TotpEnrolment | None:
        if credential is None or credential.is_on:
            return None
        user = await stored.users.get(by.user_id, company_id=by.company_id)
        return self._codes.enrolment(credential.key, account=user.email)

    async def _reauthenticate(self, proof: str, *, by: Member) -> None:
        attempt = reauthentication_attempt(by.user_id)
        async with self._sign_in.attempts.checking(attempt):
            async with self._store.transaction() as tx:
                user = await tx.users.credentials_of(by.user_id)
                if await self._consume_code(tx, proof, user):
                    return
            if await self._passwords.matches(proof, user.password_hash):
                return
            async with self._store.transaction() as tx:
                await self._count_failure(tx, user, attempt)
        raise ReauthenticationFailed

    async def _is_right(
        self, tx: Transaction, code: str, user: Credentials, attempt: Attempt
    ) -> bool:
        """Count the failures. Raise `TooManyFailures`."""
        await ensure_within_limits(tx.users, *attempt.limits, now=self._clock.now())
        if await self._consume_code(tx, code, user):
            return True
        await self._count_failure(tx, user, attempt)
        return False

    async def _consume_code(self, tx: Transaction, written: str, user: Credentials) -> bool:
        """Say whether this is a valid code of the user, and use it up."""
        digits, credential = digits_in(written), await tx.two_factor.find(user.user_id)
        if credential is None or not credential.is_on:
            return False
        if is_recovery_code(digits):
            return await self._use_recovery_code(tx, digits, user)
        time_step = self._codes.matching_step(digits, credential.key, at=self._clock.now())
        if not is_code(digits) or time_step is None or not credential.accepts(time_step):
            return False
        await tx.two_factor.save(replace(credential, last_step=time_step))
        return True

    async def _use_recovery_code(self, tx: Transaction, digits: str, user: Credentials) -> bool:
        is_one = await tx.two_factor.use_recovery_code(
            user.user_id, _hash_recovery_code(user.user_id, digits)
        )
        if is_one:
            now = self._clock.now()
            await audit(tx, AuditAction.RECOVERY_CODE_USED, user.user_id, by=user, at=now)
        return is_one

    async def _count_failure(self, tx: Transaction, user: Credentials, attempt: Attempt) -> None:
        now = self._clock.now()
        await count_failure(tx.users, attempt, now=now)
        await audit(tx, AuditAction.CODE_WRONG, user.user_id, by=user, at=now)
        logger.warning("A wrong code for user %s", user.user_id)


async def switch_off(tx: Transaction, user_id: int, company_id: int) -> None:
    """Switch it off; where it is required, open pages end. Raise `TwoStepIsOff`."""
    await _ensure_on(tx, user_id)
    await tx.two_factor.remove(user_id)
    tx.record(AccessChanged(company_id=company_id, user_id=user_id))


async def _ensure_on(tx: Transaction, user_id: int) -> None:
    credential = await tx.two_factor.find(user_id)
    if credential is None or not credential.is_on:
        raise TwoStepIsOff


async def _set_recovery_codes(tx: Transaction, user_id: int) -> tuple[str, ...]:
    codes = new_recovery_codes()
    hashes = [_hash_recovery_code(user_id, digits_in(code)) for code in codes]
    await tx.two_factor.set_recovery_codes(user_id, hashes)
    return codes


def _hash_recovery_code(user_id: int, digits: str) -> str:
    """SHA-256 suffices, because a recovery code has 66 random bits."""
    return hashed(f"recovery code {user_id} {digits}")
