"""Asking Twilio for its list of messages: what we sent, and what customers wrote."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.types import Receive, Scope, Send

from domain.gateways.twilio.carrier import TwilioCarrier
from domain.model.carrier_errors import NotSent
from domain.model.messages import DeliveryStatus, Direction
from domain.simulator import Controls, PastText, Simulator
from tests.simulator.rig import (
    ACCOUNT,
    DANA,
    HARBOUR,
    MAYA,
    QUEEN_STREET,
    Behaviour,
    answering,
    dropping,
    eventually,
    serving,
    wired,
)
from tests.support.twilio_carrier import REFUND, carrier_at
from tests.support.twilio_carrier import carrier as carrier
from tests.support.twilio_carrier import simulator as simulator


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
                PastText(
                    body=f"Text {number}",
                    sid=f"SM{direction[:2]}{number:030}",
                    direction=direction,
                    app_number=QUEEN_STREET,
                    customer_number=MAYA,
                    at=now - timedelta(minutes=3 * number),
                )
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
