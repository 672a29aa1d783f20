import asyncio
from types import SimpleNamespace

import pytest
from fastapi import Request
from nicegui import ui

from domain.services.conversations import ConversationsService
from domain.services.drafts import DraftsService
from domain.services.templates import TemplatesService
from tests.agents import OpenPage
from tests.domain.conftest import house  # noqa: F401
from tests.ui.visitors import Visitor, until
from ui.pages.live_conversations import LiveConversationsPage


class SlowConversations(ConversationsService):
    """Something happens between reading a conversation and showing it."""

    async def meanwhile(self) -> None:
        """Nothing, unless a story says otherwise."""

    async def open(self, conversation_id, *, by):
        opened = await super().open(conversation_id, by=by)
        await self.meanwhile()
        return opened


@pytest.fixture
async def office(house, hub, password_hash):  # noqa: F811
    """What the page needs of the services, with the hub at work."""
    async with house.store.transaction() as tx:
        await tx.people.set_password(house.amira.user_id, password_hash)
    delivering = asyncio.create_task(hub.deliver(house.store))
    slow = SlowConversations(store=house.store, clock=house.clock)
    yield SimpleNamespace(
        hub=hub,
        conversations=slow,
        messaging=house.messaging,
        drafts=DraftsService(store=house.store, clock=house.clock),
        templates=TemplatesService(store=house.store),
        house=house,
    )
    delivering.cancel()


@pytest.fixture
async def frames(office, open_house):
    """Amira's open page, and what its elements are told."""
    told = []
    async with open_house() as address:

        @ui.page("/live")
        async def live(request: Request) -> None:
            page = LiveConversationsPage(office, office.house.amira, brand="Chatter")
            await page.build(request)

        amira = Visitor(address)
        await amira.sign_in("amira@bright.test")
        page = OpenPage(address, (await amira.get("/live")).text, on_frame=told.append)
        await page.connect(cookie=amira.cookie)
        yield page, told
        await page.close()
        await amira.leave()


# SPEC: LIST-5
async def test_what_arrives_while_a_conversation_is_being_opened_is_not_missed(office, frames):
    page, told = frames
    conversation = await office.house.conversation_with(text="Hello")
    colleague = office.hub.follow(office.house.olga)

    async def maya_writes_again() -> None:
        await office.house.text_in("Are you there?")
        async for news in colleague.news():
            if news.message and news.message.text == "Are you there?":
                return

    office.conversations.meanwhile = maya_writes_again
    await page.report("shell", "navigate", f"/live-conversations/{conversation.id}")

    await until(lambda: "Are you there?" in in_the_log(told))
    assert in_the_log(told) == ["Hello", "Are you there?"]


def in_the_log(told) -> list[str]:
    """As the browser has it: a message that is told again is drawn in its place."""
    log = {}
    for frame in told:
        if (frame.element, frame.method) == ("message_log", "show"):
            log = {message["id"]: message["text"] for message in frame.details[1]}
        elif (frame.element, frame.method) == ("message_log", "upsert"):
            log[frame.details[0]["id"]] = frame.details[0]["text"]
    return list(log.values())
