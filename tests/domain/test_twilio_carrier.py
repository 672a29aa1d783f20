"""Sending through twilio-python to real servers, and to the simulator."""

import json
from base64 import b64encode
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from domain.gateways.twilio.carrier import TwilioCarrier
from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.simulator import Simulator
from tests.simulator.rig import (
    ACCOUNT,
    DANA,
    HARBOUR,
    MAYA,
    QUEEN_STREET,
    TOKEN,
    answering,
    dropping,
    wired,
)
from tests.support.twilio_carrier import AT_TWILIO, REFUND, TAKEN, carrier_at, send_over
from tests.support.twilio_carrier import carrier as carrier
from tests.support.twilio_carrier import simulator as simulator


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


async def test_it_can_be_used_again_after_closing(
    carrier: TwilioCarrier, simulator: Simulator
) -> None:
    await carrier.send(REFUND)
    await carrier.close()
    await carrier.send(REFUND)

    assert len(simulator.texts) == 2


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
