"""The simulator's API, asked by twilio-python itself."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from domain.model.messages import Direction
from domain.simulator import Controls, PastText, Simulator
from tests.simulator.rig import (
    ACCOUNT,
    DANA,
    HARBOUR,
    MAYA,
    QUEEN_STREET,
    TOKEN,
    eventually,
)


async def test_twilios_client_gets_a_whole_message_back(twilio: Client) -> None:
    began = datetime.now(UTC).replace(microsecond=0)

    message = await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello 👋")

    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.to, message.from_, message.body) == (MAYA, QUEEN_STREET, "Hello 👋")
    assert (message.status, message.direction) == ("queued", "outbound-api")
    assert message.account_sid == ACCOUNT
    assert message.date_created >= began
    assert message.date_sent is None
    assert (message.num_segments, message.num_media) == ("1", "0")
    assert message.error_code is None
    assert message.uri == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{message.sid}.json"


async def test_a_message_can_be_fetched_again(twilio: Client, simulator: Simulator) -> None:
    sent = await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello")
    await eventually(lambda: simulator.texts[0].status == "delivered")

    fetched = await twilio.messages(sent.sid).fetch_async()

    assert fetched.status == "delivered"
    assert fetched.date_sent is not None


async def test_a_message_that_failed_says_with_which_code(
    twilio: Client, simulator: Simulator
) -> None:
    simulator.control(Controls(next_message="30003"))
    sent = await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello")
    await eventually(lambda: simulator.texts[0].error)

    fetched = await twilio.messages(sent.sid).fetch_async()

    assert (fetched.status, fetched.error_code) == ("undelivered", 30003)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": "416"}, 21211),
        ({"to": "+0000"}, 21211),
        ({"to": ""}, 21604),
        ({"from_": ""}, 21603),
        ({"from_": "+14165550999"}, 21659),
        ({"to": QUEEN_STREET}, 21266),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"body": "🙂" * 801}, 21617),
        ({"status_callback": "chat.example.com"}, 21609),
    ],
)
async def test_what_twilio_would_refuse_is_refused_with_its_code(
    twilio: Client, simulator: Simulator, wrong: dict[str, str], code: int
) -> None:
    right = {"to": MAYA, "from_": QUEEN_STREET, "body": "Hello"}

    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages.create_async(**{**right, **wrong})

    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert simulator.texts == []


async def test_the_longest_text_is_taken(twilio: Client, simulator: Simulator) -> None:
    await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="🙂" * 800)

    assert simulator.texts[0].body == "🙂" * 800


async def test_a_wrong_token_is_not_let_in(twilio: Client, address: str) -> None:
    stranger = Client(ACCOUNT, "guessed", http_client=twilio.http_client)
    stranger.api.base_url = address

    with pytest.raises(TwilioRestException) as refusal:
        await stranger.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello")

    assert (refusal.value.status, refusal.value.code) == (401, 20003)


@pytest.mark.parametrize("header", ["", "Basic", "Basic ???", "Bearer x", "Basic OnRva2Vu"])
async def test_a_broken_sign_in_is_not_let_in(address: str, header: str) -> None:
    url = f"{address}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers={"Authorization": header}) as answer,
    ):
        assert answer.status == 401
        assert await answer.json() == {
            "code": 20003,
            "message": "Authenticate",
            "more_info": "https://www.twilio.com/docs/errors/20003",
            "status": 401,
        }


async def test_another_account_does_not_exist(twilio: Client, address: str) -> None:
    other = Client(ACCOUNT, TOKEN, "AC" + "9" * 32, http_client=twilio.http_client)
    other.api.base_url = address

    with pytest.raises(TwilioRestException) as refusal:
        await other.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello")

    assert (refusal.value.status, refusal.value.code) == (404, 20404)


async def test_an_unknown_message_does_not_exist(twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages("SM" + "0" * 32).fetch_async()

    assert (refusal.value.status, refusal.value.code) == (404, 20404)


async def test_lists_go_by_the_two_numbers(twilio: Client, simulator: Simulator) -> None:
    await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="To Maya")
    await twilio.messages.create_async(to=DANA, from_=QUEEN_STREET, body="To Dana")
    await twilio.messages.create_async(to=MAYA, from_=HARBOUR, body="To Maya, from the harbour")
    simulator.text("From Maya", customer_number=MAYA, app_number=QUEEN_STREET)

    sent = await twilio.messages.list_async(to=MAYA, from_=QUEEN_STREET)
    received = await twilio.messages.list_async(to=QUEEN_STREET)

    assert [message.body for message in sent] == ["To Maya"]
    assert [(message.body, message.direction) for message in received] == [("From Maya", "inbound")]


async def test_lists_go_by_the_day(twilio: Client, simulator: Simulator) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for day in range(3):
        simulator.import_history(
            PastText(
                body=f"Day {day}",
                sid=f"SM{day:032}",
                direction=Direction.OUTBOUND,
                app_number=QUEEN_STREET,
                customer_number=MAYA,
                at=noon + timedelta(days=day),
            )
        )

    async def bodies(**when: datetime) -> list[str]:
        return [message.body for message in await twilio.messages.list_async(**when)]

    assert await bodies() == ["Day 2", "Day 1", "Day 0"]
    assert await bodies(date_sent=noon + timedelta(days=1)) == ["Day 1"]
    assert await bodies(date_sent_after=noon + timedelta(days=1)) == ["Day 2", "Day 1"]
    assert await bodies(date_sent_before=noon + timedelta(days=1)) == ["Day 1", "Day 0"]


async def test_long_lists_come_in_pages(twilio: Client, simulator: Simulator) -> None:
    for number in range(7):
        simulator.text(f"Text {number}", customer_number=MAYA, app_number=QUEEN_STREET)

    listed = await twilio.messages.list_async(from_=MAYA, page_size=3)
    limited = await twilio.messages.list_async(limit=4, page_size=2)

    assert [message.body for message in listed] == [f"Text {n}" for n in reversed(range(7))]
    assert len(limited) == 4


async def test_a_page_that_makes_no_sense_is_refused(address: str) -> None:
    url = f"{address}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    auth = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}

    async with aiohttp.ClientSession(headers=auth) as session:
        for query in ("PageSize=many", "Page=-1", "DateSent>=yesterday"):
            async with session.get(f"{url}?{query}") as answer:
                assert answer.status == 400


async def test_a_refusal_can_be_chosen_for_the_next_message(
    twilio: Client, simulator: Simulator
) -> None:
    simulator.control(Controls(next_message="21614"))

    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello")
    await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello again")

    assert (refusal.value.status, refusal.value.code) == (400, 21614)
    assert [text.body for text in simulator.texts] == ["Hello again"]


async def test_the_simulator_can_be_too_busy(twilio: Client, simulator: Simulator) -> None:
    simulator.control(Controls(next_message="20429"))

    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello")

    assert (refusal.value.status, refusal.value.code) == (429, 20429)


@pytest.mark.parametrize(
    "controls", [Controls(next_message="answer-lost"), Controls(lose_answer_once=True)]
)
async def test_an_answer_can_be_lost_though_the_message_was_taken(
    twilio: Client, simulator: Simulator, controls: Controls
) -> None:
    simulator.control(controls)

    with pytest.raises(TwilioException):
        await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello")
    await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Hello again")

    assert [text.body for text in simulator.texts] == ["Hello", "Hello again"]
    assert simulator.controls == Controls()


# SPEC: CAR-3
async def test_after_stop_the_carrier_refuses_until_start(
    twilio: Client, simulator: Simulator
) -> None:
    hello = {"to": MAYA, "from_": QUEEN_STREET, "body": "Hello"}
    simulator.text(" stop ", customer_number=MAYA, app_number=QUEEN_STREET)

    with pytest.raises(TwilioRestException) as refusal:
        await twilio.messages.create_async(**hello)
    await twilio.messages.create_async(**{**hello, "from_": HARBOUR})
    await twilio.messages.create_async(**{**hello, "to": DANA})
    simulator.text("START", customer_number=MAYA, app_number=QUEEN_STREET)
    await twilio.messages.create_async(**hello)

    assert (refusal.value.status, refusal.value.code) == (400, 21610)


async def test_stop_within_a_sentence_stops_nothing(twilio: Client, simulator: Simulator) -> None:
    simulator.text("Please stop by!", customer_number=MAYA, app_number=QUEEN_STREET)

    await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="I will")
