"""How much one visitor may ask of the server, and what it never shows."""

import asyncio
import logging
from urllib.parse import urlsplit

import httpx
import pytest
from nicegui import Client, core

from storage import database
from storage.dialects import sqlite
from tests.ui.visitors import Visitor, until
from ui.security import body_limits, page_limits

PAGE = "/live-conversations"


# TRUST: 2.3-34
async def test_too_many_pages_at_once_are_refused_in_words(jonas, monkeypatch):
    monkeypatch.setattr(page_limits, "OF_ONE_SIGN_IN", 2)
    tabs = [await jonas.open(PAGE), await jonas.open(PAGE)]

    refused = await jonas.get(PAGE)

    assert refused.status_code == 429
    assert "Close some of them" in refused.text
    assert len(Client.instances) == 2
    assert all(tab.socket.connected for tab in tabs)


# TRUST: 2.3-34
async def test_pages_that_nobody_is_at_make_room(jonas, monkeypatch):
    monkeypatch.setattr(page_limits, "OF_ONE_SIGN_IN", 2)
    monkeypatch.setattr(page_limits, "STILL_OPENING_SECONDS", 0)
    left = await jonas.open(PAGE)
    await left.close()
    stays = await jonas.open(PAGE)
    await until(lambda: not Client.instances[left.page_id].has_socket_connection)

    assert (await jonas.get(PAGE)).status_code == 200

    assert left.page_id not in Client.instances
    assert stays.page_id in Client.instances


# TRUST: 2.3-34
async def test_the_whole_team_together_has_a_limit_too(jonas, monkeypatch):
    monkeypatch.setattr(page_limits, "IN_ALL", 1)
    await jonas.open(PAGE)

    assert (await jonas.get(PAGE)).status_code == 429


@pytest.fixture
async def amira(jonas, house, password_hash):
    """Of the same company, an administrator."""
    async with house.store.transaction() as tx:
        await tx.users.set_password(house.amira.user_id, password_hash)
    amira = Visitor(jonas.address)
    await amira.sign_in("amira@bright.test")
    yield amira
    await amira.leave()


# FAULT: A-15
# TRUST: 2.3-34
async def test_one_user_has_so_many_pages_however_often_they_sign_in(jonas, monkeypatch):
    monkeypatch.setattr(page_limits, "OF_ONE_USER", 2)
    phone = Visitor(jonas.address)
    await phone.sign_in("jonas@bright.test")
    for visitor in (jonas, phone):
        await visitor.open(PAGE)

    refused = await phone.get(PAGE)
    await phone.leave()

    assert refused.status_code == 429
    assert "Close some of them" in refused.text


# FAULT: A-15
# TRUST: 2.3-34
async def test_nobody_is_locked_out_by_one_who_has_most_pages(jonas, amira, monkeypatch):
    monkeypatch.setattr(page_limits, "IN_ALL", 3)
    oldest, *others = [await jonas.open(PAGE) for _ in range(3)]

    hers = await amira.open(PAGE)

    await until(lambda: not oldest.socket.connected)
    assert oldest.sent_to == ["/"]
    assert all(tab.socket.connected for tab in (*others, hers))
    assert (await jonas.get(PAGE)).status_code == 429


# FAULT: A-12
async def test_a_hundred_who_come_back_at_once_are_all_served(jonas, monkeypatch):
    for limit in ("OF_ONE_SIGN_IN", "OF_ONE_USER"):
        monkeypatch.setattr(page_limits, limit, 1000)

    answers = await asyncio.gather(*(jonas.browser.get(PAGE, timeout=120) for _ in range(100)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(Client.instances) == 100


# FAULT: Q-6
# SPEC: FIL-2
async def test_a_link_to_a_long_search_shows_what_there_is_and_says_so(jonas, monkeypatch):
    monkeypatch.setattr(sqlite, "STEPS", 1)
    monkeypatch.setattr(database, "SEARCH_SECONDS", 0)

    page = await jonas.get(f"{PAGE}?message=an")

    assert page.status_code == 200
    assert "Only the newest 20,000 messages were searched" in page.text
    assert "Mine to" in page.text


# FAULT: A-12
async def test_who_waits_too_long_for_a_page_is_told_so(jonas, monkeypatch):
    monkeypatch.setattr(page_limits, "PATIENCE_SECONDS", 0)

    answers = await asyncio.gather(*(jonas.get(PAGE) for _ in range(15)))

    refused = [answer for answer in answers if answer.status_code != 200]
    assert refused
    assert {answer.status_code for answer in refused} == {503}
    assert "Load this one again" in refused[0].text
    assert len(Client.instances) == len(answers) - len(refused)


# TRUST: 2.3-45
async def test_a_form_that_never_comes_to_an_end_is_not_waited_for(jonas, monkeypatch):
    monkeypatch.setattr(body_limits, "PATIENCE_SECONDS", 0.2)
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
