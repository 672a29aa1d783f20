"""People who forgot their password ask for a link by themselves, where a mail server is set up."""

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
    network_of,
    refuse_after_many,
)
from domain.services.accounts.one_time_links import OneTimeLink, new_link
from domain.services.admin.audit import put_down
from storage.database import Database

logger = logging.getLogger(__name__)

PER_ACCOUNT = 3
PER_NETWORK = 10
"""Letters in 15 minutes."""


class ForgottenPasswordService:
    """Whoever asks hears the same, and as soon, whether or not there is such an account."""

    def __init__(self, *, store: Database, clock: Clock, letters: AccountEmails) -> None:
        self._store = store
        self._clock = clock
        self._letters = letters
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def is_offered(self) -> bool:
        return self._letters.are_sent

    def ask(self, email: str, *, address: str) -> None:
        """Send a link to the owner of this account, beside the answer to whoever asks."""
        task = asyncio.create_task(self._send(email.strip(), address))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def sent(self) -> None:
        """Once nothing is on its way any more."""
        await asyncio.gather(*self._sending)

    async def _send(self, email: str, address: str) -> None:
        try:
            made = await self._link(email, address)
            if made:
                link, user, company = made
                await self._letters.send_asked_for(link, to=user, company=company)
        except TooManyFailures:
            logger.warning("Too many links to new passwords were asked for, so none was sent")
        except EmailRejected:
            pass  # the letters have logged it, and whoever asked must not be told
        except Exception:
            logger.exception("A link that was asked for could not be sent")

    async def _link(self, email: str, address: str) -> tuple[OneTimeLink, User, str] | None:
        attempt = _attempt(email, address)
        async with self._store.transaction() as tx:
            now = self._clock.now()
            await refuse_after_many(tx.users, *attempt.allowances, now=now)
            await count_failure(tx.users, attempt, now=now)
            found: Credentials | None = await tx.users.credentials(email)
            if found is None or found.password_hash is None:
                return None
            user = await tx.users.get(found.user_id, company_id=found.company_id)
            company = await tx.companies.get(found.company_id)
            await put_down(tx, AuditAction.LINK_ASKED_FOR, found.user_id, by=found, at=now)
            return await new_link(tx, user, clock=self._clock), user, company.name


def _attempt(email: str, address: str) -> Attempt:
    account = LoginLimit(f"link to {account_key(email)}", PER_ACCOUNT)
    network = LoginLimit(f"links from {network_of(address)}", PER_NETWORK)
    return Attempt(allowances=(account, network), line=account.key)
