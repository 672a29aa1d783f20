"""What is written and not sent: one text per user and conversation, whatever the device."""

import asyncio
from datetime import timedelta

import pytest

from domain.model.drafts import Draft
from domain.model.errors import NotPermitted, UnknownConversation
from domain.model.events import DraftSaved
from domain.services.inbox.drafts import DraftsService
from tests.domain.conftest import DANA, HARBOUR, MAYA


@pytest.fixture
def drafts(house):
    return DraftsService(store=house.store, clock=house.clock)


@pytest.fixture
async def maya(house):
    return await house.conversation_with(MAYA)


def written(conversation, text, at):
    return Draft(conversation_id=conversation.id, text=text, written_at=at)


# SPEC: MSG-8
async def test_what_was_written_last_stands_whatever_arrives_last(house, drafts, maya):
    morning = house.clock.now()
    house.clock.pass_by(hours=1)
    later = written(maya, "Written on the phone at ten", house.clock.now())
    await drafts.save(later, by=house.amira)

    standing = await drafts.save(written(maya, "Found again at nine", morning), by=house.amira)

    assert standing == later
    assert await drafts.all(by=house.amira) == [later]


# SPEC: MSG-8
async def test_a_draft_is_its_owners_alone(house, drafts, maya, hub):
    delivering = asyncio.create_task(hub.run(house.store, house.clock))
    amira, olga = hub.subscribe(house.amira), hub.subscribe(house.olga)

    await drafts.save(written(maya, "Between us", house.clock.now()), by=house.amira)
    await house.text_in("Anybody there?")

    heard = [news async for news in until_text(amira)]
    assert [news.draft.text for news in heard if news.draft] == ["Between us"]
    assert [news.draft for news in [each async for each in until_text(olga)] if news.draft] == []
    assert await drafts.all(by=house.olga) == []
    delivering.cancel()


async def until_text(page):
    async with asyncio.timeout(5):
        async for news in page.updates():
            yield news
            if news.message and news.message.text == "Anybody there?":
                return


# SPEC: MSG-8
async def test_sending_takes_the_draft_with_it(house, drafts, maya):
    await drafts.save(written(maya, "On my way ", house.clock.now()), by=house.amira)

    await house.send(maya, "On my way")

    assert await drafts.all(by=house.amira) == []


async def test_what_is_written_after_the_press_stays_however_late_the_press_arrives(
    house, drafts, maya
):
    first = written(maya, "On my way", house.clock.now())
    await drafts.save(first, by=house.amira)
    following = written(maya, "Ring twice", first.written_at + timedelta(milliseconds=2))

    house.clock.pass_by(minutes=5)
    await house.send(maya, "On my way")
    await drafts.save(following, by=house.amira)
    await house.send(maya, "On my way")

    assert await drafts.all(by=house.amira) == [following]


async def test_a_clock_that_is_ahead_writes_now(house, drafts, maya):
    ahead = house.clock.now() + timedelta(days=1)
    await drafts.save(written(maya, "From tomorrow", ahead), by=house.amira)
    house.clock.pass_by(seconds=1)

    await drafts.save(written(maya, "From today", house.clock.now()), by=house.amira)

    assert [draft.text for draft in await drafts.all(by=house.amira)] == ["From today"]


# SPEC: ACC-2 ACC-6
async def test_nobody_keeps_a_draft_where_they_may_not_look(house, drafts, published):
    harbour = await house.conversation_with(DANA, to=HARBOUR)
    published.clear()

    with pytest.raises(UnknownConversation):
        await drafts.save(written(harbour, "Hello", house.clock.now()), by=house.jonas)
    with pytest.raises(NotPermitted):
        await drafts.save(written(harbour, "Hello", house.clock.now()), by=house.nora)
    with pytest.raises(NotPermitted):
        await drafts.all(by=house.nora)

    assert not [event for event in published if isinstance(event, DraftSaved)]
