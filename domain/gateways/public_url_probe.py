"""This server, called at its public address as Twilio calls it."""

import socket
from collections.abc import Mapping
from typing import Any

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

from domain.gateways.twilio.account import TwilioAccount
from domain.ports.diagnostics import ConnectionProblem, HttpResponse, PublicAddress, Unreachable

MAX_BYTES = 10_000
"""The limit for a response body; ours are shorter."""


class PublicUrlProbe(PublicAddress):
    def __init__(
        self, account: TwilioAccount, *, local_url: str, timeout_seconds: float = 8.0
    ) -> None:
        """`local_url` is where the server listens on this machine."""
        self._account = account
        self._local_url = local_url
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)

    @property
    def url(self) -> str:
        return self._account.public_base_url.rstrip("/")

    async def post_signed(
        self, path: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> HttpResponse:
        fields = {"AccountSid": self._account.sid, **form}
        validator = RequestValidator(self._account.auth_tokens[0])
        signature = str(validator.compute_signature(self._account.signed_base_url + path, fields))
        headers = {**headers, "X-Twilio-Signature": signature}
        return await self._request("POST", path, data=fields, headers=headers)

    async def get(self, path: str, *, head: bool = False) -> HttpResponse:
        return await self._request("HEAD" if head else "GET", path)

    async def is_served(self) -> bool:
        try:
            async with self._session() as session, session.get(f"{self._local_url}/healthz"):
                return True
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _request(self, method: str, path: str, **more: Any) -> HttpResponse:
        try:
            async with (
                self._session() as session,
                session.request(
                    method, self._exact_url(path), allow_redirects=False, **more
                ) as response,
            ):
                return HttpResponse(
                    status=response.status,
                    body=await _start_of(response.content),
                    media_type=response.content_type if "Content-Type" in response.headers else "",
                    leads_to=response.headers.get("Location", ""),
                )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable(_problem(error)) from error

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(timeout=self._timeout)

    def _exact_url(self, path: str) -> URL:
        """Return the URL without re-encoding, because blanks must arrive as they were signed."""
        return URL(f"{self.url}{path}", encoded=True)


async def _start_of(coming: aiohttp.StreamReader) -> bytes:
    """An answer may come in pieces."""
    body = b""
    while len(body) < MAX_BYTES and (piece := await coming.read(MAX_BYTES - len(body))):
        body += piece
    return body


def _problem(error: Exception) -> ConnectionProblem:
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return ConnectionProblem.CERTIFICATE
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return ConnectionProblem.NAME
    if isinstance(error, aiohttp.ClientConnectorError):
        return (
            ConnectionProblem.NAME
            if isinstance(error.os_error, socket.gaierror)
            else ConnectionProblem.REFUSED
        )
    return (
        ConnectionProblem.SILENCE if isinstance(error, TimeoutError) else ConnectionProblem.BROKEN
    )
