"""The connections below the site: what is not waited for, and who is answered meanwhile."""

import asyncio
import resource
import sys
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest
from nicegui import core

from tests.servers import Server
from tests.support.serving import STATIC
from ui.security import connections

HALF_A_REQUEST = b"POST /webhooks/echo HTTP/1.1\r\nHost: inbox\r\n"
HALF_A_BODY = HALF_A_REQUEST + b"Content-Length: 1000\r\n\r\nMessage"
IN_PIECES = HALF_A_REQUEST + b"Transfer-Encoding: chunked\r\n\r\n"


@asynccontextmanager
async def line_to(address):
    url = urlsplit(address)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def rest_of(reader):
    async with asyncio.timeout(30):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


# FAULT: A-8
@pytest.mark.parametrize("sent", [b"", b"GET / HT", HALF_A_REQUEST])
async def test_headers_that_never_come_to_an_end_are_not_waited_for(address, monkeypatch, sent):
    monkeypatch.setattr(connections, "HEADERS_SECONDS", 0.2)
    async with line_to(address) as (reader, writer):
        writer.write(sent)

        assert (await rest_of(reader)).startswith(b"HTTP/1.1 408 ")


# FAULT: A-8
async def test_neither_are_the_headers_of_a_later_request(address, monkeypatch):
    monkeypatch.setattr(connections, "HEADERS_SECONDS", 0.2)
    async with line_to(address) as (reader, writer):
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: inbox\r\n\r\n" + HALF_A_REQUEST)

        assert b"HTTP/1.1 408 " in await rest_of(reader)


# FAULT: A-8
async def test_the_rest_of_a_body_that_nobody_wants_is_not_waited_for(address, monkeypatch):
    monkeypatch.setattr(connections, "REST_SECONDS", 0.2)
    async with line_to(address) as (reader, writer):
        writer.write(b"POST /nowhere HTTP/1.1\r\nHost: inbox\r\nContent-Length: 1000\r\n\r\n")
        assert b" 401 " in await reader.readline()
        writer.write(b"x")

        assert b"HTTP/1.1 408 " in await rest_of(reader)


# FAULT: A-8
async def test_who_never_reads_an_answer_does_not_hold_its_connection(address, monkeypatch):
    monkeypatch.setattr(connections, "UNREAD_SECONDS", 0.2)
    async with line_to(address) as (reader, writer):
        reader._transport.pause_reading()
        asked = f"GET {STATIC} HTTP/1.1\r\nHost: inbox\r\n\r\n".encode()
        with pytest.raises(ConnectionResetError):  # noqa: PT012
            while True:
                writer.write(asked)
                await writer.drain()
                await asyncio.sleep(0.01)


# FAULT: A-8
@pytest.mark.parametrize("sent", [HALF_A_REQUEST, HALF_A_BODY])
async def test_with_too_many_connections_the_one_that_waits_longest_goes(
    address, monkeypatch, sent
):
    monkeypatch.setattr(connections, "most_connections", lambda: 5)
    url = urlsplit(address)
    held = []
    for _ in range(50):
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(sent)
        held.append((reader, writer))

    async with httpx.AsyncClient(base_url=address) as carrier:
        answer = await carrier.post("/webhooks/echo", data={"Body": "Hi"})

    assert answer.json() == {"bytes": 7}
    assert await rest_of(held[0][0]) == b""
    for _, writer in held:
        writer.transport.abort()


# FAULT: A-8
@pytest.mark.skipif(sys.platform != "linux", reason="the limit of another process is set")
async def test_health_and_webhooks_are_answered_beside_300_requests_that_never_end(tmp_path):
    server = Server("demo", tmp_path)
    url = urlsplit(server.url)
    held = []
    try:
        await asyncio.to_thread(server.start, within_seconds=120)
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (256, 256))
        for number in range(300):
            _, writer = await asyncio.open_connection(url.hostname, url.port)
            writer.write(HALF_A_REQUEST if number % 2 else HALF_A_BODY)
            held.append(writer)

        async with httpx.AsyncClient(base_url=server.url) as carrier:
            health = await carrier.get("/healthz")
            webhook = await carrier.post("/webhooks/twilio/inbound", data={"Body": "Hi"})
    finally:
        for writer in held:
            writer.transport.abort()
        await asyncio.to_thread(server.stop)

    assert (health.status_code, webhook.status_code) == (200, 403)


# FAULT: A-17
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HTTP/1.1\r\nX-Long: ", id="one header"),
        pytest.param(b"GET /", id="the address"),
        pytest.param(
            IN_PIECES + b"1\r\nx\r\n0\r\nX-Long: ",
            id="one after the body",
        ),
        pytest.param(
            IN_PIECES + b"1;x=",
            id="beside a piece of the body",
        ),
    ],
)
async def test_a_header_without_end_is_not_taken_in(address, sent):
    async with line_to(address) as (reader, writer):
        writer.write(sent)
        taken = 0
        try:
            while not reader.at_eof() and taken < 5_000_000:
                writer.write(b"x" * 10_000)
                taken += 10_000
                await writer.drain()
                await asyncio.sleep(0)
        except ConnectionError:
            pass

    assert taken < 5_000_000


# FAULT: S-6
async def test_an_idle_connection_is_let_go_but_not_the_socket_that_began_on_one(
    amira, monkeypatch
):
    """By the clock of uvicorn, which may start only after the upgrade."""
    kept = property(lambda _: 0.2, lambda _, __: None)
    monkeypatch.setattr(connections.HttpProtocol, "timeout_keep_alive", kept, raising=False)
    monkeypatch.setattr(core.sio.eio, "ping_interval", 1)
    host = urlsplit(amira.address).netloc
    page = f"GET /sign-in HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    upgrade = (
        f"GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\n"
        f"Origin: {amira.address}\r\nCookie: {amira.cookie}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()

    async with line_to(amira.address) as (idle, asks), line_to(amira.address) as (lives, begins):
        for writer in (asks, begins):
            writer.write(page)
        await lives.readuntil(b"</html>")
        begins.write(upgrade)
        assert b" 101 " in await lives.readuntil(b"\r\n\r\n")

        assert (await rest_of(idle)).endswith(b"</html>")
        async with asyncio.timeout(30):
            await lives.readuntil(b"\x81\x012")
