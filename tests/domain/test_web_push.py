"""Push notifications, to a push service on loopback that opens what it gets."""

import asyncio
import json
import stat
from base64 import urlsafe_b64encode
from contextlib import asynccontextmanager
from dataclasses import replace

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from domain.gateways.settings import UnusableSettings
from domain.gateways.web_push import WebPush, push_key
from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.model.notifications import NotificationText, PushDevice
from domain.ports.notifications import SubscriptionExpired
from tests.servers import free_port
from tests.simulator.rig import serving

TOLD = NotificationText(
    conversation_id=12,
    sender="Maya Lopez",
    point_of_contact="Queen Street",
    count=2,
    text="Is the coat in? 💜",
)
CONTACT = "mailto:inbox@bright.test"


class Browser:
    """Has keys of its own, and an address at its maker's push service."""

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"sixteen bytes ok"
        self.came = []
        self.answer = 201
        self.silence = None
        self.talks_on = False

    def device(self, endpoint):
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return PushDevice(id=1, endpoint=endpoint, p256dh=base64(point), auth=base64(self._auth))

    @property
    def service(self):
        return Starlette(routes=[Route("/push/{name}", self._take, methods=["POST"])])

    async def _take(self, request):
        self.came.append((dict(request.headers), await request.body()))
        if self.silence:
            await self.silence.wait()
        if self.answer == 307:
            return RedirectResponse("/push/elsewhere", 307)
        if self.talks_on:
            return StreamingResponse(self._talk(), 201)
        return Response(status_code=self.answer)

    async def _talk(self):
        while True:
            yield bytes(65_536)
            await asyncio.sleep(0)

    @property
    def shown(self):
        """What its service worker would read."""
        return [json.loads(self._opened(content)) for _, content in self.came]

    def _opened(self, content):
        return http_ece.decrypt(
            content, private_key=self._key, auth_secret=self._auth, version="aes128gcm"
        )


def base64(content):
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.fixture
def browser():
    return Browser()


def pushing(allow=(), **more):
    key = Vapid02()
    key.generate_keys()
    return WebPush(key, contact=CONTACT, allow=allow, **more)


@asynccontextmanager
async def reaching(browser, **more):
    async with serving(browser.service) as address:
        yield pushing([address], **more), browser.device(f"{address}/push/phone")


# SPEC: NOT-1 NOT-2 NOT-3
async def test_only_the_browser_can_read_it_and_knows_who_sent_it(browser):
    async with reaching(browser) as (push, device):
        await push.push(TOLD, to=device)

    assert browser.shown == [
        {
            "title": "Maya Lopez – Queen Street",
            "body": "2 new messages: Is the coat in? 💜",
            "tag": "conversation-12",
            "path": "/live-conversations/12",
        }
    ]
    ((headers, content),) = browser.came
    assert b"coat" not in content
    assert headers["topic"] == "conversation-12"
    assert (headers["content-encoding"], headers["urgency"]) == ("aes128gcm", "high")
    assert int(headers["ttl"]) == 24 * 60 * 60
    assert Vapid02.verify(headers["authorization"])
    assert headers["authorization"].endswith(f"k={push.public_key}")


# SPEC: NOT-4
@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (404, SubscriptionExpired),
        (410, SubscriptionExpired),
        (400, Rejected),
        (413, Rejected),
        (307, Rejected),
        (429, NotSent),
        (500, NotSent),
        (503, NotSent),
    ],
)
async def test_what_the_service_answers_is_what_came_of_it(browser, status, failure):
    browser.answer = status
    async with reaching(browser) as (push, device):
        with pytest.raises(failure) as raised:
            await push.push(TOLD, to=device)

    assert type(raised.value) is failure
    assert len(browser.came) == 1


# SPEC: NOT-4
async def test_a_service_that_is_away_is_tried_again_and_one_that_is_silent_is_not(browser):
    here = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(NotSent):
        await pushing([here]).push(TOLD, to=browser.device(f"{here}/push/phone"))

    browser.silence = asyncio.Event()
    async with reaching(browser, timeout_seconds=0.2) as (push, device):
        with pytest.raises(OutcomeUnknown):
            await push.push(TOLD, to=device)
        browser.silence.set()


async def test_a_service_that_never_stops_talking_is_not_listened_to(browser):
    browser.talks_on = True
    async with reaching(browser) as (push, device), asyncio.timeout(5):
        await push.push(TOLD, to=device)

    assert len(browser.came) == 1


async def test_keys_that_no_browser_made_are_refused(browser):
    async with reaching(browser) as (push, device):
        for keys in ({"p256dh": base64(b"\x04" + bytes(64))}, {"auth": "?"}, {"p256dh": ""}):
            with pytest.raises(Rejected):
                await push.push(TOLD, to=replace(device, **keys))

    assert browser.came == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://93.184.216.34/x",
        "https://localhost/x",
        "https://localhost.localdomain./x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://us:secret@push.example/x",
        "file:///etc/passwd",
        "gopher://push.example/x",
        "x",
    ],
)
async def test_an_address_inside_or_without_tls_is_never_called(browser, endpoint):
    with pytest.raises((Rejected, NotSent)) as raised:
        await pushing().push(TOLD, to=browser.device(endpoint))

    assert endpoint not in str(raised.value)


async def test_a_name_that_leads_inside_is_never_called(browser, monkeypatch):
    """As when whoever owns a name points it to our own network once it was accepted."""

    async def lead_inside(_self, host, port=0, family=0):
        return [
            {
                "hostname": host,
                "host": "10.0.0.7",
                "port": port,
                "family": family,
                "proto": 0,
                "flags": 0,
            }
        ]

    monkeypatch.setattr("domain.gateways.ssrf_guard.ThreadedResolver.resolve", lead_inside)
    with pytest.raises(Rejected, match="private network"):
        await pushing().push(TOLD, to=browser.device("https://push.example/x"))


def test_the_key_is_made_once_and_nobody_else_may_read_it(tmp_path):
    path = tmp_path / "push-key"
    made, kept = push_key(path), push_key(path)

    assert made.private_pem() == kept.private_pem()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(UnusableSettings, match="can be read by others"):
        push_key(path)


# FAULT: A-14
@pytest.mark.parametrize("content", ["", "short", "no key at all, but it is long enough for one"])
def test_a_damaged_key_stops_the_start(tmp_path, content):
    path = tmp_path / "push-key"
    path.touch(mode=0o600)
    path.write_text(content)

    with pytest.raises(UnusableSettings, match="Put it back from a backup"):
        push_key(path)
