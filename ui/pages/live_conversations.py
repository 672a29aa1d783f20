"""/live-conversations: the list, one conversation and its details, side by side or one by one."""

import asyncio
import re

from nicegui import ui
from starlette.requests import Request

from domain.model.actor import Member
from domain.model.events import PresenceChanged, SystemStatusChanged
from domain.services import Services
from domain.services.live.updates import LiveUpdate
from ui.access import conversing_viewer
from ui.elements.live_element import release_initial_data_once_connected
from ui.elements.shell.element import Shell
from ui.live import enter, follow, listen
from ui.pages.conversation_controller import ConversationController
from ui.pages.list_controller import ListController
from ui.pages.list_query import query_in
from ui.pages.start_controller import StartController
from ui.security.page_limits import BUILDING_SECONDS, PageLimits
from ui.theme import use_theme

PATH = "/live-conversations"
PATHS = (PATH, f"{PATH}/{{conversation}}", f"{PATH}/{{conversation}}/details")
START = f"{PATH}/new"
RECONNECT_SECONDS = 120
"""How long a page is kept for a phone that lost its line, before it must load afresh."""

_ID = re.compile(r"[1-9][0-9]{0,17}")
_CONVERSATION = re.compile(rf"{PATH}/([0-9]{{1,18}})(?:/details)?/?")


def register(services: Services, *, brand: str) -> None:
    limits = PageLimits()

    async def live_conversations(request: Request) -> None:
        member = conversing_viewer(request)
        async with limits.slot(ui.context.client, member):
            page = LiveConversationsPage(services, member, brand=brand)
            await page.build(request)

    for path in PATHS:
        ui.page(
            path,
            title="Live Conversations",
            reconnect_timeout=RECONNECT_SECONDS,
            response_timeout=BUILDING_SECONDS,
        )(live_conversations)


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
        conversation_id, at = conversation_in(request.url.path), message_in(request)
        self._shell = Shell(path=request.url.path, at=at, on_navigate=self._go)
        self._list = ListController(
            self._services, self._member, query=query_in(request.query_params), turn=self._turn
        )
        self._conversation = ConversationController(
            self._services,
            self._member,
            shell=self._shell,
            visit=enter(self._services.presence, self._member),
            turn=self._turn,
        )
        await self._list.load()
        await self._conversation.begin(conversation_id, at=at)
        with self._shell.list:
            await self._list.build(
                brand=self._brand,
                path=PATH,
                selected=conversation_id,
                panel=panel_in(request.url.path),
            )
        self._conversation.build()
        await StartController(self._services, self._member).build(self._shell)
        release_initial_data_once_connected(ui.context.client)
        listen(subscription, draw=self._draw, load_afresh=self._load_afresh)

    async def _go(self, path: str, at: int) -> None:
        async with self._turn:
            await self._conversation.open(conversation_in(path), at=at or None)

    async def _draw(self, news: LiveUpdate) -> None:
        async with self._turn:
            if isinstance(news.event, PresenceChanged):
                self._attend(news.event.conversation_id)
            if isinstance(news.event, SystemStatusChanged):
                self._list.show_status()
            await self._list.draw(news)
            self._conversation.draw(news)

    def _attend(self, conversation_id: int) -> None:
        onlookers = self._services.presence.viewers_of(conversation_id, by=self._member)
        self._list.attend(conversation_id, onlookers)
        self._conversation.attend(conversation_id, onlookers)

    async def _load_afresh(self) -> None:
        """Too much was missed to draw it piece by piece."""
        async with self._turn:
            await self._list.load_afresh()
            await self._conversation.load_afresh()


def conversation_in(path: str) -> int | None:
    match = _CONVERSATION.fullmatch(path)
    return int(match[1]) if match else None


def panel_in(path: str) -> str:
    """What a phone shows there."""
    if path == START:
        return "start"
    return "list" if conversation_in(path) is None else "conversation"


def message_in(request: Request) -> int | None:
    """The message one came for."""
    at = request.query_params.get("at", "")
    return int(at) if _ID.fullmatch(at) else None
