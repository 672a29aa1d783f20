"""/live-conversations: the list, one conversation and its details, side by side or one by one."""

import asyncio
import re

from starlette.requests import Request

from domain.model.actor import Member
from domain.model.events import PresenceChanged
from domain.services.live.updates import LiveUpdate
from ui.elements.shell.element import Shell
from ui.frame.pages import Pages
from ui.live import enter
from ui.pages.conversation_controller import ConversationController
from ui.pages.list_controller import ListController
from ui.pages.list_query import query_in
from ui.panels.start import StartForm
from ui.security.paths import LIVE_CONVERSATIONS

PATH = LIVE_CONVERSATIONS
TITLE = "Live Conversations"
PATHS = (PATH, f"{PATH}/{{conversation}}", f"{PATH}/{{conversation}}/details")
START = f"{PATH}/new"

_ID = re.compile(r"[1-9][0-9]{0,17}")
_CONVERSATION = re.compile(rf"{PATH}/([0-9]{{1,18}})(?:/details)?/?")


def register(pages: Pages) -> None:
    async def live_conversations(request: Request, member: Member) -> None:
        await LiveConversationsPage(pages, member).build(request)

    for path in PATHS:
        pages.route(path, live_conversations, title=TITLE, may_see=Member.require_conversations)


class LiveConversationsPage:
    """One open tab: knows where it is, and passes news and navigation to its two sides."""

    def __init__(self, pages: Pages, member: Member) -> None:
        self._pages = pages
        self._services = pages.services
        self._member = member
        # What happens while something loads must be drawn after it, or it would be painted over.
        self._turn = asyncio.Lock()

    async def build(self, request: Request) -> None:
        path, at = request.url.path, message_in(request)
        conversation_id = conversation_in(path)
        shell = Shell(
            member=self._member,
            title=TITLE,
            path=path,
            at=at,
            on_navigate=self._go,
            on_details=self._open_details,
        )
        async with self._pages.framed(shell, self._member, path=PATH) as frame:
            visit = enter(self._services.presence, self._member)
            query = query_in(request.query_params)
            self._list = ListController(frame, query=query, turn=self._turn)
            self._conversation = ConversationController(frame, visit=visit, turn=self._turn)
            await self._list.load()
            await self._conversation.begin(conversation_id, at=at)
            with shell.list:
                await self._list.build(selected=conversation_id, panel=panel_in(path))
            self._conversation.build()
            if path.rstrip("/").endswith("/details"):
                self._conversation.open_details(conversation_id)
            await StartForm(frame).build()
            frame.on_update(self._draw, load_afresh=self._load_afresh)

    async def _go(self, path: str, at: int) -> None:
        async with self._turn:
            await self._conversation.open(conversation_in(path), at=at or None)

    async def _open_details(self, conversation_id: int) -> None:
        async with self._turn:
            self._conversation.open_details(conversation_id or None)

    async def _draw(self, news: LiveUpdate) -> None:
        async with self._turn:
            if isinstance(news.event, PresenceChanged):
                self._attend(news.event.conversation_id)
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
