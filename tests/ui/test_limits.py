"""How much one visitor may ask of the server, and what it never shows."""

import asyncio
import logging
from urllib.parse import urlsplit

import httpx
import pytest
from nicegui import Client, core

from tests.ui.visitors import until
from ui.door import bodies, room
from ui.door.allowance import A_SECOND, AT_ONCE, Allowance
from ui.door.sockets import LARGEST_MESSAGE_BYTES

PAGE = "/live-conversations"


# TRUST: 2.3-34
async def test_too_many_pages_at_once_are_refused_in_words(jonas, monkeypatch):
    monkeypatch.setattr(room, "OF_ONE_SIGN_IN", 2)
    tabs = [await jonas.open(PAGE), await jonas.open(PAGE)]

    refused = await jonas.get(PAGE)

    assert refused.status_code == 429
    assert "Close some of them" in refused.text
    assert len(Client.instances) == 2
    assert all(tab.socket.connected for tab in tabs)


# TRUST: 2.3-34
async def test_pages_that_nobody_is_at_make_room(jonas, monkeypatch):
    monkeypatch.setattr(room, "OF_ONE_SIGN_IN", 2)
    monkeypatch.setattr(room, "STILL_OPENING_SECONDS", 0)
    left = await jonas.open(PAGE)
    await left.close()
    stays = await jonas.open(PAGE)
    await until(lambda: not Client.instances[left.page_id].has_socket_connection)

    assert (await jonas.get(PAGE)).status_code == 200

    assert left.page_id not in Client.instances
    assert stays.page_id in Client.instances


# TRUST: 2.3-34
async def test_the_whole_team_together_has_a_limit_too(jonas, monkeypatch):
    monkeypatch.setattr(room, "IN_ALL", 1)
    await jonas.open(PAGE)

    assert (await jonas.get(PAGE)).status_code == 429


# TRUST: 2.3-33
def test_a_socket_may_say_much_at_once_and_little_for_long():
    now = [0.0]
    busy, calm = Allowance(lambda: now[0]), Allowance(lambda: now[0])

    assert all(busy.take() for _ in range(AT_ONCE))
    assert not busy.take()
    for _ in range(10 * AT_ONCE):
        now[0] += 1 / A_SECOND
        assert calm.take()
    assert not busy.take(), "what flooded once stays cut"


# TRUST: 2.3-33
async def test_a_socket_that_floods_is_cut_and_no_other(jonas):
    busy, calm = await jonas.open(PAGE), await jonas.open(PAGE)

    for _ in range(AT_ONCE + 10):
        await busy.socket.emit("log", {"client_id": busy.page_id, "level": "info", "message": ""})

    await until(lambda: not busy.socket.connected)
    assert calm.socket.connected


# TRUST: 2.3-33
async def test_a_message_too_large_for_a_socket_ends_it(jonas):
    tab = await jonas.open(PAGE)
    await tab.socket.emit("event", {"client_id": tab.page_id, "args": ["x" * 200_000]})
    await tab.socket.call("ack", {"client_id": tab.page_id, "next_message_id": 0})
    assert tab.socket.connected

    await tab.socket.emit(
        "event", {"client_id": tab.page_id, "args": ["x" * LARGEST_MESSAGE_BYTES]}
    )

    await until(lambda: not tab.socket.connected)


# TRUST: 2.3-45
async def test_a_form_that_never_comes_to_an_end_is_not_waited_for(jonas, monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.2)
    address = urlsplit(jonas.address)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(
        f"POST /sign-in HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {jonas.address}\r\n".encode()
        + b"Content-Type: application/x-www-form-urlencoded\r\n"
        + b"Content-Length: 100\r\n\r\nemail="
    )

    answer = await reader.readuntil(b"\r\n")
    writer.close()

    assert b" 408 " in answer


# TRUST: 2.3-53
async def test_a_webhook_gets_no_cookie_and_keeps_nothing_on_the_server(jonas):
    for path in ("/webhooks/twilio/inbound", "/webhooks/twilio/status?message=1&attempt=1"):
        async with httpx.AsyncClient(base_url=jonas.address) as twilio:
            answer = await twilio.post(path, data={"MessageSid": "SM1", "Body": "Hi"})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers

    assert Client.instances == {}


# TRUST: 2.3-37
@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/live-conversations.md"])
async def test_nothing_of_the_framework_is_on_show(jonas, path):
    assert (await jonas.get(path)).status_code == 404
    assert core.app.config.reload is False
    assert not core.air


# TRUST: 2.3-42
async def test_nobody_is_told_what_serves_them(jonas):
    logging.getLogger("nicegui").setLevel(logging.CRITICAL)
    for path in (PAGE, "/nowhere", "/healthz", "/sign-in"):
        answer = await jonas.get(path)
        assert "Traceback" not in answer.text
        assert "x-powered-by" not in answer.headers
