"""Twilio's own library, with an HTTP client of ours."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from twilio.http.response import Response
from twilio.rest import Client

from domain.gateways.twilio.account import TwilioAccount


def twilio_client(
    credentials: tuple[str, str], account: TwilioAccount, http: "TwilioHttpClient"
) -> Any:
    """Twilio's own client for our account, signed in as said."""
    # Left to itself, the library looks for a region and an edge in the process's environment,
    # and would bend the address of the API with them.
    elsewhere = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}
    name, secret = credentials
    client = Client(name, secret, account.sid, http_client=http, environment=elsewhere)
    client.api.base_url = account.api_base_url
    return client


FIRST_CODE = 10_000
"""Twilio's own error codes have five digits and more; what is shorter is an HTTP status."""


class ErrorAnswer(Exception):
    """An answer of 400 and above, from Twilio or from something between us and it.

    Unless it `is_from_twilio`, by its format, it says nothing about a message.
    `retry_after` is in seconds.
    """

    def __init__(self, status: int, body: str, headers: Mapping[str, str]) -> None:
        payload = _object_in(body)
        code = payload.get("code")
        has_code = type(code) is int and code >= FIRST_CODE
        is_without = "code" in payload and code is None and payload.get("status") == status
        self.status = status
        self.is_from_twilio = has_code or is_without
        self.code = str(code) if has_code else None
        self.retry_after = _seconds_in(headers.get("Retry-After", ""))
        super().__init__(
            f"{status} {self.code or ''} by {'' if self.is_from_twilio else 'not '}Twilio"
        )


class TwilioHttpClient:
    """The wire under twilio-python.

    In place of its own one, which ignores its timeout, can repeat a POST, and does not tell a
    connection that never came about from one that was lost.
    """

    is_async = True

    def __init__(self, timeout_seconds: float) -> None:
        # Connecting gets half of the time: when only that took too long, nothing was sent.
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=timeout_seconds / 2)
        self._session: aiohttp.ClientSession | None = None
        self.answered_at: datetime | None = None
        """When the last answer was given, by Twilio's clock."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str | list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str],
        timeout: float | None = None,  # noqa: ASYNC109 - twilio-python calls it so
        allow_redirects: bool = False,
    ) -> Response:
        request = self._connect().request(
            method,
            url,
            params=params,
            data=data,
            headers={**(headers or {}), "Authorization": aiohttp.encode_basic_auth(*auth)},
            timeout=aiohttp.ClientTimeout(total=timeout) if timeout else self._timeout,
            allow_redirects=allow_redirects,
        )
        async with request as answer:
            self.answered_at = _date_in(answer.headers.get("Date", ""))
            text = await answer.text(errors="replace")
            if answer.status >= 400:
                # The library would forget the headers, and take anybody's answer for Twilio's.
                raise ErrorAnswer(answer.status, text, answer.headers)
            return Response(answer.status, text, answer.headers)

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    def _connect(self) -> aiohttp.ClientSession:
        if self._session is None:
            # A kept connection that the other side drops just as we send looks like a lost
            # answer. Servers keep them for 5 seconds and more, so ours go before that.
            connector = aiohttp.TCPConnector(keepalive_timeout=3)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session


def _date_in(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except ValueError:
        return None


def _object_in(body: str) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


def _seconds_in(header: str) -> float:
    """`Retry-After` has seconds, or the moment."""
    if header.isascii() and header.isdigit():
        return float(header)
    moment = _date_in(header)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else 0.0
