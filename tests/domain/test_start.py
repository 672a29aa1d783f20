"""Starting a conversation: refused with a reason before anything is stored, and asked about."""

import asyncio

import pytest

from domain.model.conversations import Status
from domain.model.errors import (
    CannotBeTexted,
    ConversationExists,
    CustomerOptedOut,
    EmptyMessage,
    MessageTooLong,
    NotAPhoneNumber,
    NotPermitted,
    OwnNumber,
    TitleTooLong,
    UnknownPointOfContact,
)
from tests.domain.conftest import DANA, HARBOUR, MAYA, QUEEN_STREET


# SPEC: NEW-1 NEW-3
async def test_a_conversation_starts_with_its_title_and_first_message(house):
    message = await house.start("Your coat is ready", number="(416) 555-0110", title=" Coat ")

    [listed] = await house.listed()
    assert listed.conversation.id == message.conversation_id
    assert listed.conversation.customer_number == MAYA
    assert listed.conversation.title == "Coat"
    await house.deliver()
    assert house.carrier.texts == ["Your coat is ready"]


# SPEC: NEW-4
@pytest.mark.parametrize(
    ("start", "refusal"),
    [
        ({"number": "12"}, NotAPhoneNumber),
        ({"number": "72345"}, CannotBeTexted),
        ({"number": "BANKINFO"}, CannotBeTexted),
        ({"number": ""}, NotAPhoneNumber),
        ({"number": "+1 416 555 01 10 99 99 99 99"}, NotAPhoneNumber),
        ({"number": "🙂"}, NotAPhoneNumber),
        ({"number": QUEEN_STREET}, OwnNumber),
        ({"number": HARBOUR}, OwnNumber),
        ({"title": "x" * 300}, TitleTooLong),
        ({"text": "  "}, EmptyMessage),
        ({"text": "x" * 1601}, MessageTooLong),
    ],
)
async def test_what_cannot_be_is_refused_before_anything_is_stored(house, start, refusal):
    with pytest.raises(refusal):
        await house.start(**start)

    assert await house.listed() == []


# SPEC: NEW-4 CAR-3
async def test_a_customer_who_said_stop_is_not_texted_by_a_new_conversation(house):
    await house.text_in("STOP", sender=MAYA)

    with pytest.raises(CustomerOptedOut):
        await house.start(number=MAYA)
    known = await house.start_service.check_number(MAYA, house.queen_street.id, by=house.amira)
    assert "START" in known.refusal
    assert len(await house.listed()) == 1


# SPEC: NEW-4
async def test_the_number_is_read_and_written_as_people_do(house):
    known = await house.start_service.check_number("416 5550110", None, by=house.amira)

    assert (known.number, known.refusal, known.existing) == ("(416) 555-0110", None, None)
    abroad = await house.start_service.check_number("+442079460018", None, by=house.amira)
    assert abroad.number == "+44 20 7946 0018"


# SPEC: NEW-2
async def test_who_is_texted_with_already_is_named_open_ones_before_closed_ones(house):
    closed = await house.conversation_with(MAYA)
    await house.conversations.close(closed.id, by=house.amira)

    with pytest.raises(ConversationExists) as asked:
        await house.start(number=MAYA)
    assert asked.value.existing.conversation.id == closed.id

    second = await house.start(number=MAYA, beside=closed)
    known = await house.start_service.check_number(MAYA, house.queen_street.id, by=house.amira)
    assert known.existing.conversation.id == second.conversation_id
    still = [listed.conversation.id for listed in await house.listed(status=Status.CLOSED)]
    assert still == [closed.id]


# SPEC: NEW-2
async def test_the_same_customer_at_another_place_is_no_reason_to_ask(house):
    await house.conversation_with(MAYA, to=QUEEN_STREET)

    await house.start(number=MAYA, at=house.harbour)

    assert len(await house.listed()) == 2


# SPEC: NEW-2
async def test_of_two_who_start_at_once_the_second_is_asked(house):
    starts = [house.start(number=DANA, by=who) for who in (house.amira, house.olga)]

    results = await asyncio.gather(*starts, return_exceptions=True)

    assert [type(result).__name__ for result in results] == ["Message", "ConversationExists"]
    assert len(await house.listed()) == 1


# SPEC: MSG-9 NEW-3
async def test_one_press_is_one_conversation_however_often_it_arrives(house):
    first = await house.start(number=DANA, key="one press")
    again = await house.start(number=DANA, key="one press")

    assert first.id == again.id
    assert len(await house.listed()) == 1


# SPEC: ACC-6
# TRUST: 2.3-28
async def test_nobody_starts_where_they_do_not_work(house):
    with pytest.raises(UnknownPointOfContact):
        await house.start(at=house.harbour, by=house.jonas)
    with pytest.raises(NotPermitted):
        await house.start(by=house.nora)
    with pytest.raises(NotPermitted):
        await house.start_service.options(by=house.nora)
    offer = await house.start_service.options(by=house.jonas)
    assert [place.name for place in offer.places] == ["Queen Street"]
    assert offer.notices == {}
