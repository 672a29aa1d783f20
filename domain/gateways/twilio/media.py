"""Fetching customers' files from Twilio: credentials to nobody else, and nothing from elsewhere."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp

from domain.gateways.ssrf_guard import PublicResolver
from domain.gateways.twilio.account import TwilioAccount, is_api_host
from domain.model.media import MAX_INBOUND_BYTES
from domain.ports.media import DownloadFailed, DownloadRefused, MediaSource

TOTAL_SECONDS, SILENCE_SECONDS = 60.0, 8.0
"""A large file over a slow line takes long; a file that hangs is given up after the second."""
MAX_REDIRECTS = 3
CHUNK_BYTES = 64 * 1024
MEDIA_HOSTS = (".twilio.com", ".twiliocdn.com", ".amazonaws.com")
"""Where Twilio keeps media, and redirects to."""

_REDIRECTS = (301, 302, 303, 307, 308)


class TwilioMedia(MediaSource):
    """`close` it on the way out."""

    def __init__(
        self,
        account: TwilioAccount,
        *,
        timeout_seconds: float = TOTAL_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self._account = account
        self._api = urlsplit(account.api_base_url.rstrip("/"))
        self._timeout = aiohttp.ClientTimeout(
            total=timeout_seconds,
            sock_connect=silence_seconds,
            sock_read=silence_seconds,
        )
        self._own_media = re.compile(
            rf"{re.escape(self._api.path)}/2010-04-01/Accounts/{re.escape(account.sid)}"
            r"/Messages/(SM|MM)[0-9a-f]{32}/Media/ME[0-9a-f]{32}"
        )
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[AsyncIterator[bytes]]:
        try:
            async with self._follow(self._in_our_region(url), redirects=MAX_REDIRECTS) as answer:
                yield answer.content.iter_chunked(CHUNK_BYTES)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DownloadFailed(type(error).__name__) from error

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    @asynccontextmanager
    async def _follow(self, url: str, *, redirects: int) -> AsyncIterator[aiohttp.ClientResponse]:
        """Followed by hand: each hop is judged anew, and told only what it may know."""
        parts = self._ensure_allowed(url)
        async with self._connect().get(
            url, headers=self._credentials(parts), allow_redirects=False, timeout=self._timeout
        ) as answer:
            if answer.status not in _REDIRECTS:
                _ensure_ok(answer)
                yield answer
                return
            location = answer.headers.get("Location", "")
        if not redirects:
            raise DownloadRefused("too many redirects")
        async with self._follow(urljoin(url, location), redirects=redirects - 1) as final:
            yield final

    def _in_our_region(self, url: str) -> str:
        """Twilio may name media by its API of another region; our account is known at ours."""
        parts = _parts(url)
        is_named_by_twilio = (
            parts.scheme == "https" and parts.netloc == parts.hostname and is_api_host(parts.netloc)
        )
        if not (self._account.is_at_twilio and is_named_by_twilio):
            return url
        if not self._own_media.fullmatch(parts.path):
            return url
        return parts._replace(scheme=self._api.scheme, netloc=self._api.netloc).geturl()

    def _ensure_allowed(self, url: str) -> SplitResult:
        parts = _parts(url)
        host = parts.hostname or ""
        if parts.username is not None or parts.password is not None:
            raise DownloadRefused("an address with credentials of its own")
        if not self._account.is_at_twilio:
            if host == self._api.hostname and parts.scheme in ("http", "https"):
                return parts
        elif parts.scheme == "https" and parts.port in (None, 443) and host.endswith(MEDIA_HOSTS):
            return parts
        raise DownloadRefused(f"{parts.scheme}://{host} is not where Twilio keeps media")

    def _credentials(self, parts: SplitResult) -> dict[str, str]:
        """Return our credentials only for our own media at the API, not for redirects."""
        if _origin(parts) != _origin(self._api) or not self._own_media.fullmatch(parts.path):
            return {}
        return {"Authorization": aiohttp.encode_basic_auth(*self._account.credentials)}

    def _connect(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = PublicResolver(allow=self._api.hostname or "")
            connector = aiohttp.TCPConnector(resolver=resolver, keepalive_timeout=3)
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Accept-Encoding": "identity"},
            )
        return self._session


def _ensure_ok(answer: aiohttp.ClientResponse) -> None:
    """Any trouble may pass: a 404 right after the webhook, or credentials being changed."""
    if answer.status != 200:
        raise DownloadFailed(f"answered {answer.status}")
    if (answer.content_length or 0) > MAX_INBOUND_BYTES:
        raise DownloadRefused("larger than we take")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise DownloadRefused("not an address") from error
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or usual
