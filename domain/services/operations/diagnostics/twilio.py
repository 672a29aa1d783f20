"""Checks our account at Twilio, its numbers and their webhooks."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urldefrag

from domain.model.companies import PointOfContact
from domain.model.diagnostics import CheckResult, FixedIn, failed, ok, warning
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
RETRIES = "rc=3&rp=all"
"""URL fragment that has Twilio retry a failed webhook; it is not sent with the request."""
MAX_CLOCK_DIFFERENCE = timedelta(seconds=30)


class AccountCheck:
    def __init__(self, account: CarrierAccount, *, clock: Clock, public_base_url: str) -> None:
        self._account = account
        self._clock = clock
        self._url = f"{public_base_url.rstrip('/')}{WEBHOOK}"

    @property
    def webhook(self) -> str:
        """The URL to which Twilio has to post inbound messages."""
        return f"{self._url}#{RETRIES}"

    async def account(self) -> list[CheckResult]:
        """Check the account, and our clock against Twilio's."""
        try:
            status = await self._account.status()
        except CarrierQueryFailed as failure:
            return [
                query_failed(ACCOUNT, failure, "the account SID and auth token", TOKEN_FIX),
                warning(CLOCK, "Could not be compared with Twilio's."),
            ]
        return [_check_account(status), self._check_clock(status.answered_at)]

    async def numbers(self, places: Sequence[PointOfContact]) -> list[CheckResult]:
        subject = KEY if self._account.has_key else NUMBERS
        try:
            numbers = await self._account.numbers()
        except CarrierQueryFailed as failure:
            return [query_failed(subject, failure, "the API key", KEY_FIX)]
        known = {number.number: number for number in numbers}
        key = [ok(KEY, "Twilio accepts it.")] if self._account.has_key else []
        return [*key, *self._check_numbers(places, known)]

    def messaging_service(self) -> list[CheckResult]:
        if not self._account.messaging_service:
            return []
        return [
            warning(
                SERVICE,
                "Texts go out by way of a Messaging Service, which can lead answers elsewhere.",
                "At Twilio, open the service's Integration and choose “Defer to sender's webhook”.",
            )
        ]

    def _check_clock(self, answered_at: datetime | None) -> CheckResult:
        if answered_at is None:
            return warning(CLOCK, "Twilio did not say what time it is.")
        apart = abs(self._clock.now() - answered_at)
        if apart > MAX_CLOCK_DIFFERENCE:
            return failed(
                CLOCK,
                f"The server's clock is {round(apart.total_seconds()):,} seconds off.",
                "Have it set by the network (NTP), or messages stand at the wrong time.",
            )
        return ok(CLOCK, "In step with Twilio's clock.")

    def _check_numbers(
        self, places: Sequence[PointOfContact], known: dict[str, CarrierNumber]
    ) -> Iterator[CheckResult]:
        """Check each number once, however many points of contact share it."""
        if not places:
            yield warning(
                NUMBERS,
                "There is no point of contact yet, so nobody can text you.",
                "Add one under Points of contact.",
                FixedIn.POINTS_OF_CONTACT,
            )
        for app_number in dict.fromkeys(place.app_number for place in places):
            sharing = [place for place in places if place.app_number == app_number]
            subject = f"{app_number} ({', '.join(place.name for place in sharing)})"
            number = known.get(app_number)
            yield _check_number(subject, number)
            if number:
                yield self._check_webhook(f"Webhook of {app_number}", number, at=sharing[0].id)

    def _check_webhook(self, subject: str, number: CarrierNumber, *, at: int) -> CheckResult:
        url, fragment = urldefrag(number.inbound_url)
        if number.has_application:
            words = "A TwiML app at Twilio takes the incoming texts."
            return failed(subject, words, WEBHOOK_FIX, at=at)
        if not url:
            return failed(subject, "Incoming texts are sent nowhere.", WEBHOOK_FIX, at=at)
        if url != self._url or number.inbound_method != "POST":
            words = f"Incoming texts are sent to {number.inbound_method} {url}."
            return failed(subject, words, WEBHOOK_FIX, at=at)
        if not _has_retries(fragment) or urldefrag(number.fallback_url)[0] != self._url:
            words = "Right, but Twilio would give up at once when this server is away for a moment."
            return warning(subject, words, WEBHOOK_FIX, at=at)
        return ok(subject, "Incoming texts reach this server.")


TOKEN_FIX = (
    "Copy both from the first page of Twilio's console into TWILIO_ACCOUNT_SID and "
    "TWILIO_AUTH_TOKEN, and start the server again."
)
KEY_FIX = "Make a new one at Twilio, and put it into TWILIO_API_KEY and TWILIO_API_SECRET."
WEBHOOK_FIX = "Press the button to set it at Twilio."


def query_failed(
    subject: str, failure: CarrierQueryFailed, credentials: str, fix: str
) -> CheckResult:
    """`credentials` names what Twilio may have rejected."""
    if failure.status is None:
        return failed(
            subject,
            "Twilio cannot be reached from this server.",
            "Let the server connect to api.twilio.com, or TWILIO_API_BASE_URL, at port 443.",
        )
    if failure.status in (401, 403, 404):
        return failed(subject, f"Twilio does not accept {credentials}.", fix, FixedIn.TWILIO)
    return warning(
        subject,
        f"Twilio is in trouble itself (it answered {failure.status}).",
        "Check again in a moment. Twilio's status page tells more.",
        FixedIn.TWILIO_STATUS,
    )


def _check_account(status: AccountStatus) -> CheckResult:
    if status.status != "active":
        return failed(
            ACCOUNT,
            f"Twilio calls the account “{status.status}”: nothing is sent.",
            "Twilio's console says why, and what to do.",
            FixedIn.TWILIO,
        )
    if status.is_trial:
        return failed(
            ACCOUNT,
            "This is a trial account, which cannot send free text.",
            "Upgrade it in Twilio's console.",
            FixedIn.TWILIO,
        )
    return ok(ACCOUNT, "Connected. Twilio accepts the auth token.")


def _check_number(subject: str, number: CarrierNumber | None) -> CheckResult:
    if number is None:
        return failed(
            subject,
            "This number is not in your account at Twilio.",
            "Buy it there, or correct it under Points of contact.",
            FixedIn.TWILIO_NUMBERS,
            FixedIn.POINTS_OF_CONTACT,
        )
    if not number.can_sms:
        return failed(
            subject,
            "It cannot send texts.",
            "Choose a number at Twilio that can.",
            FixedIn.TWILIO_NUMBERS,
        )
    if not number.can_mms:
        return warning(
            subject,
            "It can send texts, but no photos.",
            "For photos, choose a number at Twilio that can send MMS.",
            FixedIn.TWILIO_NUMBERS,
        )
    return ok(subject, "It can send texts and photos.")


def _has_retries(fragment: str) -> bool:
    overrides = parse_qs(fragment)
    return overrides.get("rc", ["0"])[-1] != "0" and "rp" in overrides
