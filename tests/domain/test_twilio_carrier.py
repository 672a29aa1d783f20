"""Sending through twilio-python to real servers, most of them broken in some way."""

import asyncio
import json
import socket
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl

import pytest
from starlette.types import Receive, Scope, Send

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.carrier import TwilioCarrier
from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.model.messages import DeliveryStatus, Direction, OutboundAttempt
from domain.simulator import Controls, Simulator
from tests.simulator.rig import (
    ACCOUNT,
    BRISK,
    DANA,
    HARBOUR,
    MAYA,
    QUEEN_STREET,
    TOKEN,
    Behaviour,
    Wire,
    answering,
    app_numbers,
    dropping,
    eventually,
    free_port,
    serving,
    wired,
)

AT_TWILIO = TwilioAccount(
    sid=ACCOUNT, auth_tokens=(TOKEN,), public_base_url="https://chat.example.com"
)
REFUND = OutboundAttempt(
    company_id=1,
    point_of_contact_id=1,
    message_id=71,
    conversation_id=3,
    attempt=2,
    app_number=QUEEN_STREET,
    customer_number=MAYA,
    body="Your refund is on its way 💜",
    started_at=datetime.now(UTC),
)
TAKEN = json.dumps({"sid": "SM" + "a" * 32, "status": "queued"})


@asynccontextmanager
async def carrier_at(
    address: str, account: TwilioAccount = AT_TWILIO, *, timeout_seconds: float = 5
) -> AsyncIterator[TwilioCarrier]:
    account = replace(account, api_base_url=address)
    carrier = TwilioCarrier(account, timeout_seconds=timeout_seconds)
    try:
        yield carrier
    finally:
        await carrier.close()


async def send_over(
    behaviour: Behaviour, account: TwilioAccount = AT_TWILIO, *, timeout_seconds: float = 5
) -> Wire:
    """Have the refund sent to a server that does as told; what it heard."""
    async with (
        wired(behaviour) as wire,
        carrier_at(wire.address, account, timeout_seconds=timeout_seconds) as carrier,
    ):
        await carrier.send(REFUND)
    return wire


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = Simulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        webhook_base_url=f"http://127.0.0.1:{free_port()}",
        app_numbers=app_numbers,
        timing=BRISK,
    )
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def carrier(simulator: Simulator) -> AsyncIterator[TwilioCarrier]:
    """The carrier of a house that nobody reports back to."""
    account = replace(AT_TWILIO, public_base_url=f"http://127.0.0.1:{free_port()}")
    async with serving(simulator.app) as address, carrier_at(address, account) as carrier:
        yield carrier


# SPEC: MMS-6
async def test_pictures_go_as_links_and_a_message_may_be_nothing_else() -> None:
    links = tuple(f"https://chat.example.com/m/{number}" for number in range(2))
    pictures = replace(REFUND, body="", media_urls=links)
    async with wired(answering(201, TAKEN)) as wire, carrier_at(wire.address) as carrier:
        await carrier.send(pictures)

    sent = parse_qsl(wire.requests[-1].partition("\r\n\r\n")[2])
    assert [value for name, value in sent if name == "MediaUrl"] == list(links)
    assert "Body" not in dict(sent)


# SPEC: CAR-1
async def test_a_message_the_carrier_takes_gets_its_id(
    carrier: TwilioCarrier, simulator: Simulator
) -> None:
    sid = (await carrier.send(REFUND)).carrier_id

    [taken] = simulator.texts
    assert taken.sid == sid
    assert (taken.app_number, taken.customer_number) == (QUEEN_STREET, MAYA)
    assert taken.body == "Your refund is on its way 💜"


# FAULT: M-9
# SPEC: CAR-2
async def test_the_address_for_reports_names_the_message_and_the_attempt() -> None:
    wire = await send_over(answering(201, TAKEN))

    assert wire.form == {
        "To": MAYA,
        "From": QUEEN_STREET,
        "Body": "Your refund is on its way 💜",
        "StatusCallback": "https://chat.example.com/webhooks/twilio/status?message=71&attempt=2",
        "SmartEncoded": "false",
    }


async def test_the_account_signs_in_with_its_auth_token() -> None:
    wire = await send_over(answering(201, TAKEN))

    assert wire.requests[0].startswith(f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json ")
    assert wire.headers["authorization"] == _basic(ACCOUNT, TOKEN)
    assert wire.headers["x-twilio-client"].startswith("python-")


async def test_an_api_key_signs_in_for_the_account() -> None:
    account = replace(AT_TWILIO, api_key="SK1", api_secret="secret")

    wire = await send_over(answering(201, TAKEN), account)

    assert f"/Accounts/{ACCOUNT}/" in wire.requests[0]
    assert wire.headers["authorization"] == _basic("SK1", "secret")


async def test_a_messaging_service_is_named_beside_the_number() -> None:
    account = replace(AT_TWILIO, messaging_service_sid="MG1")

    wire = await send_over(answering(201, TAKEN), account)

    assert wire.form["MessagingServiceSid"] == "MG1"
    assert wire.form["From"] == QUEEN_STREET


async def test_the_environment_does_not_bend_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")

    wire = await send_over(answering(201, TAKEN))

    assert len(wire.requests) == 1


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


async def test_it_can_be_used_again_after_closing(
    carrier: TwilioCarrier, simulator: Simulator
) -> None:
    await carrier.send(REFUND)
    await carrier.close()
    await carrier.send(REFUND)

    assert len(simulator.texts) == 2


async def test_the_carrier_lists_what_it_took_between_two_numbers(
    carrier: TwilioCarrier, simulator: Simulator
) -> None:
    began = datetime.now(UTC)
    first = (await carrier.send(REFUND)).carrier_id
    second = (await carrier.send(replace(REFUND, body="Three to five days."))).carrier_id
    await carrier.send(replace(REFUND, customer_number=DANA))
    await carrier.send(replace(REFUND, app_number=HARBOUR))
    simulator.text("Thanks!", customer_number=MAYA, app_number=QUEEN_STREET)

    listed = await carrier.sent_since(began, app_number=QUEEN_STREET, customer_number=MAYA)

    assert [record.carrier_id for record in listed] == [first, second]
    assert [record.body for record in listed] == [REFUND.body, "Three to five days."]


async def test_what_the_carrier_took_before_that_moment_is_not_listed(
    carrier: TwilioCarrier,
) -> None:
    await carrier.send(REFUND)

    later = datetime.now(UTC) + timedelta(seconds=2)

    assert await carrier.sent_since(later, app_number=QUEEN_STREET, customer_number=MAYA) == []


async def test_the_list_tells_how_far_each_message_got(
    carrier: TwilioCarrier, simulator: Simulator
) -> None:
    began = datetime.now(UTC)
    simulator.control(Controls(next_message="30005"))
    await carrier.send(REFUND)
    await eventually(lambda: simulator.texts[0].status == "undelivered")

    [record] = await carrier.sent_since(began, app_number=QUEEN_STREET, customer_number=MAYA)

    assert (record.status, record.delivery, record.error) == (
        "undelivered",
        DeliveryStatus.FAILED,
        "30005",
    )


async def test_a_message_still_waiting_at_the_carrier_is_listed() -> None:
    began = datetime(2026, 11, 23, 9, 30, 12, 700_000, tzinfo=UTC)
    waiting = {
        "sid": "SM1",
        "body": REFUND.body,
        "status": "queued",
        "date_created": "Mon, 23 Nov 2026 09:30:12 +0000",
        "date_sent": None,
        "error_code": None,
    }

    async with (
        wired(answering(200, json.dumps({"messages": [waiting], "next_page_uri": None}))) as wire,
        carrier_at(wire.address) as carrier,
    ):
        [record] = await carrier.sent_since(began, app_number=QUEEN_STREET, customer_number=MAYA)

    assert record.carrier_id == "SM1"
    assert record.delivery is None


@pytest.mark.parametrize(
    "behaviour",
    [answering(500, ""), answering(401, "{}"), answering(200, "<h1>Wi-Fi</h1>"), dropping],
)
async def test_a_list_that_cannot_be_read_is_no_list(behaviour: Behaviour) -> None:
    async with wired(behaviour) as wire, carrier_at(wire.address) as carrier:
        with pytest.raises(NotSent):
            await carrier.sent_since(
                REFUND.started_at, app_number=QUEEN_STREET, customer_number=MAYA
            )


# SPEC: NOT-1
async def test_a_text_to_a_user_is_a_plain_message_without_callback() -> None:
    async with (
        wired(answering(201, TAKEN)) as wire,
        carrier_at(wire.address) as carrier,
    ):
        await carrier.send_sms("New message from Maya", sender=HARBOUR, to=DANA)

    assert wire.form == {"From": HARBOUR, "To": DANA, "Body": "New message from Maya"}


async def test_what_became_of_a_text_to_a_user_is_told_as_for_any_other() -> None:
    for behaviour, failure in (
        (answering(400, json.dumps({"code": 21610, "message": "-", "status": 400})), Rejected),
        (answering(429, "{}"), NotSent),
        (dropping, OutcomeUnknown),
    ):
        async with wired(behaviour) as wire, carrier_at(wire.address) as carrier:
            with pytest.raises(failure):
                await carrier.send_sms("Hi", sender=HARBOUR, to=DANA)


# SPEC: NOT-1
async def test_a_text_to_a_user_reaches_their_phone_and_no_conversation(
    simulator: Simulator, carrier: TwilioCarrier
) -> None:
    await carrier.send_sms("New message from Maya", sender=HARBOUR, to=DANA)

    [text] = simulator._network.journal.texts()
    assert (text.body, text.sender, text.recipient) == ("New message from Maya", HARBOUR, DANA)
    assert text.status_callback == ""


def test_secrets_do_not_show_in_logs() -> None:
    account = replace(AT_TWILIO, api_key="SK1", api_secret="do-not-tell")

    assert TOKEN not in repr(account)
    assert "do-not-tell" not in repr(account)


def _basic(name: str, secret: str) -> str:
    return "Basic " + b64encode(f"{name}:{secret}".encode()).decode()


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


# SPEC: CAR-4
async def test_what_customers_wrote_is_listed_with_its_time_and_files(simulator: Simulator) -> None:
    began = datetime.now(UTC)
    simulator.text("Is it ready?", customer_number=MAYA, app_number=QUEEN_STREET)
    simulator.text("Look", customer_number=DANA, app_number=HARBOUR, files=[(b"%PDF-", "image/x")])
    async with serving(simulator.app) as address, carrier_at(address) as carrier:
        await carrier.send(REFUND)
        first, second = await carrier.received_since(began - timedelta(minutes=1))
        [file] = await carrier.media_of(second.carrier_id)

        assert await carrier.received_since(datetime.now(UTC) + timedelta(minutes=1)) == []
    assert (first.sender, first.recipient, first.text) == (MAYA, QUEEN_STREET, "Is it ready?")
    assert not first.has_media
    assert abs(first.at - began) < timedelta(minutes=1)
    assert (second.sender, second.has_media) == (DANA, True)
    place = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{second.carrier_id}/Media/ME"
    assert file.url.startswith(address + place)
    assert file.media_type == "image/x"


# SPEC: CAR-5
async def test_one_message_is_looked_up_with_its_end(simulator: Simulator) -> None:
    simulator.control(Controls(next_message="30003"))
    async with serving(simulator.app) as address, carrier_at(address) as carrier:
        carrier_id = (await carrier.send(REFUND)).carrier_id
        await eventually(lambda: simulator.texts[0].error)

        record = await carrier.look_up(carrier_id)

        assert record is not None
        assert (record.delivery, record.error) == (DeliveryStatus.FAILED, "30003")
        assert await carrier.look_up("SM" + "0" * 32) is None


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_a_list_that_cannot_be_read_tells_nothing(status: int) -> None:
    async with wired(answering(status, "{}")) as wire, carrier_at(wire.address) as carrier:
        for asked in (
            carrier.received_since(datetime.now(UTC)),
            carrier.media_of("MM" + "0" * 32),
            carrier.look_up("SM" + "0" * 32),
        ):
            with pytest.raises(NotSent):
                await asked


@asynccontextmanager
async def long_list(
    simulator: Simulator, *, days: int
) -> AsyncIterator[tuple[TwilioCarrier, list[str]]]:
    """An account with 20 texts an hour each way, and what is asked of it."""
    now = datetime.now(UTC)
    for number in range(days * 24 * 20):
        for direction in Direction:
            simulator.import_history(
                f"Text {number}",
                sid=f"SM{direction[:2]}{number:030}",
                direction=direction,
                app_number=QUEEN_STREET,
                customer_number=MAYA,
                at=now - timedelta(minutes=3 * number),
            )
    asked: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["query_string"].decode())
        await simulator.app(scope, receive, send)

    async with serving(app) as address, carrier_at(address) as carrier:
        yield carrier, asked


# FAULT: S-8
# SPEC: CAR-4
async def test_a_look_for_what_customers_wrote_reads_no_more_than_it_needs(
    simulator: Simulator,
) -> None:
    async with long_list(simulator, days=1) as (carrier, asked):
        texts = await carrier.received_since(datetime.now(UTC) - timedelta(minutes=20, seconds=30))
        assert [text.text for text in texts] == [f"Text {number}" for number in range(6, -1, -1)]
        assert len(asked) == 1

        asked.clear()
        texts = await carrier.received_since(datetime.now(UTC) - timedelta(minutes=358))
        assert len(texts) == 6 * 20
        assert len(asked) <= 4


# FAULT: S-8
async def test_a_look_for_one_message_reads_the_whole_past_only_to_prove_that_it_is_not_there(
    simulator: Simulator,
) -> None:
    async with long_list(simulator, days=2) as (carrier, asked):
        between = {"app_number": QUEEN_STREET, "customer_number": MAYA}
        since = datetime.now(UTC) - timedelta(minutes=10)

        first = await carrier.sent_since(since, **between, thorough=False)
        assert (len(first), len(asked)) == (4, 1)
        assert "PageSize=100" in asked[0]
        assert await carrier.sent_since(since, **between, thorough=True) == first


# FAULT: M-7
async def test_a_text_that_is_listed_damaged_keeps_no_other_away() -> None:
    whole = {
        "sid": "SM1",
        "direction": "inbound",
        "from": MAYA,
        "to": QUEEN_STREET,
        "body": "Hello",
        "status": "received",
        "date_created": "Mon, 23 Nov 2026 09:30:12 +0000",
    }
    damaged = [whole | {"sid": "SM2", "date_created": None}, whole | {"sid": None}]
    listed = json.dumps({"messages": [*damaged, whole], "next_page_uri": None})
    async with wired(answering(200, listed)) as wire, carrier_at(wire.address) as carrier:
        [text] = await carrier.received_since(datetime(2026, 11, 23, tzinfo=UTC))

    assert text.carrier_id == "SM1"


# FAULT: M-9
async def test_what_a_trial_account_puts_before_a_text_is_not_part_of_it() -> None:
    message = {
        "sid": "SM1",
        "body": f"Sent from your Twilio trial account - {REFUND.body}",
        "status": "sent",
        "direction": "outbound-api",
        "date_created": "Mon, 23 Nov 2026 09:30:12 +0000",
    }
    reply = message | {"sid": "SM2", "direction": "outbound-reply"}
    listed = json.dumps({"messages": [reply, message], "next_page_uri": None})
    async with wired(answering(200, listed)) as wire, carrier_at(wire.address) as carrier:
        [record] = await carrier.sent_since(
            datetime(2026, 11, 23, tzinfo=UTC), app_number=QUEEN_STREET, customer_number=MAYA
        )

    assert (record.carrier_id, record.body) == ("SM1", REFUND.body)
