"""How much a socket may say, and what ends one that says what no page of ours would."""

import asyncio
import json
import logging
from contextlib import asynccontextmanager, suppress
from unittest.mock import AsyncMock
from urllib.parse import urlsplit

import pytest
from nicegui import Client
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.ui.visitors import until
from ui.security import rate_limits, sockets
from ui.security.connections import LARGEST_FRAME_BYTES
from ui.security.rate_limits import BURST_BYTES, BURST_FRAMES, FRAMES_A_SECOND, RateLimit

PAGE = "/live-conversations"
SOCKETS = "/_nicegui_ws/socket.io/"


# TRUST: 2.3-33
def test_a_socket_may_say_much_at_once_and_little_for_long():
    now = [0.0]
    busy, calm = RateLimit(lambda: now[0]), RateLimit(lambda: now[0])

    assert all(busy.take(1, 10) for _ in range(BURST_FRAMES))
    assert not busy.take(1, 10)
    for _ in range(10 * BURST_FRAMES):
        now[0] += 1 / FRAMES_A_SECOND
        assert calm.take(1, 10)
    assert not calm.take(1, BURST_BYTES + 1)


# TRUST: 2.3-33
async def test_a_socket_that_floods_is_cut_and_no_other(jonas):
    busy, calm = await jonas.open(PAGE), await jonas.open(PAGE)

    for _ in range(BURST_FRAMES + 10):
        await busy.socket.emit("log", {"client_id": busy.page_id, "level": "info", "message": ""})

    await until(lambda: not busy.socket.connected)
    assert calm.socket.connected


@asynccontextmanager
async def line_of(visitor):
    """A bare websocket with the cookie of this visitor; what it says is up to the test."""
    address = urlsplit(visitor.address)
    async with connect(
        f"ws://{address.netloc}{SOCKETS}?EIO=4&transport=websocket",
        origin=visitor.address,
        additional_headers={"Cookie": visitor.cookie},
        compression=None,
    ) as line:
        await line.recv()
        yield line


async def is_ended(line, *, within_seconds=30):
    """Whether the connection below is closed, though this side never answers a farewell."""
    async with asyncio.timeout(within_seconds):
        with suppress(ConnectionClosed):
            while True:
                await line.recv()
    return True


@pytest.fixture
def warnings(caplog):
    """What was logged; a traceback fails the test."""
    caplog.set_level(logging.WARNING)

    def warnings():
        assert [each for each in caplog.records if each.exc_info] == []
        return [each.getMessage() for each in caplog.records]

    return warnings


# FAULT: A-7
# TRUST: 2.3-33
@pytest.mark.parametrize(
    "said",
    [
        pytest.param(('451-["event",{"_placeholder":true,"num":0}]', b"x"), id="an attachment"),
        pytest.param((b"x" * 1000,), id="bytes"),
        pytest.param(("bAAAA",), id="bytes as text"),
        pytest.param(("x",), id="no packet"),
        pytest.param(("",), id="nothing"),
        pytest.param(("44",), id="a refusal"),
        pytest.param(("42²[",), id="digits of another script"),
    ],
)
async def test_what_no_page_of_ours_says_ends_a_socket_with_one_line_in_the_log(
    jonas,
    warnings,
    said,
):
    async with line_of(jonas) as line:
        await line.send("40")
        with suppress(ConnectionClosed):
            for frame in said:
                await line.send(frame)

        assert await is_ended(line)

    assert warnings() == ["A socket said what no page of ours says and was cut"]


# FAULT: A-7
@pytest.mark.parametrize(
    "said", ['42["event"', '42["handshake"]', '42["handshake",{"client_id":[]}]', "42[7]", "40{"]
)
async def test_a_forged_message_writes_no_traceback(jonas, warnings, said):
    async with line_of(jonas) as line:
        for frame in ("40", said, said, '420["nobody hears this"]', '427["ack",{}]'):
            await line.send(frame)
        async with asyncio.timeout(30):
            while await line.recv() != "437[]":
                pass

    assert len(warnings()) <= 1


# FAULT: A-7
async def test_forged_requests_in_place_of_a_socket_write_no_traceback(jonas, warnings):
    opened = await jonas.get(f"{SOCKETS}?EIO=4&transport=polling")
    path = f"{SOCKETS}?EIO=4&transport=polling&sid={json.loads(opened.text[1:])['sid']}"

    for body in (b"x", b"\xff", b"40\x1e" * 100, b"451-[]", b'42["event"'):
        answer = await jonas.browser.post(path, content=body, headers={"Origin": jonas.address})
        assert answer.status_code < 500
    await jonas.browser.post(path, content=b"x" * 300_000, headers={"Origin": jonas.address})

    warnings()


# FAULT: A-7
@pytest.mark.parametrize("kind", ["pings", "pieces", "messages for another page", "pongs"])
async def test_a_socket_that_floods_in_any_way_is_cut_at_its_connection(jonas, warnings, kind):
    async with line_of(jonas) as line:
        await line.send("40")

        async def pieces():
            for _ in range(10 * BURST_FRAMES):
                yield ""

        with suppress(ConnectionClosed):
            if kind == "pieces":
                await line.send(pieces())
            for _ in range(10 * BURST_FRAMES):
                if kind == "pings":
                    await line.ping()
                elif kind == "pongs":
                    await line.send("3")
                else:
                    await line.send('42["event",{"client_id":"of somebody else"}]')

        assert await is_ended(line)

    assert warnings() == ["A socket said too much at once and was cut"]


# FAULT: A-7
async def test_the_bytes_of_a_socket_are_bounded_whatever_page_they_name(jonas, warnings):
    message = '42["event",{"client_id":"of somebody else","args":["' + "x" * 200_000 + '"]}]'
    async with line_of(jonas) as line:
        await line.send("40")
        with suppress(ConnectionClosed):
            for _ in range(10):
                await line.send(message)

        assert await is_ended(line)

    assert warnings() == ["A socket said too much at once and was cut"]


# FAULT: A-7
async def test_the_sockets_of_one_sign_in_share_what_they_may_say(jonas, monkeypatch):
    monkeypatch.setattr(sockets, "TIMES", 1)
    monkeypatch.setattr(rate_limits, "BURST_FRAMES", 30)
    async with line_of(jonas) as one, line_of(jonas) as other:
        for line in (one, other):
            for _ in range(20):
                await line.send('42["event",{}]')

        assert await is_ended(other)


# FAULT: A-7
async def test_one_sign_in_has_so_many_sockets_and_the_oldest_makes_room(jonas, monkeypatch):
    monkeypatch.setattr(sockets, "OF_ONE_SIGN_IN", 2)
    async with line_of(jonas) as oldest, line_of(jonas) as old, line_of(jonas) as new:
        assert await is_ended(oldest)
        for line in (old, new):
            await line.send("40")
            assert (await line.recv()).startswith("40")


# FAULT: A-7
async def test_a_socket_that_joins_no_page_is_cut_and_one_that_did_is_not(jonas, monkeypatch):
    monkeypatch.setattr(sockets, "OPENING_SECONDS", 0.3)
    monkeypatch.setattr(sockets, "LOOK_SECONDS", 0.05)
    tab = await jonas.open(PAGE)
    async with line_of(jonas) as silent, line_of(jonas) as talking:
        await talking.send("40")

        assert await is_ended(silent)
        assert await is_ended(talking)

    assert tab.socket.connected


# FAULT: A-7
# SPEC: ACC-8
async def test_signing_out_cuts_sockets_that_joined_no_page(jonas):
    async with line_of(jonas) as line:
        await line.send("40")
        await jonas.post("/sign-out")

        assert await is_ended(line)


# FAULT: A-7
async def test_signing_out_ends_a_socket_that_would_not_go(jonas, monkeypatch):
    """It stays where its page is led away: only the server can close it."""
    tab = await jonas.open(PAGE)
    await until(lambda: Client.instances[tab.page_id].has_socket_connection)
    stays = tab.socket.eio
    monkeypatch.setattr(tab.socket, "_handle_disconnect", AsyncMock())

    await jonas.post("/sign-out")

    await until(lambda: stays.state != "connected")


# TRUST: 2.3-33
async def test_a_message_too_large_for_a_socket_ends_it(jonas):
    tab = await jonas.open(PAGE)
    await tab.socket.emit("event", {"client_id": tab.page_id, "args": ["x" * 200_000]})
    await tab.socket.call("ack", {"client_id": tab.page_id, "next_message_id": 0})
    assert tab.socket.connected

    await tab.socket.emit("event", {"client_id": tab.page_id, "args": ["x" * LARGEST_FRAME_BYTES]})

    await until(lambda: not tab.socket.connected)
