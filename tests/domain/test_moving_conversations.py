"""Stories about conversations that are moved to another point of contact."""

import asyncio

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.errors import (
    NotPermitted,
    NumberInUse,
    UnknownConversation,
    UnknownPointOfContact,
)
from domain.model.events import ConversationChanged, ConversationMoved, TimelineEntryAdded
from domain.model.timeline import TimelineEventType
from domain.services.admin.company import CompanyService
from tests.domain.conftest import MAYA


# FAULT: A-6
# SPEC: DET-4
async def test_a_conversation_is_moved_and_who_does_not_work_there_sees_it_no_more(
    house, published
):
    conversation = await house.conversation_with(MAYA)
    published.clear()

    await house.conversations.move(conversation.id, house.harbour.id, by=house.amira)
    await house.conversations.move(conversation.id, house.harbour.id, by=house.amira)

    opened = await house.conversations.open(conversation.id, by=house.amira)
    assert opened.listed.point_of_contact == "Harbour"
    moved = opened.timeline[-1]
    assert (moved.happening, moved.by) == (TimelineEventType.MOVED, "Amira Benali")
    assert moved.text == "from “Queen Street” to “Harbour”"
    with pytest.raises(UnknownConversation):
        await house.conversations.open(conversation.id, by=house.jonas)
    told = [(type(event), event.point_of_contact_id) for event in published]
    assert told == [
        (ConversationChanged, house.harbour.id),
        (TimelineEntryAdded, house.harbour.id),
        (ConversationMoved, house.queen_street.id),
    ]
    # The customer goes on with the number they know.
    await house.text_in("Still there?", sender=MAYA)
    assert [listed.conversation.id for listed in await house.listed()] == [conversation.id]


# FAULT: A-6
async def test_a_conversation_is_moved_only_where_its_mover_sees_both(house):
    conversation = await house.conversation_with(MAYA)

    with pytest.raises(UnknownPointOfContact):
        await house.conversations.move(conversation.id, house.harbour.id, by=house.jonas)
    with pytest.raises(NotPermitted):
        await house.conversations.move(conversation.id, house.harbour.id, by=house.nora)


# FAULT: A-6
async def test_pages_of_those_who_saw_it_reload_when_it_is_moved(house, hub, store, clock):
    conversation = await house.conversation_with(MAYA)
    page = hub.subscribe(house.jonas)
    delivering = asyncio.create_task(hub.run(store, clock))

    await house.conversations.move(conversation.id, house.harbour.id, by=house.amira)

    async with asyncio.timeout(30):
        async for news in page.updates():
            if news is None:
                break
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)


# FAULT: A-6
async def test_a_number_stays_where_moved_conversations_are_texted_from(house, store, clock):
    company = CompanyService(store=store, clock=clock, phones=PhoneNumbers())
    conversation = await house.conversation_with(MAYA)
    await house.conversations.move(conversation.id, house.harbour.id, by=house.amira)

    with pytest.raises(NumberInUse):
        await company.change_point_of_contact(
            house.queen_street.id,
            name="Queen Street",
            number="+14165550180",
            is_default=True,
            by=house.olga,
        )
