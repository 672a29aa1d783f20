"""Forgotten passwords: sends a reset link on request, where a mail server is configured."""

import asyncio
import logging

from domain.model.audit import AuditAction
from domain.model.errors import TooManyFailures
from domain.model.notification_errors import EmailRejected
from domain.model.users import Credentials, User
from domain.ports.clock import Clock
from domain.services.accounts.link_emails import AccountEmails
from domain.services.accounts.login_throttle import (
    Attempt,
    LoginLimit,
    account_key,
    count_failure,
    ensure_within_limits,
    network_of,
)
from domain.services.accounts.one_time_links import OneTimeLink, new_link
from domain.services.admin.audit import audit
from storage.database import Database

logger = logging.getLogger(__name__)

PER_ACCOUNT = 3
PER_NETWORK = 10
"""E-mails in 15 minutes."""


class ForgottenPasswordService:
    """Responds alike, and as fast, for unknown accounts, against user enumeration."""

    def __init__(self, *, store: Database, clock: Clock, account_emails: AccountEmails) -> None:
        self._store = store
        self._clock = clock
        self._account_emails = account_emails
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def is_offered(self) -> bool:
        return self._account_emails.is_configured

    def request_link(self, email: str, *, address: str) -> None:
        """Send a link to the owner of this account, in the background."""
        task = asyncio.create_task(self._send(email.strip(), address))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def drain(self) -> None:
        """Wait until all e-mails in flight are sent."""
        await asyncio.gather(*self._sending)

    async def _send(self, email: str, address: str) -> None:
        try:
            made = await self._new_link(email, address)
            if made:
                link, user, company = made
                await self._account_emails.send_reset_link(link, to=user, company=company)
        except TooManyFailures:
            logger.warning("Too many links to new passwords were asked for, so none was sent")
        except EmailRejected:
            pass  # it is logged there, and must not be told to whoever asked
        except Exception:
            logger.exception("A link that was asked for could not be sent")

    async def _new_link(self, email: str, address: str) -> tuple[OneTimeLink, User, str] | None:
        attempt = _attempt(email, address)
        async with self._store.transaction() as tx:
            now = self._clock.now()
            await ensure_within_limits(tx.users, *attempt.limits, now=now)
            await count_failure(tx.users, attempt, now=now)
            credentials: Credentials | None = await tx.users.credentials(email)
            if credentials is None or credentials.password_hash is None:
                return None
            user = await tx.users.get(credentials.user_id, company_id=credentials.company_id)
            company = await tx.companies.get(credentials.company_id)
            await audit(tx, AuditAction.LINK_ASKED_FOR, credentials.user_id, by=credentials, at=now)
            return await new_link(tx, user, clock=self._clock), user, company.name


def _attempt(email: str, address: str) -> Attempt:
    account = LoginLimit(f"link to {account_key(email)}", PER_ACCOUNT)
    network = LoginLimit(f"links from {network_of(address)}", PER_NETWORK)
    return Attempt(limits=(account, network), queue=account.key)
