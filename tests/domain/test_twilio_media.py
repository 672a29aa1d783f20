"""Fetching media over real lines: who is told our credentials, and who is not even asked."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from domain.gateways.ssrf_guard import PublicResolver
from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.media import TwilioMedia
from domain.ports.media import DownloadFailed, DownloadRefused
from tests.fakes import photo
from tests.simulator.rig import ACCOUNT, TOKEN, serving

OURS = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'a' * 32}/Media/ME{'b' * 32}"
BASIC = "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


class Twilio:
    """Answers as told, and remembers who said what."""

    def __init__(self) -> None:
        self.answer: Response | None = None
        self.heard: list[tuple[str, str]] = []

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answer)])

    async def _answer(self, request: Request) -> Response:
        self.heard.append((request.url.path, request.headers.get("authorization", "")))
        if request.url.path == "/store":
            return Response(photo(), media_type="image/jpeg")
        return self.answer or RedirectResponse("/store", status_code=307)


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@asynccontextmanager
async def source_at(address: str, **more: float) -> AsyncIterator[TwilioMedia]:
    account = TwilioAccount(
        sid=ACCOUNT,
        auth_tokens=(TOKEN,),
        public_base_url="https://inbox.bright.test",
        api_base_url=address,
    )
    source = TwilioMedia(account, **more)
    try:
        yield source
    finally:
        await source.close()


async def fetched(source: TwilioMedia, url: str) -> bytes:
    async with source.open(url) as chunks:
        return b"".join([chunk async for chunk in chunks])


# SPEC: MMS-5
# TRUST: 2.3-49
async def test_our_media_is_fetched_with_credentials_that_no_redirect_gets(twilio: Twilio) -> None:
    async with serving(twilio.app) as address, source_at(address) as source:
        assert await fetched(source, address + OURS) == photo()

    assert twilio.heard == [(OURS, BASIC), ("/store", "")]


# TRUST: 2.3-49
async def test_another_port_of_that_host_gets_no_credentials(twilio: Twilio) -> None:
    async with serving(twilio.app) as address, source_at("http://127.0.0.1:9") as source:
        await fetched(source, address + OURS)

    assert [credentials for _, credentials in twilio.heard] == ["", ""]


# TRUST: 2.3-49
@pytest.mark.parametrize(
    "path",
    [
        OURS.replace(ACCOUNT, "AC" + "9" * 32),
        OURS + "/../../../Messages.json",
        OURS + ".json",
        f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        "/",
    ],
)
async def test_nothing_but_our_own_media_is_asked_for_in_our_name(
    twilio: Twilio, path: str
) -> None:
    async with serving(twilio.app) as address, source_at(address) as source:
        await fetched(source, address + path)

    assert {credentials for _, credentials in twilio.heard} == {""}


# TRUST: 2.3-49
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/coat.jpg",
        "https://api.twilio.com.evil.example/coat.jpg",
        "https://eviltwilio.com/coat.jpg",
        "http://api.twilio.com/coat.jpg",
        "https://api.twilio.com:8443/coat.jpg",
        "https://me:secret@api.twilio.com/coat.jpg",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:8080/",
        "https://[::1]/",
        "https://[nonsense/",
        "file:///etc/passwd",
        "",
    ],
)
async def test_other_addresses_are_never_asked(url: str) -> None:
    async with source_at("https://api.twilio.com") as source:
        with pytest.raises(DownloadRefused):
            await fetched(source, url)


# TRUST: 2.3-49
async def test_a_redirect_to_elsewhere_is_not_followed(twilio: Twilio) -> None:
    twilio.answer = RedirectResponse("http://localhost:1/coat.jpg")
    async with serving(twilio.app) as address, source_at(address) as source:
        with pytest.raises(DownloadRefused):
            await fetched(source, address + OURS)


# TRUST: 2.3-49
async def test_redirects_come_to_an_end(twilio: Twilio) -> None:
    twilio.answer = RedirectResponse("/round-and-round")
    async with serving(twilio.app) as address, source_at(address) as source:
        with pytest.raises(DownloadRefused, match="too many"):
            await fetched(source, address + OURS)

    assert len(twilio.heard) == 4


# TRUST: 2.3-49
async def test_a_name_that_leads_into_our_own_network_is_not_followed() -> None:
    resolver = PublicResolver(allow="api.twilio.com")

    with pytest.raises(OSError, match="private network"):
        await resolver.resolve("localhost", 443)
    assert await PublicResolver(allow="localhost").resolve("localhost", 443)


@pytest.mark.parametrize("status", [401, 404, 429, 500])
async def test_trouble_that_may_pass_is_worth_another_try(twilio: Twilio, status: int) -> None:
    twilio.answer = Response(status_code=status)
    async with serving(twilio.app) as address, source_at(address) as source:
        with pytest.raises(DownloadFailed, match=str(status)):
            await fetched(source, address + OURS)


async def test_half_a_file_is_no_file(twilio: Twilio) -> None:
    twilio.answer = Response(b"half", headers={"Content-Length": "8"})
    async with serving(twilio.app) as address, source_at(address) as source:
        with pytest.raises(DownloadFailed):
            await fetched(source, address + OURS)


# TRUST: 2.3-49
async def test_nobody_is_waited_for_endlessly(twilio: Twilio) -> None:
    async def slow() -> AsyncIterator[bytes]:
        while True:
            yield b"a"
            await asyncio.sleep(0.05)

    twilio.answer = StreamingResponse(slow())
    async with (
        serving(twilio.app) as address,
        source_at(address, timeout_seconds=0.3) as source,
    ):
        with pytest.raises(DownloadFailed, match="Timeout"):
            await fetched(source, address + OURS)


# FAULT: M-8
async def test_a_file_that_hangs_is_not_waited_for_long(twilio: Twilio) -> None:
    async def hanging() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.Event().wait()

    twilio.answer = StreamingResponse(hanging())
    async with (
        serving(twilio.app) as address,
        source_at(address, silence_seconds=0.3) as source,
    ):
        with pytest.raises(DownloadFailed, match="Timeout"):
            await fetched(source, address + OURS)


# TRUST: 2.3-49
async def test_a_file_that_says_it_is_too_large_is_not_read(twilio: Twilio) -> None:
    twilio.answer = Response(headers={"Content-Length": "16000001"})
    async with serving(twilio.app) as address, source_at(address) as source:
        with pytest.raises(DownloadRefused, match="larger"):
            await fetched(source, address + OURS)


class Line:
    """In place of the line to Twilio: notes who would be asked, and is told what."""

    def __init__(self, leads_to: str = "") -> None:
        self.asked: list[tuple[str, str]] = []
        self._leads_to = leads_to

    @asynccontextmanager
    async def get(self, url: str, *, headers: dict[str, str], **_: object) -> AsyncIterator[object]:
        self.asked.append((url, headers.get("Authorization", "")))
        is_first = len(self.asked) == 1 and self._leads_to
        yield SimpleNamespace(
            status=307 if is_first else 200,
            headers={"Location": self._leads_to},
            content_length=5,
            content=SimpleNamespace(iter_chunked=lambda _: _pieces(b"photo")),
        )

    async def close(self) -> None:
        pass


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


DUBLIN = "https://api.dublin.ie1.twilio.com"


# FAULT: M-16
# SPEC: MMS-5
@pytest.mark.parametrize(
    "host", ["api.dublin.ie1.twilio.com", "api.ie1.twilio.com", "api.twilio.com"]
)
async def test_media_of_an_account_in_another_region_is_fetched_there(host: str) -> None:
    async with source_at(DUBLIN) as source:
        source._session = line = Line("https://mms.dublin.ie1.twiliocdn.com/coat")  # type: ignore[assignment]
        assert await fetched(source, f"https://{host}{OURS}") == b"photo"

    assert line.asked == [
        (DUBLIN + OURS, BASIC),
        ("https://mms.dublin.ie1.twiliocdn.com/coat", ""),
    ]


# FAULT: M-16
# TRUST: 2.3-49
@pytest.mark.parametrize(
    "url",
    [
        f"https://api.dublin.ie1.twilio.com.evil.example{OURS}",
        f"https://evil.example{OURS}",
        f"http://api.twilio.com{OURS}",
        f"https://api.twilio.com:8443{OURS}",
        f"https://me:secret@api.twilio.com{OURS}",
    ],
)
async def test_no_other_host_is_taken_for_another_region(url: str) -> None:
    async with source_at(DUBLIN) as source:
        source._session = line = Line()  # type: ignore[assignment]
        with pytest.raises(DownloadRefused):
            await fetched(source, url)

    assert line.asked == []
