"""Stories about Maya, whose texts find their conversation."""

import asyncio

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.access_errors import PointOfContactClosed
from domain.model.conversations import Status
from domain.model.errors import (
    NotPermitted,
    UnknownConversation,
    UnknownMessage,
    UnknownPointOfContact,
)
from domain.model.opt_outs import ConsentChange, parse_keyword
from domain.services.admin.company import CompanyService
from tests.domain.conftest import DANA, HARBOUR, MAYA, QUEEN_STREET

FREE = "+14165559999"


@pytest.fixture
def company(store, clock):
    return CompanyService(store=store, clock=clock, phones=PhoneNumbers())


# SPEC: CAR-1
async def test_a_webhook_that_comes_five_times_at_once_is_one_message(house):
    webhook = await house.text_in("Is it ready?", carrier_id="SMonce")
    await asyncio.gather(*(house.inbound.receive(webhook) for _ in range(5)))

    [listed] = await house.listed()
    assert [message.text for message in await house.log(listed.conversation)] == ["Is it ready?"]


async def test_a_first_text_starts_a_conversation_that_the_whole_place_sees(house):
    await house.text_in("Do you sell umbrellas?", sender=MAYA)

    for member in (house.amira, house.jonas, house.olga):
        [listed] = await house.listed(member)
        assert listed.unread
        assert listed.preview.text == "Do you sell umbrellas?"
        assert listed.conversation.started_by is None


# SPEC: ACC-6
async def test_jonas_of_queen_street_never_sees_the_harbour(house):
    await house.text_in("Is the boat free?", to=HARBOUR)
    [harbour] = await house.listed(house.amira)

    assert await house.listed(house.jonas) == []
    with pytest.raises(UnknownConversation):
        await house.conversations.open(harbour.conversation.id, by=house.jonas)


# SPEC: CLO-3
async def test_a_reply_goes_where_the_customer_was_texted_last(house):
    older = await house.conversation_with(MAYA)
    message = await house.start("A new matter", beside=older)

    await house.text_in("Yes, gladly", sender=MAYA)

    assert (await house.log(older))[-1].text == "Hi"
    newer = await house.conversations.open(message.conversation_id, by=house.amira)
    assert newer.messages[-1].text == "Yes, gladly"


# SPEC: CLO-3
async def test_a_text_reopens_the_newest_closed_conversation_when_none_is_open(house):
    conversation = await house.conversation_with(MAYA)
    await house.conversations.close(conversation.id, by=house.amira)

    await house.text_in("One more thing", sender=MAYA)

    [listed] = await house.listed()
    assert listed.conversation.id == conversation.id
    assert await house.timeline(conversation) == ["started", "closed", "reopened"]


# SPEC: CLO-3
async def test_a_closed_conversation_stays_closed_while_another_is_open(house):
    closed = await house.conversation_with(MAYA)
    await house.start("A new matter", beside=closed)
    await house.conversations.close(closed.id, by=house.amira)

    await house.text_in("Which matter?", sender=MAYA)

    [still_closed] = await house.listed(status=Status.CLOSED)
    assert still_closed.conversation.id == closed.id


# SPEC: CLO-6
@pytest.mark.parametrize("sender", ["32665", "Parcelly", "+266696687"])
async def test_a_sender_who_cannot_be_answered_is_kept_and_says_so(house, sender):
    await house.text_in("Your parcel is here", sender=sender)

    [listed] = await house.listed()
    assert listed.preview.text == "Your parcel is here"
    assert listed.refusal == "You can’t reply: this sender has no phone number."


# SPEC: CLO-6
async def test_a_text_to_a_number_of_nobodys_waits_aside_once(house):
    webhook = await house.text_in("Anybody?", to="+14165559999")
    await house.inbound.receive(webhook)

    async with house.store.reading() as stored:
        assert await stored.unrouted.count() == 1
    assert await house.listed() == []


# FAULT: S-13
# SPEC: CLO-6
async def test_an_unrouted_text_becomes_a_message_where_olga_says(house, company, clock):
    webhook = await house.text_in("Anybody?", to=FREE)
    clock.pass_by(hours=3)
    [kept] = await company.unrouted(by=house.olga)

    conversation_id = await house.inbound.route(kept.id, house.queen_street.id, by=house.olga)
    await house.inbound.receive(webhook)

    [listed] = await house.listed(house.amira)
    assert listed.conversation.id == conversation_id
    assert listed.conversation.app_number == QUEEN_STREET
    assert listed.unread
    [message] = await house.log(listed.conversation)
    assert (message.text, message.at) == ("Anybody?", kept.at)
    assert await company.unrouted(by=house.olga) == []
    with pytest.raises(UnknownMessage):
        await house.inbound.route(kept.id, house.queen_street.id, by=house.olga)


# FAULT: S-13
# SPEC: CLO-6 ACC-6
async def test_who_cannot_see_an_unrouted_text_cannot_move_it(house, company, store, clock):
    await house.text_in("Anybody?", to=FREE)
    [kept] = await company.unrouted(by=house.olga)
    async with store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        kitchen = await tx.companies.add_point_of_contact(
            fork.id, "Kitchen", app_number="+14165550190", is_default=True, at=clock.now()
        )

    for place, by, refusal in (
        (house.queen_street, house.amira, NotPermitted),
        (kitchen, house.olga, UnknownPointOfContact),
        (house.queen_street, house.olga, UnknownMessage),  # it may be the other company's
    ):
        with pytest.raises(refusal):
            await house.inbound.route(kept.id, place.id, by=by)
    async with store.reading() as stored:
        assert await stored.unrouted.count() == 1


@pytest.mark.parametrize(
    "text", ["", "🙂" * 800, "x" * 1600, "nul \x00 in the middle", "half a \ud83d smile", "‮abc"]
)
async def test_whatever_a_customer_writes_is_stored_and_listed(house, text):
    await house.text_in(text)

    [listed] = await house.listed()
    assert listed.conversation.last_inbound_id
    [message] = await house.log(listed.conversation)
    assert len(message.text) == len(text)


# SPEC: CAR-3
@pytest.mark.parametrize("word", ["STOP", " stop ", "Unsubscribe", "optout"])
async def test_a_customer_who_texts_stop_is_not_written_to_any_more(house, word):
    conversation = await house.conversation_with(MAYA)
    await house.text_in(word, sender=MAYA)

    [listed] = await house.listed()
    assert listed.opted_out
    assert "opted_out" in await house.timeline(conversation)

    await house.text_in("START", sender=MAYA)
    [listed] = await house.listed()
    assert listed.refusal is None


# SPEC: CAR-3
@pytest.mark.parametrize("text", ["please stop by at five", "STOP PLEASE", "don't stop"])
async def test_a_stop_word_within_a_sentence_changes_nothing(house, text):
    await house.text_in(text)

    [listed] = await house.listed()
    assert not listed.opted_out


async def test_a_clock_set_back_never_puts_a_text_above_earlier_ones(house):
    conversation = await house.conversation_with(DANA, text="First")
    house.clock.set_back(hours=1)

    await house.text_in("Second", sender=DANA)

    assert [m.text for m in await house.log(conversation)] == ["First", "Second"]
    assert (await house.listed())[0].conversation.app_number == QUEEN_STREET


# FAULT: M-3
# SPEC: CAR-3
@pytest.mark.parametrize(
    ("text", "verdict", "wish"),
    [
        ("arrêt", "STOP", ConsentChange.STOP),
        ("recommencer", "START", ConsentChange.START),
        ("Yes", "START", ConsentChange.YES),
        ("stop", "HELP", None),
        ("STOP", "", ConsentChange.STOP),
        ("yes", "", ConsentChange.YES),
        ("Yes!", "", None),
        ("start.", "", None),
    ],
)
def test_the_verdict_of_the_network_comes_before_our_own(text, verdict, wish):
    assert parse_keyword(text, verdict, app_number=QUEEN_STREET) is wish


# FAULT: T-4
# SPEC: CAR-3
async def test_what_twilio_takes_for_a_stop_is_one_whatever_was_written(house):
    await house.text_in("Bitte nichts mehr", opt_out_type="STOP")
    (listed,) = await house.listed()
    assert listed.opted_out

    await house.text_in("Doch wieder", opt_out_type="START")
    (listed,) = await house.listed()
    assert not listed.opted_out


# FAULT: S-13 A-6
async def test_an_unrouted_text_is_not_moved_to_where_nothing_new_starts(house, company):
    await house.text_in("Anybody?", to=FREE)
    (text,) = await company.unrouted(by=house.olga)
    await company.close_point_of_contact(house.queen_street.id, by=house.olga)

    with pytest.raises(PointOfContactClosed, match="Queen Street is closed"):
        await house.inbound.route(text.id, house.queen_street.id, by=house.olga)

    assert await company.unrouted(by=house.olga) == [text]
