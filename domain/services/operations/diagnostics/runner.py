"""Runs the checks of everything between this server and its customers' phones."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence

from domain.model.actor import ALL, Member
from domain.model.audit import AuditAction
from domain.model.companies import PointOfContact
from domain.model.diagnostics import CheckResult, ok, warning
from domain.model.settings_errors import CarrierUnavailable, NumberNotAtCarrier
from domain.ports.clock import Clock
from domain.ports.diagnostics import CarrierAccount, CarrierQueryFailed
from domain.services.admin.audit import audit
from domain.services.operations.diagnostics.public_url import PICTURES, SIGNATURE, PublicUrlCheck
from domain.services.operations.diagnostics.twilio import ACCOUNT, NUMBERS, AccountCheck
from storage.database import Database

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0
SENDING_RATE = "Sending pace"


class Diagnostics:
    """Runs all checks in parallel, each with a timeout, so that none holds up another."""

    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        account: CarrierAccount,
        account_check: AccountCheck,
        public_url_check: PublicUrlCheck,
        messages_per_second: float,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._account = account
        self._account_check = account_check
        self._public_url_check = public_url_check
        self._messages_per_second = messages_per_second
        self._timeout = timeout_seconds

    async def run(self, *, by: Member) -> list[CheckResult]:
        """Run all checks, with the numbers of the viewer's company only."""
        by.require_administration()
        async with self._store.reading() as stored:
            places = await stored.companies.points_of_contact(by.whole_company)
        return await self.run_checks(places)

    async def run_for_all(self) -> list[CheckResult]:
        """Run all checks for the operator, with the numbers of all companies."""
        async with self._store.reading() as stored:
            places = await stored.companies.points_of_contact(ALL)
        return await self.run_checks(places)

    async def run_checks(self, places: Sequence[PointOfContact]) -> list[CheckResult]:
        groups = await asyncio.gather(
            self._with_timeout(ACCOUNT, self._account_check.account()),
            self._with_timeout(NUMBERS, self._account_check.numbers(places)),
            self._with_timeout(SIGNATURE, self._public_url_check.signature()),
            self._with_timeout(PICTURES, self._public_url_check.pictures()),
        )
        return [
            *(finding for group in groups for finding in group),
            *self._account_check.messaging_service(),
            _check_sending_rate(self._messages_per_second),
        ]

    async def set_webhook(self, place_id: int, *, by: Member) -> None:
        """Set the inbound webhook of this point of contact's number at Twilio to this server.

        Raise `NumberNotAtCarrier`, `CarrierUnavailable`.
        """
        by.require_administration()
        async with self._store.reading() as stored:
            place = await stored.companies.point_of_contact(place_id, within=by.whole_company)
        await self._set_inbound_webhook(place.app_number)
        async with self._store.transaction() as tx:
            await audit(tx, AuditAction.WEBHOOK_SET, place.id, by=by, at=self._clock.now())

    def proof(self, nonce: str) -> str:
        """Return an HMAC of the nonce, which proves that a request has reached this server."""
        return self._public_url_check.proof(nonce)

    async def _set_inbound_webhook(self, app_number: str) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                known = {number.number: number for number in await self._account.numbers()}
                if app_number not in known:
                    raise NumberNotAtCarrier(app_number)
                await self._account.set_inbound_webhook(
                    known[app_number], to=self._account_check.webhook
                )
        except (CarrierQueryFailed, TimeoutError) as failure:
            raise CarrierUnavailable from failure

    async def _with_timeout(
        self, subject: str, check: Awaitable[list[CheckResult]]
    ) -> list[CheckResult]:
        try:
            async with asyncio.timeout(self._timeout):
                return await check
        except TimeoutError:
            words = f"There was no answer within {self._timeout:.0f} seconds."
            return [warning(subject, words, "Check again in a moment.")]
        except Exception:
            logger.exception("%s could not be looked at", subject)
            return [warning(subject, "This could not be looked at.", "The log tells more.")]


def _check_sending_rate(per_second: float) -> CheckResult:
    words = f"Each number sends at most {_messages(per_second)} per second."
    if per_second <= 1:
        return ok(SENDING_RATE, words)
    return warning(
        SENDING_RATE,
        words,
        "Ordinary numbers carry 1 message per second. Set MESSAGES_PER_SECOND higher only if "
        "yours are registered for more.",
    )


def _messages(count: float) -> str:
    return "1 message" if count == 1 else f"{count:g} messages"
