"""What a page behind the sign-in has at hand for as long as it is open."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

from nicegui import ui

from domain.model.actor import Member
from domain.model.events import SystemStatusChanged
from domain.model.time_zones import stored_time_zone
from domain.services import Services
from domain.services.live.updates import LiveUpdate
from ui.elements.shell.element import Shell
from ui.formatting.inbox_rows import moment
from ui.frame.words import in_words
from ui.live import follow, listen

logger = logging.getLogger(__name__)

OnUpdate = Callable[[LiveUpdate], Awaitable[None]]
Act = Callable[[], Awaitable[object]]


class Frame:
    """One open tab: hears the news, counts what is unread, rings, and says what went wrong.

    `services` and `member` are what its use cases are called with: `by=frame.member`. Who has yet
    to set up two-step sign-in hears and sees nothing of the company.
    """

    def __init__(self, services: Services, member: Member, *, shell: Shell) -> None:
        self.services = services
        self.member = member
        self.shell = shell
        self._presses = asyncio.Lock()
        """What is pressed first is done first, however long it takes."""
        self._unread: set[int] = set()
        self._on_update: OnUpdate | None = None
        self._on_stale: Act | None = None

    async def load(self) -> None:
        """Begin to hear the news first, so that nothing that happens meanwhile is missed."""
        ui.context.client.on_exception(lambda error: self.notify(in_words(error)))
        if self.member.must_set_up_two_factor:
            return
        self._subscription = follow(self.services.hub, self.member)
        await self._count_unread()
        self._show_status()

    def listen(self) -> None:
        """Draw the news from now on: once the page stands."""
        if not self.member.must_set_up_two_factor:
            listen(self._subscription, draw=self._draw, load_afresh=self._load_afresh)

    def on_update(self, draw: OnUpdate, *, load_afresh: Act) -> None:
        """Call `draw` with each update the member may see, and `load_afresh` after too many."""
        self._on_update, self._on_stale = draw, load_afresh

    def notify(self, text: str, *, action: str | None = None, on_action: Act | None = None) -> None:
        """Show a sentence for six seconds, with a button if there is something to do about it."""
        self.shell.notify(text, action=action, on_action=on_action)

    async def attempt(self, act: Awaitable[object]) -> bool:
        """Return whether it worked; if it did not, the viewer reads why.

        One after the other, in the order in which they were pressed.
        """
        try:
            async with self._presses:
                await act
        except Exception as error:
            self.notify(in_words(error))
            return False
        return True

    async def zone(self) -> ZoneInfo:
        """Return where the member's day begins and ends."""
        user = await self.services.profile.get(by=self.member)
        company = await self.services.company.get(by=self.member)
        return stored_time_zone(user.time_zone or company.time_zone)

    async def _draw(self, news: LiveUpdate) -> None:
        if isinstance(news.event, SystemStatusChanged):
            self._show_status()
        self._hear_of_conversation(news)
        if self._on_update:
            await self._on_update(news)

    async def _load_afresh(self) -> None:
        try:
            await self._count_unread()
        except Exception:
            logger.exception("The unread conversations could not be counted")
        self._show_status()
        if self._on_stale:
            await self._on_stale()

    async def _count_unread(self) -> None:
        if self.member.may_converse:
            self._unread = await self.services.conversation_list.unread(by=self.member)
        self.shell.set_unread(len(self._unread))

    def _hear_of_conversation(self, news: LiveUpdate) -> None:
        """From the news alone: to ask the database for each page and update would cost too much."""
        listed = news.row_for(self.member)
        if listed is None or not self.member.may_converse:
            return
        conversation = listed.conversation
        if listed.unread and conversation.is_open:
            self._unread.add(conversation.id)
        else:
            self._unread.discard(conversation.id)
        self.shell.set_unread(len(self._unread))
        user_id = self.member.user_id
        if user_id in news.users_to_ring and not self.services.presence.is_viewing(
            user_id, conversation.id
        ):
            self.shell.ring()

    def _show_status(self) -> None:
        status = self.services.monitor.status(by=self.member)
        self.shell.set_in_sync(moment(status.synced_until) if status.synced_until else None)
        self.shell.show_alerts(status.alerts)
