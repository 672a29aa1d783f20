"""What there is to say about our account at Twilio, and about the numbers customers text."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urldefrag

from domain.model.companies import PointOfContact
from domain.model.diagnostics import Finding, fine, unsure, wrong
from domain.ports.clock import Clock
from domain.ports.diagnostics import (
    AccountStatus,
    CarrierAccount,
    CarrierNumber,
    CarrierQueryFailed,
)

ACCOUNT, KEY, CLOCK, NUMBERS, SERVICE = (
    "Account at Twilio",
    "API key",
    "Clock",
    "Numbers",
    "Messaging Service",
)
WEBHOOK = "/webhooks/twilio/inbound"
TRY_AGAIN = "rc=3&rp=all"
"""Asks Twilio to call again when we are away for a moment; it never travels with the request."""
CLOCKS_APART = timedelta(seconds=30)


class AccountCheck:
    def __init__(self, account: CarrierAccount, *, clock: Clock, public_base_url: str) -> None:
        self._account = account
        self._clock = clock
        self._url = f"{public_base_url.rstrip('/')}{WEBHOOK}"

    @property
    def webhook(self) -> str:
        """Where Twilio is to post what customers text."""
        return f"{self._url}#{TRY_AGAIN}"

    async def standing(self) -> list[Finding]:
        """Of the account, and of our clock beside Twilio's."""
        try:
            standing = await self._account.standing()
        except CarrierQueryFailed as failure:
            return [
                not_told(ACCOUNT, failure, "the account SID and auth token", TOKEN_STEP),
                unsure(CLOCK, "Could not be compared with Twilio's."),
            ]
        return [_of_account(standing), self._of_clock(standing.answered_at)]

    async def numbers(self, places: Sequence[PointOfContact]) -> list[Finding]:
        subject = KEY if self._account.has_key else NUMBERS
        try:
            numbers = await self._account.numbers()
        except CarrierQueryFailed as failure:
            return [not_told(subject, failure, "the API key", KEY_STEP)]
        known = {number.number: number for number in numbers}
        key = [fine(KEY, "Twilio accepts it.")] if self._account.has_key else []
        return [*key, *self._of_numbers(places, known)]

    def service(self) -> list[Finding]:
        if not self._account.messaging_service:
            return []
        return [
            unsure(
                SERVICE,
                "Texts go out by way of a Messaging Service, which can lead answers elsewhere.",
                "At Twilio, open the service's Integration and choose “Defer to sender's webhook”.",
            )
        ]

    def _of_clock(self, answered_at: datetime | None) -> Finding:
        if answered_at is None:
            return unsure(CLOCK, "Twilio did not say what time it is.")
        apart = abs(self._clock.now() - answered_at)
        if apart > CLOCKS_APART:
            return wrong(
                CLOCK,
                f"The server's clock is {round(apart.total_seconds()):,} seconds off.",
                "Have it set by the network (NTP), or messages stand at the wrong time.",
            )
        return fine(CLOCK, "Agrees with Twilio's.")

    def _of_numbers(
        self, places: Sequence[PointOfContact], known: dict[str, CarrierNumber]
    ) -> Iterator[Finding]:
        """Each number once, however many share it."""
        if not places:
            yield unsure(
                NUMBERS,
                "There is no point of contact yet, so nobody can text you.",
                "Add one under Points of contact.",
            )
        for app_number in dict.fromkeys(place.app_number for place in places):
            sharing = [place for place in places if place.app_number == app_number]
            subject = f"{app_number} ({', '.join(place.name for place in sharing)})"
            number = known.get(app_number)
            yield _of_number(subject, number)
            if number:
                yield self._of_webhook(f"Webhook of {app_number}", number, at=sharing[0].id)

    def _of_webhook(self, subject: str, number: CarrierNumber, *, at: int) -> Finding:
        url, fragment = urldefrag(number.inbound_url)
        if number.has_application:
            words = "A TwiML app at Twilio takes what customers text to it."
            return wrong(subject, words, SET_STEP, at=at)
        if not url:
            return wrong(subject, "What customers text to it is led nowhere.", SET_STEP, at=at)
        if url != self._url or number.inbound_method != "POST":
            words = f"What customers text to it is led to {number.inbound_method} {url}."
            return wrong(subject, words, SET_STEP, at=at)
        if not _is_patient(fragment) or urldefrag(number.fallback_url)[0] != self._url:
            words = "Right, but Twilio would give up at once when this server is away for a moment."
            return unsure(subject, words, SET_STEP, at=at)
        return fine(subject, "What customers text to it is led here.")


TOKEN_STEP = (
    "Copy both from the first page of Twilio's console into TWILIO_ACCOUNT_SID and "
    "TWILIO_AUTH_TOKEN, and start the server again."
)
KEY_STEP = "Make a new one at Twilio, and put it into TWILIO_API_KEY and TWILIO_API_SECRET."
SET_STEP = "Set it at Twilio: the button does it."


def not_told(subject: str, failure: CarrierQueryFailed, shown: str, step: str) -> Finding:
    """`shown` is what Twilio was shown, should it not have been good enough."""
    if failure.status is None:
        return wrong(
            subject,
            "Twilio cannot be reached from this server.",
            "Let the server connect to api.twilio.com, or TWILIO_API_BASE_URL, at port 443.",
        )
    if failure.status in (401, 403, 404):
        return wrong(subject, f"Twilio does not accept {shown}.", step)
    return unsure(
        subject,
        f"Twilio is in trouble itself (it answered {failure.status}).",
        "Check again in a moment; status.twilio.com tells more.",
    )


def _of_account(standing: AccountStatus) -> Finding:
    if standing.status != "active":
        return wrong(
            ACCOUNT,
            f"Twilio calls the account “{standing.status}”: nothing is sent.",
            "Twilio's console says why, and what to do.",
        )
    if standing.is_trial:
        return wrong(
            ACCOUNT,
            "This is a trial account, which cannot send free text.",
            "Upgrade it in Twilio's console.",
        )
    return fine(ACCOUNT, "Twilio knows it, and accepts its auth token.")


def _of_number(subject: str, number: CarrierNumber | None) -> Finding:
    if number is None:
        return wrong(
            subject,
            "This number is not in your account at Twilio.",
            "Buy it there, or correct it under Points of contact.",
        )
    if not number.can_sms:
        return wrong(subject, "It can send no texts.", "Choose a number at Twilio that can.")
    if not number.can_mms:
        return unsure(
            subject,
            "It can send texts, but no pictures.",
            "For pictures, choose a number at Twilio that can send MMS.",
        )
    return fine(subject, "It can send texts and pictures.")


def _is_patient(fragment: str) -> bool:
    asked = parse_qs(fragment)
    return asked.get("rc", ["0"])[-1] != "0" and "rp" in asked
