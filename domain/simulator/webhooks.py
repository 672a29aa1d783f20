"""Posts webhooks to the app as Twilio does: signed, and with retries."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from urllib.parse import parse_qs, urldefrag, urlsplit
from uuid import uuid4

import aiohttp
from twilio.request_validator import RequestValidator

logger = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 15.0, 15.0


@dataclass(frozen=True, slots=True)
class WebhookResponse:
    media_type: str
    body: str


@dataclass(frozen=True, slots=True)
class _Overrides:
    """What the fragment of a webhook's address asks for, like `#rc=3&rp=all`."""

    retries: int
    after: frozenset[str]

    def allow_retry(self, number: int, outcome: str) -> bool:
        return number <= self.retries and ("all" in self.after or outcome in self.after)


class WebhookSender:
    def __init__(self, *, auth_token: str, retry_pauses: tuple[float, ...]) -> None:
        self._validator = RequestValidator(auth_token)
        self._retry_pauses = retry_pauses
        self._session: aiohttp.ClientSession | None = None

    async def post(self, address: str, parameters: Mapping[str, str]) -> WebhookResponse | None:
        """Give up without an answer after the tries the address allows, or 15 seconds in all."""
        url, fragment = urldefrag(address)
        headers = {
            "I-Twilio-Idempotency-Token": str(uuid4()),
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": self._signature(url, parameters),
        }
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                return await self._post_with_retries(url, parameters, headers, _overrides(fragment))
        except TimeoutError:
            logger.warning("Webhook %s: no answer in time", urlsplit(url).path)
            return None

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    def _signature(self, url: str, parameters: Mapping[str, str]) -> str:
        parts = urlsplit(url)
        without_user = parts._replace(netloc=parts.netloc.rpartition("@")[2])
        return str(self._validator.compute_signature(without_user.geturl(), parameters))

    async def _post_with_retries(
        self,
        url: str,
        parameters: Mapping[str, str],
        headers: Mapping[str, str],
        overrides: _Overrides,
    ) -> WebhookResponse | None:
        for number in count(1):
            outcome, answer = await self._try(url, parameters, headers)
            if answer or not overrides.allow_retry(number, outcome):
                break
            await asyncio.sleep(self._retry_pauses[min(number, len(self._retry_pauses)) - 1])
        if not answer:
            logger.warning(
                "Webhook %s: given up after %s (%s)", urlsplit(url).path, number, outcome
            )
        return answer

    async def _try(
        self, url: str, parameters: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[str, WebhookResponse | None]:
        """The outcome in the words of Twilio's connection overrides, and what was answered."""
        try:
            async with self._connected().post(url, data=parameters, headers=headers) as response:
                body = await response.text()
        except aiohttp.ClientConnectorError:
            return "ct", None
        except (aiohttp.ClientError, TimeoutError):
            return "rt", None
        if response.status >= 400:
            return f"{response.status // 100}xx", None
        return "2xx", WebhookResponse(response.content_type, body)

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            waits = aiohttp.ClientTimeout(connect=CONNECT_SECONDS, sock_read=READ_SECONDS)
            connector = aiohttp.TCPConnector(keepalive_timeout=3, limit=0)
            self._session = aiohttp.ClientSession(timeout=waits, connector=connector)
        return self._session


def _overrides(fragment: str) -> _Overrides:
    """Without any, Twilio tries once more, and only when it could not connect."""
    fields = parse_qs(fragment)
    after = fields.get("rp", ["ct"])[-1]
    return _Overrides(int(fields.get("rc", ["1"])[-1]), frozenset(after.split(",")))
