"""Stories about messages that are refused, and about lines most of which are broken."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.model.messages import DeliveryStatus
from tests.simulator.rig import answering, dropping, free_port, wired
from tests.support.twilio_carrier import REFUND, carrier_at, send_over


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 21211), (400, 21610), (400, 30034), (401, 20003), (403, 20003), (404, 20404)],
)
async def test_a_refusal_carries_the_carriers_code(status: int, code: int) -> None:
    body = json.dumps({"code": code, "message": "No.", "status": status, "more_info": "…"})

    with pytest.raises(Rejected) as refusal:
        await send_over(answering(status, body))

    assert refusal.value.code == str(code)


async def test_a_refusal_in_the_new_shape_carries_the_code_too() -> None:
    body = json.dumps({"type": "about:blank", "title": "No", "status": 400, "code": 21614})

    with pytest.raises(Rejected) as refusal:
        await send_over(answering(400, body, media_type="application/problem+json"))

    assert refusal.value.code == "21614"


# FAULT: M-15
async def test_a_refusal_without_a_code_has_none() -> None:
    body = json.dumps({"code": None, "message": "No.", "status": 400, "more_info": None})

    with pytest.raises(Rejected) as refusal:
        await send_over(answering(400, body))

    assert refusal.value.code is None


NOT_TWILIO = ["<h1>Sign in to the Wi-Fi</h1>", '{"message": "Forbidden"}', '{"code": 401}', ""]


# FAULT: M-21
# SPEC: CAR-2
@pytest.mark.parametrize("body", NOT_TWILIO)
@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_who_stands_between_us_and_the_carrier_cannot_refuse_for_it(
    status: int, body: str
) -> None:
    """It may have kept the answer back and not the question, so nothing is sent again unasked."""
    with pytest.raises(OutcomeUnknown):
        await send_over(answering(status, body))


# FAULT: M-21
async def test_a_proxy_that_wants_credentials_let_nothing_through() -> None:
    with pytest.raises(NotSent):
        await send_over(answering(407, "<h1>Proxy</h1>", media_type="text/html"))


# FAULT: M-21
async def test_a_message_that_somebody_in_between_does_not_find_is_still_the_carriers() -> None:
    async with wired(answering(404, "<h1>No</h1>")) as wire, carrier_at(wire.address) as carrier:
        with pytest.raises(NotSent):
            await carrier.look_up("SM" + "0" * 32)


# FAULT: M-21
@pytest.mark.parametrize(
    ("code", "header", "seconds"),
    [(21611, "120", 120), (20429, "2", 2), (20429, "soon", 0), (20429, "-5", 0)],
)
async def test_a_carrier_that_wants_to_be_left_alone_says_why_and_for_how_long(
    code: int, header: str, seconds: float
) -> None:
    body = json.dumps({"code": code, "message": "Not now", "status": 429})

    with pytest.raises(NotSent) as failure:
        await send_over(answering(429, body, headers=f"Retry-After: {header}\r\n"))

    assert (failure.value.code, failure.value.retry_after) == (str(code), seconds)


async def test_a_carrier_may_name_the_moment_from_which_it_can_be_asked_again() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)

    with pytest.raises(NotSent) as failure:
        await send_over(answering(429, "{}", headers=f"Retry-After: {at}\r\n"))

    assert 60 < failure.value.retry_after <= 120


# FAULT: M-21
async def test_a_message_that_fails_as_it_is_taken_says_so_at_once() -> None:
    failed = {"sid": "SM" + "a" * 32, "status": "failed", "error_code": 21610}
    async with wired(answering(201, json.dumps(failed))) as wire, carrier_at(wire.address) as one:
        taken = await one.send(REFUND)

    assert (taken.delivery, taken.error) == (DeliveryStatus.FAILED, "21610")


@pytest.mark.parametrize("body", ['{"code": 20429, "message": "Too many", "status": 429}', "Slow"])
async def test_a_busy_carrier_has_not_taken_the_message(body: str) -> None:
    with pytest.raises(NotSent):
        await send_over(answering(429, body))


# SPEC: CAR-2
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, '{"code": 20500, "message": "Oops", "status": 500}'),
        (503, "<h1>Down</h1>"),
        (408, ""),
        (307, ""),
        (201, "<h1>Welcome to the Wi-Fi of this hotel</h1>"),
        (201, ""),
        (201, "[]"),
        (201, "{}"),
        (201, '"SM'),
    ],
)
async def test_a_strange_answer_leaves_it_open_whether_the_message_went(
    status: int, body: str
) -> None:
    with pytest.raises(OutcomeUnknown):
        await send_over(answering(status, body))


async def test_a_line_that_drops_after_the_question_leaves_it_open() -> None:
    with pytest.raises(OutcomeUnknown):
        await send_over(dropping)


async def test_half_an_answer_leaves_it_open() -> None:
    async def stop_halfway(writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"sid": "SM')
        await writer.drain()

    with pytest.raises(OutcomeUnknown):
        await send_over(stop_halfway)


async def test_a_carrier_that_never_answers_is_not_waited_for_any_longer() -> None:
    hung_up = asyncio.Event()

    async def say_nothing(writer: asyncio.StreamWriter) -> None:
        await hung_up.wait()

    began = time.monotonic()
    async with (
        wired(say_nothing) as wire,
        carrier_at(wire.address, timeout_seconds=0.3) as carrier,
    ):
        with pytest.raises(OutcomeUnknown):
            await carrier.send(REFUND)
        hung_up.set()

    assert time.monotonic() - began < 60, "as long as aiohttp waits by itself"


# SPEC: CAR-2
async def test_a_failing_carrier_is_asked_once() -> None:
    async with wired(answering(500, "")) as wire, carrier_at(wire.address) as carrier:
        with pytest.raises(OutcomeUnknown):
            await carrier.send(REFUND)
        with pytest.raises(OutcomeUnknown):
            await carrier.send(REFUND)
        assert len(wire.requests) == 2


async def test_a_refused_connection_did_not_reach_the_carrier() -> None:
    async with carrier_at(f"http://127.0.0.1:{free_port()}") as carrier:
        with pytest.raises(NotSent):
            await carrier.send(REFUND)


async def test_a_failed_tls_handshake_did_not_reach_the_carrier() -> None:
    async def speak_no_tls(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak_no_tls, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, carrier_at(f"https://127.0.0.1:{port}") as carrier:
        with pytest.raises(NotSent):
            await carrier.send(REFUND)


async def test_a_connection_that_never_comes_about_did_not_reach_the_carrier() -> None:
    with _busy_line() as port:
        async with carrier_at(f"http://127.0.0.1:{port}", timeout_seconds=0.4) as carrier:
            with pytest.raises(NotSent):
                await carrier.send(REFUND)


@contextmanager
def _busy_line() -> Iterator[int]:
    """A port where connections queue up unanswered, as behind a dead firewall."""
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = int(listener.getsockname()[1])
        for _ in range(4):
            caller = open_sockets.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.1", port))
        yield port
