"""Closed conversations: what is left unanswered, what reopens them, and where a text belongs."""

import asyncio

import pytest

from domain.model.conversations import Status
from domain.model.errors import UnansweredMessage
from tests.domain.conftest import DANA, HARBOUR, MAYA


async def start(house, text, *, customer=MAYA, place=None):
    """One more, beside any there is."""
    place = place or house.queen_street
    known = await house.start_service.check_number(customer, place.id, by=house.amira)
    beside = known.existing and known.existing.conversation
    message = await house.start(text, number=customer, at=place, beside=beside)
    return (await house.conversations.open(message.conversation_id, by=house.olga)).listed


# SPEC: CLO-4
async def test_closing_over_an_unanswered_text_asks_once(house):
    conversation = await house.conversation_with(MAYA)

    with pytest.raises(UnansweredMessage, match="has not been answered") as refusal:
        await house.conversations.close(conversation.id, by=house.amira, acknowledged_inbound_id=0)
    assert len(await house.listed()) == 1

    agreed = refusal.value.last_inbound_id
    await house.conversations.close(conversation.id, by=house.amira, acknowledged_inbound_id=agreed)
    assert await house.listed() == []


async def test_closing_what_was_answered_asks_nothing(house):
    conversation = await house.conversation_with(MAYA)
    await house.send(conversation, "It is ready")

    await house.conversations.close(conversation.id, by=house.amira, acknowledged_inbound_id=0)

    assert await house.listed() == []


@pytest.mark.parametrize(("sender", "text"), [("32665", "Your parcel is here"), (MAYA, "STOP")])
async def test_closing_asks_nothing_where_no_answer_could_be_given(house, sender, text):
    conversation = await house.conversation_with(sender, text=text)

    await house.conversations.close(conversation.id, by=house.amira, acknowledged_inbound_id=0)

    assert await house.listed() == []


# SPEC: CLO-4
async def test_a_text_that_comes_before_the_closing_is_asked_about_again(house):
    conversation = await house.conversation_with(MAYA)
    seen = conversation.last_inbound_id
    await house.text_in("Wait!", sender=MAYA)

    with pytest.raises(UnansweredMessage):
        await house.conversations.close(
            conversation.id, by=house.amira, acknowledged_inbound_id=seen
        )

    [listed] = await house.listed()
    assert listed.preview.text == "Wait!"


# SPEC: CLO-4
async def test_a_text_that_comes_after_the_closing_reopens_it(house):
    conversation = await house.conversation_with(MAYA)
    await house.conversations.close(
        conversation.id, by=house.amira, acknowledged_inbound_id=conversation.last_inbound_id
    )

    await house.text_in("Wait!", sender=MAYA)

    [listed] = await house.listed()
    assert (listed.preview.text, listed.unread) == ("Wait!", True)
    assert await house.timeline(conversation) == ["started", "closed", "reopened"]
    assert (await house.conversations.open(conversation.id, by=house.amira)).timeline[-1].by is None


# SPEC: CLO-4
async def test_closing_and_a_text_at_the_same_moment_hide_nothing(house):
    conversation = await house.conversation_with(MAYA)
    seen = conversation.last_inbound_id

    for number in range(5):
        await asyncio.gather(
            house.conversations.close(
                conversation.id, by=house.amira, acknowledged_inbound_id=seen
            ),
            house.text_in(f"Wait {number}", sender=MAYA),
            return_exceptions=True,
        )
        [listed] = await house.listed()
        assert (listed.preview.text, listed.unread) == (f"Wait {number}", True)
        seen = listed.conversation.last_inbound_id


# SPEC: CLO-1
async def test_undo_of_closing_restores_all_that_was(house):
    conversation = await house.conversation_with(MAYA)
    await house.text_in("Still there?", sender=MAYA)
    [before] = await house.listed()

    await house.conversations.close(conversation.id, by=house.amira)
    await house.conversations.reopen(conversation.id, by=house.amira)

    [after] = await house.listed()
    for each in ("status", "waiting_since", "last_message_at", "last_inbound_id", "title"):
        assert getattr(after.conversation, each) == getattr(before.conversation, each)
    assert after.unread


# SPEC: CLO-3
async def test_of_several_closed_ones_the_newest_is_reopened(house):
    older, newer = await start(house, "First matter"), await start(house, "Second matter")
    for each in (newer, older):
        await house.conversations.close(each.conversation.id, by=house.amira)

    await house.text_in("About that", sender=MAYA)

    [listed] = await house.listed()
    assert listed.conversation.id == newer.conversation.id


# SPEC: CLO-3
async def test_of_two_that_never_texted_the_customer_the_newest_activity_is_chosen(house):
    first = await house.conversation_with(MAYA)
    await house.conversations.close(first.id, by=house.amira)
    second = await start(house, "A second matter")
    await house.conversations.reopen(first.id, by=house.amira)

    await house.text_in("Which one?", sender=MAYA)

    assert (await house.last(second.conversation)).text == "Which one?"
    assert (await house.last(first)).text == "Hi"


# SPEC: CLO-3
async def test_a_new_customer_of_a_shared_number_comes_to_its_default_place(house):
    async with house.store.transaction() as tx:
        await tx.companies.add_point_of_contact(
            house.company.id,
            "Workshop",
            app_number=HARBOUR,
            is_default=False,
            at=house.clock.now(),
        )

    await house.text_in("Anybody?", sender=DANA, to=HARBOUR)

    [listed] = await house.listed(house.olga)
    assert listed.point_of_contact == "Harbour"


# SPEC: CLO-5
async def test_other_open_conversations_with_the_customer_are_shown_within_ones_scope(house):
    here = await house.conversation_with(MAYA)
    closed = await start(house, "Long done")
    await house.conversations.close(closed.conversation.id, by=house.amira)
    other = await start(house, "A second matter")
    harbour = await start(house, "The boat", place=house.harbour)
    await house.conversation_with(DANA)

    async def others(by):
        opened = await house.conversations.open(here.id, by=by)
        return [listed.conversation.id for listed in opened.same_customer]

    both = [harbour.conversation.id, other.conversation.id]
    assert await others(house.amira) == both
    assert await others(house.jonas) == both[1:]


# SPEC: CLO-5
async def test_the_others_follow_what_happens_to_them(house):
    here = await house.conversation_with(MAYA)
    other = await start(house, "A second matter")
    dana = await house.conversation_with(DANA)
    opened = await house.conversations.open(here.id, by=house.amira)

    async def listed(conversation_id, status=Status.OPEN):
        rows = await house.listed(status=status)
        return next(row for row in rows if row.conversation.id == conversation_id)

    for _ in range(2):
        opened = opened.apply_other(await listed(other.conversation.id))
    opened = opened.apply_other(await listed(dana.id)).apply_other(await listed(here.id))
    assert [row.conversation.id for row in opened.same_customer] == [other.conversation.id]

    await house.conversations.close(other.conversation.id, by=house.amira)
    gone = opened.apply_other(await listed(other.conversation.id, Status.CLOSED))
    assert gone.same_customer == []
