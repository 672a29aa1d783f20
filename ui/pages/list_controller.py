"""The left side of the live conversations page: menu, filters and list, fed from the services."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nicegui import ui

from domain.model.conversation_list import SEARCH_LIMIT, ListedConversation, ListPosition, ListQuery
from domain.model.conversations import Status
from domain.model.events import ConversationRead
from domain.model.storage_errors import TookTooLong
from domain.services.inbox.conversation_list import LIST_PAGE_SIZE
from domain.services.live.presence import Viewer
from domain.services.live.updates import LiveUpdate
from ui.elements.conversation_list.element import ConversationList
from ui.elements.shell.prerender import add_prerender
from ui.formatting.inbox_rows import conversation_row, onlooker, rows_of
from ui.frame.banner import banner
from ui.frame.frame import Frame
from ui.frame.menu import burger
from ui.frame.text import text
from ui.frame.words import whom_to_ask
from ui.pages.list_query import address_of, query_in
from ui.panels.filters import filter_bar, filter_names, status_toggle
from ui.panels.start import start_button

logger = logging.getLogger(__name__)

SEARCHED_IN_PART = (
    f"Only the newest {SEARCH_LIMIT:,} messages were searched. More letters find what is older."
)


class ListController:
    """Loads in turn with whoever draws: `turn` is the page's."""

    def __init__(self, frame: Frame, *, query: ListQuery, turn: asyncio.Lock) -> None:
        self._listing = frame.services.conversation_list
        self._presence = frame.services.presence
        self._member = frame.member
        self._query = query
        self._turn = turn
        self._rows: list[ListedConversation] = []
        """On their way to the browser, where they live: pages would be twice as heavy with them."""
        self._end: ListPosition | None = None
        self._has_more = False
        self._among_newest = False
        """All messages would have taken too long to search."""
        self._is_bare = False
        self._elsewhere = ""

    async def load(self) -> None:
        await self._load_rows()
        self._elsewhere = "" if self._rows else await self._matches_elsewhere()
        self._is_bare = not self._rows and await self._has_nothing()

    async def build(self, *, selected: int | None, panel: str) -> None:
        rows = self._handed_over()
        add_prerender(rows, status=self._query.status, panel=panel)
        with ui.element("header").classes("panel-head"):
            burger()
            text("h1", "Live Conversations").classes("panel-title")
        banner(self._member)
        start_button()
        locations = await self._listing.locations(by=self._member)
        filter_bar(locations)
        status_toggle()
        self._list = ConversationList(
            rows,
            query=address_of(self._query),
            names=filter_names(locations),
            more=self._has_more,
            bare=self._is_bare,
            note=self._note,
            elsewhere=self._elsewhere,
            lacking=None if locations else whom_to_ask(self._member),
            selected=selected,
            on_more=self._extend,
            on_query=self._ask,
        )
        self._attend_all()

    async def load_afresh(self) -> None:
        await self._show_afresh(press=None)

    async def _show_afresh(self, *, press: int | None) -> bool:
        """Say whether it could be loaded; if not, what was on the screen stays there."""
        try:
            await self.load()
        except Exception:
            logger.exception("A list could not be loaded")
            self._list.failed(press)
            return False
        self._list.show(
            self._handed_over(),
            more=self._has_more,
            status=self._query.status,
            bare=self._is_bare,
            note=self._note,
            elsewhere=self._elsewhere,
            press=press,
        )
        self._attend_all()
        return True

    async def draw(self, news: LiveUpdate) -> None:
        listed = news.row_for(self._member)
        if listed is None:
            return
        if not self._query.is_filtered:
            self._place(listed, belongs=listed.conversation.status is self._query.status)
        elif isinstance(news.event, ConversationRead) and not listed.unread:
            # Under "Unread", what one is just reading must not vanish from under the finger.
            self._list.refresh(conversation_row(listed))
        else:
            found = await self._listing.row_if_matching(
                listed.conversation.id, self._query, by=self._member
            )
            self._place(found or listed, belongs=found is not None)

    def _place(self, listed: ListedConversation, *, belongs: bool) -> None:
        if belongs:
            self._list.upsert(conversation_row(listed))
        else:
            self._list.remove(listed.conversation.id)

    def attend(self, conversation_id: int, onlookers: Sequence[Viewer]) -> None:
        self._list.attend(conversation_id, [onlooker(each) for each in onlookers])

    def _attend_all(self) -> None:
        everywhere = self._presence.viewers_by_conversation(by=self._member)
        self._list.attend_all(
            {number: [onlooker(each) for each in here] for number, here in everywhere.items()}
        )

    async def _load_rows(self, after: ListPosition | None = None) -> None:
        """A page of them; the next one begins behind its last row."""
        if after is None:
            self._among_newest = False
        try:
            self._rows = await self._rows_behind(after)
        except TookTooLong:
            self._among_newest = True
            self._rows = await self._rows_behind(after)
        self._has_more = len(self._rows) == LIST_PAGE_SIZE
        last = self._rows[-1].conversation if self._rows else None
        self._end = ListPosition(last.last_message_at, last.id) if last else None

    async def _rows_behind(self, after: ListPosition | None) -> list[ListedConversation]:
        return await self._listing.page(
            self._query, by=self._member, after=after, among_newest=self._among_newest
        )

    @property
    def _note(self) -> str:
        return SEARCHED_IN_PART if self._among_newest else ""

    def _handed_over(self) -> list[dict[str, object]]:
        rows, self._rows = self._rows, []
        return rows_of(conversation_row, rows)

    async def _has_nothing(self) -> bool:
        """Neither open nor closed conversations at all: a new company, say."""
        anything = [ListQuery(status) for status in Status]
        return not any([await self._listing.page(query, by=self._member) for query in anything])

    async def _matches_elsewhere(self) -> str:
        """Of a filter that finds nothing: what it finds under the other status, in words."""
        if not self._query.is_filtered:
            return ""
        other = Status.OPEN if self._query.status is Status.CLOSED else Status.CLOSED
        query = replace(self._query, status=other)
        count = len(await self._listing.page(query, by=self._member, among_newest=True))
        most = " or more" if count == LIST_PAGE_SIZE else ""
        matches = "match" if count == 1 else "matches"
        return f"{count}{most} {matches} in {other.capitalize()}" if count else ""

    async def _extend(self) -> None:
        async with self._turn:
            if self._end:
                await self._load_rows(after=self._end)
                self._list.extend(self._handed_over(), more=self._has_more, note=self._note)

    async def _ask(self, press: int, wish: Mapping[str, str]) -> None:
        """Two presses in a row are answered one after the other: the page wants the later one."""
        async with self._turn:
            status = self._query.status
            self._query = query_in(wish)
            if not await self._show_afresh(press=press):
                # The rows are still those of before, and so are those that are drawn anew.
                self._query = replace(self._query, status=status)
