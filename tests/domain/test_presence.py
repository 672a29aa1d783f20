"""Who else is here: told to those who may see the conversation, and to nobody else."""

import asyncio

import pytest

from domain.model.errors import NotPermitted
from domain.model.events import PresenceChanged, SystemStatusChanged
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
        seen = presence.viewers_of(conversation.id, by=by)
        return [(each.name, "types" if each.is_typing else "looks") for each in seen]

    return here


# SPEC: LOG-9
async def test_a_colleague_is_here_once_in_however_many_tabs_and_oneself_never(
    house, presence, here
):
    maya = await house.conversation_with(MAYA)
    for _ in range(2):
        presence.join(house.jonas).view(maya)
    presence.join(house.amira).view(maya)

    assert here(maya, house.amira) == [("Jonas Cole", "looks")]
    assert here(maya, house.olga) == [("Amira Benali", "looks"), ("Jonas Cole", "looks")]


# SPEC: LOG-9
async def test_typing_is_shown_until_the_keys_rest_or_the_text_is_sent(house, presence, here):
    maya = await house.conversation_with(MAYA)
    jonas = presence.join(house.jonas)
    jonas.set_typing()
    assert here(maya, house.amira) == []

    jonas.view(maya)
    jonas.set_typing()
    assert here(maya, house.amira) == [("Jonas Cole", "types")]
    jonas.stop_typing()
    assert here(maya, house.amira) == [("Jonas Cole", "looks")]
    jonas.set_typing()
    await until(lambda: here(maya, house.amira) == [("Jonas Cole", "looks")])


# SPEC: LOG-9
async def test_a_glance_elsewhere_is_not_leaving_and_a_closed_tab_is(house, presence, here):
    maya, dana = await house.conversation_with(MAYA), await house.conversation_with(DANA)
    jonas = presence.join(house.jonas)
    jonas.view(maya)

    jonas.blur()
    assert here(maya, house.amira) == [("Jonas Cole", "looks")]
    jonas.view(maya)
    olga = presence.join(house.olga)
    olga.view(maya)
    olga.blur()
    await until(lambda: here(maya, house.amira) == [("Jonas Cole", "looks")])

    jonas.blur()
    await until(lambda: here(maya, house.amira) == [])
    jonas.view(maya)
    jonas.view(dana)
    assert (here(maya, house.amira), here(dana, house.amira)) == ([], [("Jonas Cole", "looks")])
    jonas.close()
    assert here(dana, house.amira) == []


# SPEC: LOG-9
async def test_pages_hear_of_coming_typing_and_going(house, hub):
    maya = await house.conversation_with(MAYA)
    heard = hub.subscribe(house.amira)
    jonas = Presence(hub).join(house.jonas)

    for step in (lambda: jonas.view(maya), jonas.set_typing, jonas.stop_typing, jonas.close):
        step()
        assert await attention(house, hub, heard) == [maya.id]


# SPEC: LOG-9 ACC-6
async def test_only_those_who_may_see_the_conversation_hear_of_it(house, hub, presence, here):
    harbour = await house.conversation_with(DANA, to=HARBOUR)
    heard = hub.subscribe(house.jonas), hub.subscribe(house.olga)

    presence.join(house.amira).view(harbour)
    presence.join(house.amira).view(await house.conversation_with(MAYA))

    of_jonas, of_olga = [await attention(house, hub, each) for each in heard]
    assert of_olga == [harbour.id, of_jonas[0]]
    assert here(harbour, house.olga) == [("Amira Benali", "looks")]
    assert here(harbour, house.jonas) == []
    assert harbour.id not in presence.viewers_by_conversation(by=house.jonas)
    with pytest.raises(NotPermitted):
        presence.viewers_by_conversation(by=house.nora)


async def attention(house, hub, subscription) -> list[int]:
    """The conversations this page heard to be looked at so far, in order."""
    hub.publish_transient(SystemStatusChanged(company_id=house.company.id))
    delivering = asyncio.create_task(hub.run(house.store, house.clock))
    seen = []
    async for news in subscription.updates():
        if isinstance(news.event, SystemStatusChanged):
            break
        if isinstance(news.event, PresenceChanged):
            seen.append(news.event.conversation_id)
    delivering.cancel()
    await asyncio.wait([delivering])
    return seen
