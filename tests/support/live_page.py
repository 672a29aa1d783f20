"""Amira's page of live conversations, by itself, with all that it is told."""

import asyncio
from types import SimpleNamespace

import pytest
from fastapi import Request
from nicegui import ui

from domain.gateways.metrics import Metrics
from domain.services.inbox.conversations import ConversationsService
from domain.services.inbox.drafts import DraftsService
from domain.services.inbox.templates import TemplatesService
from domain.services.live.presence import Presence
from domain.services.operations.monitor import SystemMonitor
from tests.open_page import OpenPage
from tests.ui.visitors import Visitor
from ui.frame.pages import Pages
from ui.pages.live_conversations import LiveConversationsPage
from ui.security.site_config import SiteConfig


class SlowConversations(ConversationsService):
    """Something happens between reading a conversation and showing it."""

    async def meanwhile(self) -> None:
        """Nothing, unless a story says otherwise."""

    async def open(self, conversation_id, *, by, at=None):
        opened = await super().open(conversation_id, by=by, at=at)
        await self.meanwhile()
        return opened

    async def older(self, message_id, *, by):
        found = await super().older(message_id, by=by)
        await self.meanwhile()
        return found


@pytest.fixture
async def office(house, hub, password_hash):
    """What the page needs of the services, with the hub at work."""
    async with house.store.transaction() as tx:
        await tx.users.set_password(house.amira.user_id, password_hash)
    delivering = asyncio.create_task(hub.run(house.store, house.clock))
    slow = SlowConversations(store=house.store, clock=house.clock)
    yield SimpleNamespace(
        hub=hub,
        conversations=slow,
        conversation_list=house.conversation_list,
        messaging=house.messaging,
        start=house.start_service,
        presence=Presence(hub),
        drafts=DraftsService(store=house.store, clock=house.clock),
        templates=TemplatesService(store=house.store, clock=house.clock),
        monitor=SystemMonitor(store=house.store, clock=house.clock, hub=hub, metrics=Metrics()),
        uploads=house.uploads,
        media=house.media,
        house=house,
    )
    delivering.cancel()


@pytest.fixture
async def frames(office, open_house):
    """Amira's open page, and what its elements are told."""
    told = []
    config = SiteConfig(brand="Chatter", public_base_url="http://127.0.0.1", secret_key="for tests")
    pages = Pages(office, config)
    async with open_house() as address:

        @ui.page("/live")
        async def live(request: Request) -> None:
            await LiveConversationsPage(pages, office.house.amira).build(request)

        amira = Visitor(address)
        await amira.sign_in("amira@bright.test")
        page = OpenPage(address, (await amira.get("/live")).text, on_frame=told.append)
        await page.connect(cookie=amira.cookie)
        yield page, told
        await page.close()
        await amira.leave()
