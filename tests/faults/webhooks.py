"""Twilio as it brings customers' texts: signed, complete, and again until it is answered."""

import asyncio
from itertools import count
from urllib.parse import urlencode

import httpx
from twilio.request_validator import RequestValidator

from tests.simulator.rig import ACCOUNT, NOTHING_TO_SAY, TOKEN

PATH = "/webhooks/twilio/inbound"
PATIENCE_SECONDS = 15
BETWEEN_TRIES_SECONDS = 0.02
NOT_STORED = 503

_CITY = {"City": "TORONTO", "State": "ON", "Zip": "", "Country": "CA"}


class Twilio:
    """Knows of each text whether the app has acknowledged it. `hang_up` in the end."""

    def __init__(self, app: str) -> None:
        self.acknowledged: list[str] = []
        """The message ids, in the order they were."""
        self.put_off = 0
        """How often the app said that it could not store a text now."""
        self._url = app + PATH
        self._validator = RequestValidator(TOKEN)
        self._line = httpx.AsyncClient(timeout=PATIENCE_SECONDS, verify=False)
        self._numbers = count(1)

    async def bring(self, body: str, *, customer: str, to: str, copies: int = 1) -> None:
        """Return once the app has acknowledged this text, with several `copies` each of them."""
        form = parameters(f"SM{next(self._numbers):032x}", body, customer=customer, to=to)
        await asyncio.gather(*(self._insist(form) for _ in range(copies)))
        self.acknowledged.append(form["MessageSid"])

    async def deliver(self, form: dict[str, str], *, token: str = "first try") -> None:
        """One request that has to succeed."""
        assert await self._is_taken(form, token=token), "the app was not reached"

    async def answer_to(self, form: dict[str, str]) -> int:
        """The status of the answer to one request."""
        return (await self._post(form)).status_code

    async def hang_up(self) -> None:
        await self._line.aclose()

    async def _insist(self, form: dict[str, str]) -> None:
        while not await self._is_taken(form):  # noqa: ASYNC110 - nobody tells it when to try
            await asyncio.sleep(BETWEEN_TRIES_SECONDS)

    async def _is_taken(self, form: dict[str, str], *, token: str = "first try") -> bool:
        try:
            answer = await self._post(form, token=token)
        except httpx.TransportError:
            return False
        if answer.status_code == NOT_STORED:
            self.put_off += 1
            return False
        assert answer.status_code == 200, f"a signed webhook was answered {answer.status_code}"
        assert answer.headers["content-type"].startswith("text/xml")
        assert answer.content == NOTHING_TO_SAY
        return True

    async def _post(self, form: dict[str, str], *, token: str = "first try") -> httpx.Response:
        """In the characters of the form, those that UTF-8 does not have included."""
        whole = {name: _sendable(value) for name, value in form.items()}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": self._validator.compute_signature(self._url, whole),
        }
        return await self._line.post(self._url, content=urlencode(whole), headers=headers)


def _sendable(text: str) -> str:
    """What is left of half an emoji on its way through HTTP."""
    return text.encode("utf-8", "replace").decode()


def parameters(sid: str, body: str, *, customer: str, to: str) -> dict[str, str]:
    """All that Twilio tells of a text."""
    return {
        **{f"To{part}": value for part, value in _CITY.items()},
        **{f"From{part}": value for part, value in _CITY.items()},
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "NumMedia": "0",
        "NumSegments": "1",
        "From": customer,
        "To": to,
        "Body": body,
    }
