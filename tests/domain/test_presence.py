"""Who else is here: told to those who may see the conversation, and to nobody else."""

import asyncio

import pytest

from domain.model.errors import NotPermitted
from domain.model.events import PresenceChanged, StandingChanged
from domain.services.live.presence import Presence
from tests.domain.conftest import DANA, HARBOUR, MAYA
from tests.ui.visitors import until

MOMENT = 0.02


@pytest.fixture
def presence(hub):
    return Presence(hub, grace_seconds=MOMENT, typing_seconds=MOMENT)


@pytest.fixture
def here(presence):
    """`here(conversation, by)`: who is here, and what they do, as this colleague sees it."""

    def here(conversation, by):
        seen = presence.beside(conversation.id, by=by)
        return [(each.name, "types" if each.is_typing else "looks") for each in seen]

    return here


# SPEC: LOG-9
async def test_a_colleague_is_here_once_in_however_many_tabs_and_oneself_never(
    house, presence, here
):
    maya = await house.conversation_with(MAYA)
    for _ in range(2):
        presence.enter(house.jonas).attend(maya)
    presence.enter(house.amira).attend(maya)

    assert here(maya, house.amira) == [("Jonas Cole", "looks")]
    assert here(maya, house.olga) == [("Amira Benali", "looks"), ("Jonas Cole", "looks")]


# SPEC: LOG-9
async def test_typing_is_shown_until_the_keys_rest_or_the_text_is_sent(house, presence, here):
    maya = await house.conversation_with(MAYA)
    jonas = presence.enter(house.jonas)
    jonas.type()
    assert here(maya, house.amira) == []

    jonas.attend(maya)
    jonas.type()
    assert here(maya, house.amira) == [("Jonas Cole", "types")]
    jonas.stop_typing()
    assert here(maya, house.amira) == [("Jonas Cole", "looks")]
    jonas.type()
    await until(lambda: here(maya, house.amira) == [("Jonas Cole", "looks")])


# SPEC: LOG-9
async def test_a_glance_elsewhere_is_not_leaving_and_a_closed_tab_is(house, presence, here):
    maya, dana = await house.conversation_with(MAYA), await house.conversation_with(DANA)
    jonas = presence.enter(house.jonas)
    jonas.attend(maya)

    jonas.look_away()
    assert here(maya, house.amira) == [("Jonas Cole", "looks")]
    jonas.attend(maya)
    olga = presence.enter(house.olga)
    olga.attend(maya)
    olga.look_away()
    await until(lambda: here(maya, house.amira) == [("Jonas Cole", "looks")])

    jonas.look_away()
    await until(lambda: here(maya, house.amira) == [])
    jonas.attend(maya)
    jonas.attend(dana)
    assert (here(maya, house.amira), here(dana, house.amira)) == ([], [("Jonas Cole", "looks")])
    jonas.leave()
    assert here(dana, house.amira) == []


# SPEC: LOG-9
async def test_pages_hear_of_coming_typing_and_going(house, hub):
    maya = await house.conversation_with(MAYA)
    heard = hub.follow(house.amira)
    jonas = Presence(hub).enter(house.jonas)

    for step in (lambda: jonas.attend(maya), jonas.type, jonas.stop_typing, jonas.leave):
        step()
        assert await attention(house, hub, heard) == [maya.id]


# SPEC: LOG-9 ACC-6
async def test_only_those_who_may_see_the_conversation_hear_of_it(house, hub, presence, here):
    harbour = await house.conversation_with(DANA, to=HARBOUR)
    heard = hub.follow(house.jonas), hub.follow(house.olga)

    presence.enter(house.amira).attend(harbour)
    presence.enter(house.amira).attend(await house.conversation_with(MAYA))

    of_jonas, of_olga = [await attention(house, hub, each) for each in heard]
    assert of_olga == [harbour.id, of_jonas[0]]
    assert here(harbour, house.olga) == [("Amira Benali", "looks")]
    assert here(harbour, house.jonas) == []
    assert harbour.id not in presence.everywhere(by=house.jonas)
    with pytest.raises(NotPermitted):
        presence.everywhere(by=house.nora)


async def attention(house, hub, subscription) -> list[int]:
    """The conversations this page heard to be looked at so far, in order."""
    hub.announce(StandingChanged(company_id=house.company.id))
    delivering = asyncio.create_task(hub.deliver(house.store, house.clock))
    seen = []
    async for news in subscription.news():
        if isinstance(news.event, StandingChanged):
            break
        if isinstance(news.event, PresenceChanged):
            seen.append(news.event.conversation_id)
    delivering.cancel()
    await asyncio.wait([delivering])
    return seen
