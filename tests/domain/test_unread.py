"""Stories about what is unread, and about customers who wait for an answer."""

import pytest

from domain.model.errors import NotPermitted
from tests.domain.conftest import DANA, MAYA


# FAULT: T-4
# SPEC: ACC-3 LIST-4
async def test_closed_conversations_do_not_count_as_unread(house):
    maya = await house.conversation_with(MAYA)
    dana = await house.conversation_with(DANA)
    assert await house.conversation_list.unread(by=house.amira) == {maya.id, dana.id}

    await house.conversations.close(maya.id, acknowledged_inbound_id=10**9, by=house.jonas)

    assert await house.conversation_list.unread(by=house.amira) == {dana.id}


# SPEC: LIST-4
async def test_reading_is_each_users_own(house):
    conversation = await house.conversation_with()
    assert len(await house.conversation_list.unread(by=house.amira)) == 1

    await house.conversations.read(conversation.last_inbound_id, by=house.amira)

    assert len(await house.conversation_list.unread(by=house.amira)) == 0
    assert len(await house.conversation_list.unread(by=house.jonas)) == 1
    await house.text_in("Still there?")
    assert len(await house.conversation_list.unread(by=house.amira)) == 1


async def test_reading_never_goes_backwards(house):
    conversation = await house.conversation_with()
    first = conversation.last_inbound_id
    await house.text_in("Second")
    await house.conversations.read((await house.last(conversation)).id, by=house.amira)

    await house.conversations.read(first, by=house.amira)

    assert len(await house.conversation_list.unread(by=house.amira)) == 0


# SPEC: LIST-7
async def test_marked_as_unread_it_is_unread_again_for_that_user_alone(house):
    conversation = await house.conversation_with()
    for member in (house.amira, house.jonas):
        await house.conversations.read(conversation.last_inbound_id, by=member)

    await house.conversations.mark_unread(conversation.id, by=house.amira)

    assert await house.conversation_list.unread(by=house.amira) == {conversation.id}
    assert await house.conversation_list.unread(by=house.jonas) == set()


# SPEC: LIST-7
async def test_no_reply_needed_ends_the_waiting_and_the_next_text_waits_again(house):
    conversation = await house.conversation_with()
    await house.conversations.read(conversation.last_inbound_id, by=house.amira)
    assert (await house.listed())[0].conversation.waiting_since

    for _ in range(2):
        await house.conversations.need_no_reply(conversation.id, by=house.jonas)

    [listed] = await house.listed()
    assert listed.conversation.waiting_since is None
    assert await house.timeline(conversation) == ["started", "no_reply_needed"]
    await house.text_in("Oh, and")
    assert (await house.listed())[0].conversation.waiting_since


# SPEC: LIST-7 DET-4
async def test_undo_of_no_reply_needed_restores_since_when_the_customer_waits(house):
    conversation = await house.conversation_with()
    before = (await house.listed())[0].conversation.waiting_since
    since = await house.conversations.need_no_reply(conversation.id, by=house.jonas)
    assert since == before
    await house.text_in("Oh, and")

    for _ in range(2):
        await house.conversations.need_reply(conversation.id, since=since, by=house.jonas)

    assert (await house.listed())[0].conversation.waiting_since == before
    told = ["started", "no_reply_needed", "reply_needed"]
    assert await house.timeline(conversation) == told


# SPEC: LIST-7
async def test_undo_of_no_reply_needed_makes_nobody_wait_who_was_answered(house):
    conversation = await house.conversation_with()
    since = await house.conversations.need_no_reply(conversation.id, by=house.jonas)
    assert await house.conversations.need_no_reply(conversation.id, by=house.amira) is None
    await house.send(conversation, "Here you are")

    await house.conversations.need_reply(conversation.id, since=since, by=house.jonas)

    assert (await house.listed())[0].conversation.waiting_since is None
    with pytest.raises(NotPermitted):
        await house.conversations.need_reply(conversation.id, since=since, by=house.nora)
