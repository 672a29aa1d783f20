"""Finding conversations: by name, place, number and words, and by what they are in need of."""

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.carrier_errors import Rejected
from domain.model.conversation_list import ListPosition, ListQuery, NeedsAttention
from tests.domain.conftest import DANA, HARBOUR, MAYA, QUEEN_STREET


@pytest.fixture
def found(house):
    """The customers in the list, newest first."""

    async def found(*, by=None, **asked):
        page = await house.conversation_list.page(ListQuery(**asked), by=by or house.olga)
        return [listed.conversation.customer_number for listed in page]

    return found


# SPEC: FIL-2
@pytest.mark.parametrize(
    "written",
    [
        "+14165550110",
        "+1 (416) 555-0110",
        "(416) 555-0110",
        "416.555.0110",
        "416-555",
        "0110",
        "001 416 555 0110",
        "011 1 416 555 0110",
        "  555 0110 ",
        "４１６ ５５５ ０１１０",
    ],
)
async def test_a_number_is_found_however_it_is_written(house, found, written):
    await house.text_in("Hi", sender=MAYA)
    await house.text_in("Hi", sender="+447700900123")

    assert await found(phone=written) == [MAYA]


# SPEC: FIL-2
@pytest.mark.parametrize(
    "written", ["020 7946 0018", "+44 (0)20 7946 0018", "7946 0018", "0044 20 7946 0018"]
)
async def test_a_number_is_found_with_the_zero_people_dial_at_home(written):
    pieces = PhoneNumbers().search_variants(written, country="GB")

    assert any(piece in "+442079460018" for piece in pieces)


# SPEC: FIL-2 CLO-6
async def test_a_sender_with_a_name_is_found_by_it(house, found):
    await house.text_in("Your code is 1234", sender="BANKINFO")

    assert await found(phone="bank") == ["BANKINFO"]
    assert await found(phone="---") == []
    assert await found(phone="%") == []


# SPEC: FIL-2
async def test_a_name_is_found_by_any_piece_of_it(house, found):
    conversation = await house.conversation_with(MAYA)
    await house.text_in("Hi", sender=DANA)
    await house.conversations.rename(conversation.id, "Réparation 100% (coat)", by=house.amira)

    for name in ("repar", "100%", "(COAT)", " réparation  100 "):
        assert await found(name=name) == [MAYA], name
    for name in ("100_", "coat)x", "🙂", '"', "*", "x" * 1000):
        assert await found(name=name) == [], name


# SPEC: FIL-2 ACC-6
# TRUST: 2.3-23
async def test_a_place_that_is_not_mine_answers_like_one_that_is_not_there(house, found):
    await house.text_in("Hi", sender=MAYA, to=QUEEN_STREET)
    await house.text_in("Hi", sender=DANA, to=HARBOUR)

    assert await found(point_of_contact_id=house.harbour.id) == [DANA]
    theirs = (house.harbour.id, 999_999)
    jonas = house.jonas
    assert jonas.points_of_contact == {house.queen_street.id}
    assert [await found(by=jonas, point_of_contact_id=place) for place in theirs] == [[], []]
    assert await found(by=jonas, phone=DANA) == await found(by=jonas, phone="+14165559999") == []
    places = await house.conversation_list.locations(by=jonas)
    assert [place.name for place in places] == ["Queen Street"]


# SPEC: LIST-7 LIST-8
async def test_what_needs_attention_can_be_listed(house, found):
    maya = await house.conversation_with(MAYA)
    dana = await house.conversation_with(DANA)
    await house.text_in("STOP", sender="+14165550177")
    await house.send(dana, "On its way")

    assert await found(only=NeedsAttention.WAITING) == [MAYA]
    assert await found(only=NeedsAttention.OPTED_OUT) == ["+14165550177"]
    await house.conversations.read(maya.last_inbound_id, by=house.olga)
    assert await found(only=NeedsAttention.UNREAD) == [DANA, "+14165550177"]
    amiras = await found(only=NeedsAttention.UNREAD, by=house.amira)
    assert amiras != await found(only=NeedsAttention.UNREAD)


# FAULT: T-4
# SPEC: LIST-8
async def test_what_was_not_delivered_can_be_listed_and_nothing_else(house, found):
    maya = await house.conversation_with(MAYA)
    dana = await house.conversation_with(DANA)
    house.carrier.troubles = [Rejected("30003")]  # the first one only
    for conversation in (maya, dana):
        await house.send(conversation, "It is ready")
        await house.deliver()

    assert await found(only=NeedsAttention.FAILED) == [MAYA]
    await house.text_in("Hello?", sender=MAYA)
    assert await found(only=NeedsAttention.FAILED) == [MAYA]
    await house.send(maya, "Sorry: it is ready")
    assert await found(only=NeedsAttention.FAILED) == []


# SPEC: FIL-7
async def test_a_row_found_by_its_words_tells_which_message_and_where(house):
    conversation = await house.conversation_with(MAYA, text="Une réservation, s'il vous plaît")
    await house.text_in("Is my RÉSERVATION\nstill there? I forgot the day.", sender=MAYA)
    last = await house.last(conversation)
    await house.text_in("Hullo?", sender=MAYA)

    (row,) = await house.conversation_list.page(
        ListQuery(containing="reservation still"), by=house.amira
    )

    assert row.match.message_id == last.id
    assert (row.match.before, row.match.hit) == ("Is my ", "RÉSERVATION still")
    assert row.match.after.startswith(" there?")


# SPEC: FIL-7
async def test_words_before_what_was_found_are_cut(house):
    await house.text_in("word " * 100 + "needle" + " more" * 100, sender=MAYA)

    (row,) = await house.conversation_list.page(ListQuery(containing="needle"), by=house.amira)

    assert row.match.before.startswith("…")
    assert len(row.match.before) < 50
    assert row.match.hit == "needle"


# SPEC: FIL-6
async def test_one_conversation_is_asked_about_as_the_list_would_be(house):
    conversation = await house.conversation_with(MAYA, text="About the coat")
    asked = {"by": house.amira}

    match = await house.conversation_list.row_if_matching(
        conversation.id, ListQuery(containing="coat"), **asked
    )
    assert match.match.hit == "coat"
    for other in (ListQuery(containing="shoe"), ListQuery(phone=DANA), ListQuery(name="x")):
        assert (
            await house.conversation_list.row_if_matching(conversation.id, other, **asked) is None
        )


# SPEC: LIST-6
async def test_pages_follow_each_other_under_filters(house):
    for number in range(120):
        await house.text_in("the same words", sender=f"+1416555{number:04}")
    query, seen, after = ListQuery(containing="same words", phone="416"), [], None

    while page := await house.conversation_list.page(query, by=house.olga, after=after):
        seen += [row.conversation.id for row in page]
        last = page[-1].conversation
        after = ListPosition(last.last_message_at, last.id)

    assert len(seen) == len(set(seen)) == 120


# SPEC: FIL-7
async def test_a_message_far_back_is_opened_with_those_around_it(house):
    conversation = await house.conversation_with(MAYA, text="number 0")
    for number in range(1, 200):
        await house.text_in(f"number {number}", sender=MAYA)
    log = (await house.conversations.open(conversation.id, by=house.olga)).messages
    older, _ = await house.conversations.older(log[0].id, by=house.olga)
    sought = older[0]

    opened = await house.conversations.open(conversation.id, by=house.olga, at=sought.id)

    texts = [message.text for message in opened.messages]
    assert texts[25] == sought.text
    assert opened.has_older
    assert opened.has_newer
    newer, _ = await house.conversations.newer(opened.messages[-1].id, by=house.olga)
    assert newer[0].text == f"number {int(texts[-1].split()[1]) + 1}"
    elsewhere = await house.conversations.open(conversation.id, by=house.olga, at=10**12)
    assert not elsewhere.has_newer
    assert elsewhere.messages == log
