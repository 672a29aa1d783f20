"""The left side of the live conversations page: menu and list, fed from the services."""

import asyncio

from nicegui import background_tasks

from domain.model.conversations import (
    ListedConversation,
    ListPosition,
    ListQuery,
    Status,
)
from domain.model.events import ConversationChanged, ConversationRead, MessageAdded
from domain.model.people import Member
from domain.services import Services
from domain.services.conversations import LIST_PAGE
from domain.services.news import News
from ui.formats import conversation_row
from ui.layout.menu import BurgerMenu
from ui.panels.conversation_list import ConversationList

COUNTED_AFTER_SECONDS = 0.2


class ListSide:
    def __init__(self, services: Services, member: Member, *, status: Status) -> None:
        self._conversations = services.conversations
        self._member = member
        self._status = status
        self._rows: list[ListedConversation] = []
        self._unread = 0
        self._is_counting = False

    async def load(self) -> None:
        self._rows = await self._conversations.page(ListQuery(self._status), by=self._member)
        self._unread = await self._conversations.unread(by=self._member)

    def build(self, *, brand: str, path: str, selected: int | None) -> None:
        self._menu = BurgerMenu(member=self._member, brand=brand, active=path, unread=self._unread)
        self._list = ConversationList(
            self._drawn(),
            status=self._status,
            more=self._has_more,
            selected=selected,
            on_more=self._extend,
            on_status=self._switch,
        )

    async def load_afresh(self) -> None:
        await self.load()
        self._menu.set_unread(self._unread)
        self._list.show(self._drawn(), more=self._has_more, status=self._status)

    def draw(self, news: News) -> None:
        listed = news.row_for(self._member)
        if listed is None:
            return
        if listed.conversation.status is self._status:
            self._list.upsert(conversation_row(listed))
        else:
            self._list.remove(listed.conversation.id)
        if self._may_change_unread(news):
            self._count_soon()

    def _drawn(self) -> list[dict[str, object]]:
        return [conversation_row(listed) for listed in self._rows]

    @property
    def _has_more(self) -> bool:
        return len(self._rows) == LIST_PAGE

    async def _extend(self) -> None:
        """The next page, behind the last row that was loaded."""
        last = self._rows[-1].conversation
        self._rows = await self._conversations.page(
            ListQuery(self._status),
            by=self._member,
            after=ListPosition(last.last_message_at, last.id),
        )
        self._list.extend(self._drawn(), more=self._has_more)

    async def _switch(self, status: Status) -> None:
        self._status = status
        await self.load_afresh()

    def _may_change_unread(self, news: News) -> bool:
        """Only what comes in, is read by this viewer, or is closed or opened."""
        event = news.event
        if isinstance(event, ConversationRead):
            return event.user_id == self._member.user_id
        if isinstance(event, MessageAdded):
            return news.message is not None and news.message.is_inbound
        return isinstance(event, ConversationChanged)

    def _count_soon(self) -> None:
        """A burst is counted once: each page counts for itself, and that costs milliseconds."""
        if not self._is_counting:
            self._is_counting = True
            background_tasks.create(self._count(), name="count unread")

    async def _count(self) -> None:
        await asyncio.sleep(COUNTED_AFTER_SECONDS)
        self._is_counting = False
        self._menu.set_unread(await self._conversations.unread(by=self._member))
