"""A look at everything between this server and its customers' phones, and setting it right."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence

from domain.model.actor import ALL, Member, Scope
from domain.model.audit import AuditAction
from domain.model.companies import PointOfContact
from domain.model.diagnostics import Finding, fine, unsure
from domain.model.settings_errors import CarrierUnavailable, NumberNotAtCarrier
from domain.ports.clock import Clock
from domain.ports.diagnostics import CarrierAccount, CarrierQueryFailed
from domain.ports.store import Store
from domain.services.admin.audit import put_down
from domain.services.operations.diagnostics.public_url import PICTURES, SIGNATURE, PublicUrlCheck
from domain.services.operations.diagnostics.twilio import ACCOUNT, NUMBERS, AccountCheck

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
PACE = "Sending pace"


class Diagnostics:
    """All at once and in bounded time: one thing that does not answer holds up no other."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        account: CarrierAccount,
        account_check: AccountCheck,
        address_check: PublicUrlCheck,
        messages_per_second: float,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._account = account
        self._account_check = account_check
        self._address_check = address_check
        self._pace = messages_per_second
        self._patience = patience_seconds

    async def look(self, *, by: Member) -> list[Finding]:
        """With the numbers of the viewer's company only."""
        by.require_administration()
        async with self._store.reading() as stored:
            places = await stored.companies.points_of_contact(Scope(by.company_id, None))
        return await self.look_at(places)

    async def look_everywhere(self) -> list[Finding]:
        """For the operator, with the numbers of all companies."""
        async with self._store.reading() as stored:
            places = await stored.companies.points_of_contact(ALL)
        return await self.look_at(places)

    async def look_at(self, places: Sequence[PointOfContact]) -> list[Finding]:
        found = await asyncio.gather(
            self._bounded(ACCOUNT, self._account_check.standing()),
            self._bounded(NUMBERS, self._account_check.numbers(places)),
            self._bounded(SIGNATURE, self._address_check.signature()),
            self._bounded(PICTURES, self._address_check.pictures()),
        )
        return [
            *(finding for group in found for finding in group),
            *self._account_check.service(),
            _of_pace(self._pace),
        ]

    async def set_webhook(self, place_id: int, *, by: Member) -> None:
        """Have Twilio lead what customers text to this place's number here.

        Raise `NumberNotAtCarrier`, `CarrierUnavailable`.
        """
        by.require_administration()
        company = Scope(by.company_id, None)
        async with self._store.reading() as stored:
            place = await stored.companies.point_of_contact(place_id, within=company)
        await self._lead(place.app_number)
        async with self._store.transaction() as tx:
            await put_down(tx, AuditAction.WEBHOOK_SET, place.id, by=by, at=self._clock.now())

    def proof(self, nonce: str) -> str:
        """The answer to a signed request that asks whether it has come to the right house."""
        return self._address_check.proof(nonce)

    async def _lead(self, app_number: str) -> None:
        try:
            async with asyncio.timeout(self._patience):
                known = {number.number: number for number in await self._account.numbers()}
                if app_number not in known:
                    raise NumberNotAtCarrier(app_number)
                await self._account.lead(known[app_number], to=self._account_check.webhook)
        except (CarrierQueryFailed, TimeoutError) as failure:
            raise CarrierUnavailable from failure

    async def _bounded(self, subject: str, looking: Awaitable[list[Finding]]) -> list[Finding]:
        try:
            async with asyncio.timeout(self._patience):
                return await looking
        except TimeoutError:
            words = f"There was no answer within {self._patience:.0f} seconds."
            return [unsure(subject, words, "Check again in a moment.")]
        except Exception:
            logger.exception("%s could not be looked at", subject)
            return [unsure(subject, "This could not be looked at.", "The log tells more.")]


def _of_pace(per_second: float) -> Finding:
    words = f"At most {per_second:g} a second leave each number."
    if per_second <= 1:
        return fine(PACE, words)
    return unsure(
        PACE,
        words,
        "Ordinary numbers carry 1 a second. Set MESSAGES_PER_SECOND higher only if yours are "
        "registered for more.",
    )
