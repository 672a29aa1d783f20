"""/live-conversations: the list, one conversation and its details, side by side or one by one."""

import asyncio
import re

from nicegui import ui
from starlette.requests import Request

from domain.model.conversations import Status
from domain.model.people import Member
from domain.services import Services
from domain.services.news import News
from ui.access import conversing_viewer
from ui.layout.shell import Shell
from ui.live import follow, listen
from ui.pages.conversation_side import ConversationSide
from ui.pages.list_side import ListSide
from ui.theme import use_theme

PATH = "/live-conversations"
PATHS = (PATH, f"{PATH}/{{conversation}}", f"{PATH}/{{conversation}}/details")
RECONNECT_SECONDS = 120
"""How long a page is kept for a phone that lost its line, before it must load afresh."""

_CONVERSATION = re.compile(rf"{PATH}/(\d{{1,18}})(?:/details)?/?")


def register(services: Services, *, brand: str) -> None:
    async def live_conversations(request: Request) -> None:
        page = LiveConversationsPage(services, conversing_viewer(request), brand=brand)
        await page.build(request)

    for path in PATHS:
        ui.page(path, title="Live Conversations", reconnect_timeout=RECONNECT_SECONDS)(
            live_conversations
        )


class LiveConversationsPage:
    """One open tab: knows where it is, and passes news and navigation to its two sides."""

    def __init__(self, services: Services, member: Member, *, brand: str) -> None:
        self._services = services
        self._member = member
        self._brand = brand
        # What happens while something loads must be drawn after it, or it would be painted over.
        self._turn = asyncio.Lock()

    async def build(self, request: Request) -> None:
        """Hears the hub first and loads second, so nothing that happens in between is missed."""
        subscription = follow(self._services.hub, self._member)
        use_theme(self._brand)
        self._shell = Shell(path=request.url.path, on_navigate=self._go)
        self._list = ListSide(
            self._services, self._member, status=status_in(request), turn=self._turn
        )
        self._conversation = ConversationSide(self._services, self._member, shell=self._shell)
        await self._list.load()
        await self._conversation.begin(conversation_in(request.url.path))
        with self._shell.list:
            self._list.build(
                brand=self._brand, path=PATH, selected=conversation_in(request.url.path)
            )
        self._conversation.build()
        listen(subscription, draw=self._draw, load_afresh=self._load_afresh)

    async def _go(self, path: str) -> None:
        async with self._turn:
            await self._conversation.open(conversation_in(path))

    async def _draw(self, news: News) -> None:
        async with self._turn:
            self._list.draw(news)
            self._conversation.draw(news)

    async def _load_afresh(self) -> None:
        """Too much was missed to draw it piece by piece."""
        async with self._turn:
            await self._list.load_afresh()
            await self._conversation.load_afresh()


def conversation_in(path: str) -> int | None:
    match = _CONVERSATION.fullmatch(path)
    return int(match[1]) if match else None


def status_in(request: Request) -> Status:
    return Status.CLOSED if request.query_params.get("status") == "closed" else Status.OPEN
