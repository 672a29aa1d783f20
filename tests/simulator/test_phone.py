"""What the page of the phone is told, and what it may ask for."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from twilio.rest import Client

from domain.simulator import AppNumber, Controls, Simulator
from domain.simulator.app_numbers import AppNumbers
from tests.simulator.rig import DANA, HARBOUR, MAYA, QUEEN_STREET, Inbox, eventually

PAIR = {"customer": MAYA, "app_number": QUEEN_STREET}


@pytest.fixture
async def phone(address: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"{address}/phone/") as session:
        yield session


async def state_of(phone: aiohttp.ClientSession) -> dict:
    async with phone.get("state") as answer:
        return await answer.json()


async def thread_of(phone: aiohttp.ClientSession) -> list[tuple[str, str]]:
    async with phone.get("thread", params=PAIR) as answer:
        return [(text["direction"], text["text"]) for text in await answer.json()]


async def test_the_phone_knows_whom_it_can_text(phone: aiohttp.ClientSession) -> None:
    state = await state_of(phone)

    assert state["app_numbers"] == [
        {"number": QUEEN_STREET, "name": "Queen Street"},
        {"number": HARBOUR, "name": "Harbour"},
    ]
    assert state["customers"] == []


async def test_a_number_that_two_share_is_offered_once() -> None:
    async def shared() -> list[AppNumber]:
        return [AppNumber(HARBOUR, "Harbour"), AppNumber(HARBOUR, "Harbour Rentals")]

    assert await AppNumbers(shared).all() == {HARBOUR: "Harbour & Harbour Rentals"}


@pytest.mark.parametrize(
    ("written", "label"),
    [("(416) 555-0137", "(416) 555-0137"), ("+49 30 901820", "+49 30 901820")],
)
async def test_a_customer_can_be_added_as_people_write_numbers(
    phone: aiohttp.ClientSession, written: str, label: str
) -> None:
    async with phone.post("customers", json={"number": written}) as answer:
        assert answer.status == 201

    [customer] = (await state_of(phone))["customers"]
    assert customer["label"] == label


@pytest.mark.parametrize("written", ["", "hello", "911", "+1 416"])
async def test_what_is_no_number_cannot_be_added(
    phone: aiohttp.ClientSession, written: str
) -> None:
    async with phone.post("customers", json={"number": written}) as answer:
        assert answer.status == 400
        assert "is not a phone number" in (await answer.json())["message"]


async def test_the_last_to_text_stands_first(
    phone: aiohttp.ClientSession, simulator: Simulator
) -> None:
    for customer, number in ((MAYA, HARBOUR), (DANA, HARBOUR), (MAYA, QUEEN_STREET)):
        simulator.text("Hello", customer_number=customer, app_number=number)

    customers = (await state_of(phone))["customers"]

    assert [(each["number"], each["app_number"]) for each in customers] == [
        (MAYA, QUEEN_STREET),
        (DANA, HARBOUR),
    ]


async def test_the_phone_shows_both_sides_and_what_failed_not_at_all(
    phone: aiohttp.ClientSession, twilio: Client, simulator: Simulator
) -> None:
    to_maya = {"to": MAYA, "from_": QUEEN_STREET}
    async with phone.post("texts", json={**PAIR, "text": "The zipper broke."}) as answer:
        assert answer.status == 201
    await twilio.messages.create_async(**to_maya, body="I am sorry!")
    await eventually(lambda: simulator.texts[1].is_settled)
    simulator.control(Controls(next_message="30003"))
    await twilio.messages.create_async(**to_maya, body="Never arrives")
    await eventually(lambda: simulator.texts[2].is_settled)

    assert await thread_of(phone) == [
        ("inbound", "The zipper broke."),
        ("outbound", "I am sorry!"),
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "at least 1 character"),
        ({"text": "🙂" * 801}, "A text has 1,600 characters at most."),
        ({"text": 7}, "valid string"),
        ({"app_number": "+14165550999"}, "This number belongs to no point of contact."),
        ({"customer": ""}, "at least 1 character"),
        ({"more": "than asked for"}, "not permitted"),
    ],
)
async def test_a_text_that_makes_no_sense_is_refused(
    phone: aiohttp.ClientSession, inbox: Inbox, wrong: dict[str, object], words: str
) -> None:
    async with phone.post("texts", json={**PAIR, "text": "Hello", **wrong}) as answer:
        assert answer.status == 400
        assert words in (await answer.json())["message"]

    assert await thread_of(phone) == []
    assert inbox.came == []


async def test_another_sites_form_cannot_text(phone: aiohttp.ClientSession, inbox: Inbox) -> None:
    body = '{"customer": "+14165550137", "app_number": "+14165550100", "text": "Hi"}'

    async with phone.post("texts", data=body, headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 400

    assert await thread_of(phone) == []


async def test_the_controls_can_be_set(phone: aiohttp.ClientSession, simulator: Simulator) -> None:
    wanted = {
        **(await state_of(phone))["controls"],
        "next_message": "30005",
        "webhooks_twice": True,
    }

    async with phone.put("controls", json=wanted) as answer:
        assert answer.status == 204

    assert simulator.controls == Controls(next_message="30005", webhooks_twice=True)
    assert (await state_of(phone))["controls"] == wanted


@pytest.mark.parametrize(
    "wrong", [{"next_message": "explodes"}, {"next_message": "٣٠٠٠٣"}, {"webhooks_twice": "yes"}]
)
async def test_controls_that_make_no_sense_are_refused(
    phone: aiohttp.ClientSession, simulator: Simulator, wrong: dict[str, object]
) -> None:
    controls = (await state_of(phone))["controls"]

    async with phone.put("controls", json={**controls, **wrong}) as answer:
        assert answer.status == 400

    assert simulator.controls == Controls()


async def test_every_offered_choice_can_be_chosen(
    phone: aiohttp.ClientSession, simulator: Simulator
) -> None:
    state = await state_of(phone)

    for choice in state["choices"]:
        wanted = {**state["controls"], "next_message": choice["value"]}
        async with phone.put("controls", json=wanted) as answer:
            assert answer.status == 204

    assert state["choices"][0]["label"] == "is delivered"


async def test_a_huge_request_is_turned_away(phone: aiohttp.ClientSession) -> None:
    async with phone.post("texts", json={**PAIR, "text": "x" * 100_000}) as answer:
        assert answer.status == 413


async def test_an_open_page_hears_what_happens(
    phone: aiohttp.ClientSession, simulator: Simulator
) -> None:
    async with phone.get("events") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b"retry: 500\n"

        simulator.text("Hello", customer_number=MAYA, app_number=QUEEN_STREET)
        simulator.control(Controls(answers_itself=True))
        heard = await asyncio.wait_for(_events(stream, 2), 5)

    assert heard == [
        ("thread", f'{{"app_number":"{QUEEN_STREET}","customer":"{MAYA}"}}'),
        ("state", "{}"),
    ]


async def test_the_stream_ends_when_the_simulator_stops(
    phone: aiohttp.ClientSession, simulator: Simulator
) -> None:
    async with phone.get("events") as stream:
        await stream.content.readline()
        await simulator.stop()
        async with asyncio.timeout(5):
            rest = await stream.read()

    assert b"event" not in rest


async def _events(stream: aiohttp.ClientResponse, count: int) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    kind = ""
    while len(heard) < count:
        name, _, value = (await stream.content.readline()).decode().strip().partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            heard.append((kind, value))
    return heard
