"""The left side of the live conversations page: menu and list, fed from the services."""

import asyncio
from collections.abc import Sequence

from domain.model.conversations import (
    ListedConversation,
    ListPosition,
    ListQuery,
    Status,
)
from domain.model.people import Member
from domain.services import Services
from domain.services.conversations import LIST_PAGE
from domain.services.news import News
from domain.services.presence import Onlooker
from ui.formats import conversation_row, onlooker
from ui.layout.menu import BurgerMenu
from ui.panels.conversation_list import ConversationList


class ListSide:
    """Loads in turn with whoever draws: `turn` is the page's."""

    def __init__(
        self, services: Services, member: Member, *, status: Status, turn: asyncio.Lock
    ) -> None:
        self._conversations = services.conversations
        self._presence = services.presence
        self._member = member
        self._status = status
        self._turn = turn
        self._rows: list[ListedConversation] = []
        self._unread: set[int] = set()

    async def load(self) -> None:
        self._rows = await self._conversations.page(ListQuery(self._status), by=self._member)
        self._unread = await self._conversations.unread(by=self._member)

    def build(self, *, brand: str, path: str, selected: int | None) -> None:
        self._menu = BurgerMenu(
            member=self._member, brand=brand, active=path, unread=len(self._unread)
        )
        self._list = ConversationList(
            self._drawn(),
            status=self._status,
            more=self._has_more,
            selected=selected,
            on_more=self._extend,
            on_status=self._switch,
        )
        self._attend_all()

    async def load_afresh(self) -> None:
        await self.load()
        self._menu.set_unread(len(self._unread))
        self._list.show(self._drawn(), more=self._has_more, status=self._status)
        self._attend_all()

    def draw(self, news: News) -> None:
        listed = news.row_for(self._member)
        if listed is None:
            return
        if listed.conversation.status is self._status:
            self._list.upsert(conversation_row(listed))
        else:
            self._list.remove(listed.conversation.id)
        self._count(listed)

    def attend(self, conversation_id: int, onlookers: Sequence[Onlooker]) -> None:
        self._list.attend(conversation_id, [onlooker(each) for each in onlookers])

    def _attend_all(self) -> None:
        everywhere = self._presence.everywhere(by=self._member)
        self._list.attend_all(
            {number: [onlooker(each) for each in here] for number, here in everywhere.items()}
        )

    def _drawn(self) -> list[dict[str, object]]:
        return [conversation_row(listed) for listed in self._rows]

    @property
    def _has_more(self) -> bool:
        return len(self._rows) == LIST_PAGE

    async def _extend(self) -> None:
        """The next page, behind the last row that was loaded."""
        async with self._turn:
            last = self._rows[-1].conversation
            self._rows = await self._conversations.page(
                ListQuery(self._status),
                by=self._member,
                after=ListPosition(last.last_message_at, last.id),
            )
            self._list.extend(self._drawn(), more=self._has_more)

    async def _switch(self, status: Status) -> None:
        async with self._turn:
            self._status = status
            await self.load_afresh()

    def _count(self, listed: ListedConversation) -> None:
        """From the news alone: to ask the database for each page and news would cost too much."""
        if listed.unread and listed.conversation.is_open:
            self._unread.add(listed.conversation.id)
        else:
            self._unread.discard(listed.conversation.id)
        self._menu.set_unread(len(self._unread))
