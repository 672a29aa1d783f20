"""The event hub: whoever is subscribed gets what concerns them, and one bad event stops nobody."""

import asyncio
from dataclasses import replace

import pytest

from domain.model.events import (
    ConversationChanged,
    ConversationRead,
    MessageAdded,
    PresenceChanged,
    SystemStatusChanged,
)
from domain.services.live.hub import MAX_QUEUED_UPDATES, EventHub
from domain.services.live.presence import Presence
from tests.domain.conftest import DANA, HARBOUR


@pytest.fixture
async def live(house, hub):
    """The hub at work, as in a running server."""
    delivering = asyncio.create_task(hub.run(house.store, house.clock))
    yield hub
    delivering.cancel()


async def next_news(subscription):
    async with asyncio.timeout(5):
        return await anext(subscription.updates())


async def test_what_was_committed_reaches_a_page_with_all_it_needs_to_draw(house, live):
    page = live.subscribe(house.amira)

    await house.text_in("Is it ready?")

    news = [await next_news(page) for _ in range(2)]
    added = next(each for each in news if isinstance(each.event, MessageAdded))
    assert added.message.text == "Is it ready?"
    assert added.row_for(house.amira).unread


# SPEC: ACC-6
# TRUST: 2.3-22
async def test_updates_of_the_harbour_never_reach_a_page_of_queen_street(house, live):
    jonas = live.subscribe(house.jonas)

    await house.text_in("Is the boat free?", sender=DANA, to=HARBOUR)
    await house.text_in("Is the coat there?")

    async with house.store.reading() as stored:
        [queen_street] = await stored.companies.points_of_contact(house.jonas.scope)
    news = await next_news(jonas)
    assert news.event.point_of_contact_id == queen_street.id


async def test_each_reader_sees_the_row_as_theirs(house, live):
    conversation = await house.conversation_with()
    amira, jonas = live.subscribe(house.amira), live.subscribe(house.jonas)

    await house.conversations.read(conversation.last_inbound_id, by=house.amira)
    await house.conversations.rename(conversation.id, "Maya", by=house.olga)

    assert not (await renamed(amira)).row_for(house.amira).unread
    assert (await renamed(jonas)).row_for(house.jonas).unread


async def renamed(subscription):
    async for news in subscription.updates():
        if news.listed and news.listed.conversation.title:
            return news
    raise AssertionError("news never end")


async def test_what_one_has_read_is_an_update_for_nobody_else(house, live):
    conversation = await house.conversation_with()
    amira, olga = live.subscribe(house.amira), live.subscribe(house.olga)

    await house.conversations.read(conversation.last_inbound_id, by=house.amira)
    await house.text_in("Hello?")

    assert ConversationRead in await kinds_until(amira, "Hello?")
    assert ConversationRead not in await kinds_until(olga, "Hello?")


async def kinds_until(subscription, text):
    """What kinds of news came before this text."""
    kinds = set()
    async for news in subscription.updates():
        kinds.add(type(news.event))
        if news.message and news.message.text == text:
            break
    return kinds


async def test_a_page_that_is_too_slow_has_to_reload(house):
    hub = EventHub()
    page = hub.subscribe(house.amira)
    for _ in range(MAX_QUEUED_UPDATES + 1):
        page.push(object())

    assert await next_news(page) is None


async def test_a_page_that_left_hears_nothing_more(house, live):
    page = live.subscribe(house.amira)
    page.close()

    assert live.subscriber_count == 0


# FAULT: N-45
async def test_leaving_twice_is_leaving_once(house, hub):
    page, other = hub.subscribe(house.amira), hub.subscribe(house.amira)
    page.close()
    page.close()
    visit = Presence(hub).join(house.amira)
    visit.close()
    visit.close()

    assert hub.subscriber_count == 1
    other.close()
    assert hub.subscriber_count == 0


# FAULT: S-11
async def test_one_event_that_cannot_be_read_takes_no_other_along(house, live, caplog):
    """It is of a conversation that is not there any more."""
    hers = live.subscribe(house.amira)
    elsewhere = live.subscribe(replace(house.amira, company_id=99))
    gone = ConversationChanged(
        company_id=house.amira.company_id,
        point_of_contact_id=house.queen_street.id,
        conversation_id=4711,
    )
    await live.publish([gone, SystemStatusChanged(company_id=99)])
    await house.text_in("Hello?")

    assert await next_news(hers) is None
    await kinds_until(hers, "Hello?")
    assert isinstance((await next_news(elsewhere)).event, SystemStatusChanged)
    [line] = [each for each in caplog.records if each.levelname == "ERROR"]
    assert "conversation_id=4711" in line.getMessage()


# TRUST: R25
async def test_a_listener_that_fails_neither_undoes_a_commit_nor_stops_the_others(house, hub):
    heard = []

    def stumble(_event):
        raise ZeroDivisionError

    hub.add_listener(stumble)
    hub.add_listener(heard.append)

    conversation = await house.conversation_with(text="Hi")

    assert heard
    assert [message.text for message in await house.log(conversation)] == ["Hi"]


# TRUST: R25
async def test_updates_that_cannot_be_loaded_have_the_pages_reload(house, hub, monkeypatch):
    page = hub.subscribe(house.amira)
    delivering = asyncio.create_task(hub.run(house.store, house.clock))
    monkeypatch.setattr(house.store, "reading", None)
    place = house.queen_street
    hub.publish_transient(
        PresenceChanged(
            company_id=place.company_id, point_of_contact_id=place.id, conversation_id=1
        )
    )

    assert await next_news(page) is None
    assert not delivering.done()
    delivering.cancel()
