"""Who is viewing which conversation, and who is typing. Kept in memory only."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from domain.model.actor import Member
from domain.model.conversations import Conversation
from domain.model.events import PresenceChanged
from domain.services.live.hub import EventHub

GRACE_SECONDS = 10.0
"""How long a viewer stays listed after the page lost focus."""
TYPING_SECONDS = 6.0
"""How long a viewer counts as typing after a key; pages report one every 2 seconds."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A colleague who is viewing a conversation."""

    name: str
    is_typing: bool


class Presence:
    def __init__(
        self,
        hub: EventHub,
        *,
        grace_seconds: float = GRACE_SECONDS,
        typing_seconds: float = TYPING_SECONDS,
    ) -> None:
        self.grace_seconds = grace_seconds
        self.typing_seconds = typing_seconds
        self._hub = hub
        self._pages: list[PagePresence] = []

    def join(self, member: Member) -> "PagePresence":
        """Register one open page of this member, until it calls `close`."""
        page = PagePresence(self, member)
        self._pages.append(page)
        return page

    def viewers_of(self, conversation_id: int, *, by: Member) -> list[Viewer]:
        """Return the colleagues who view this conversation, by name; none outside the scope."""
        return self.viewers_by_conversation(by=by).get(conversation_id, [])

    def viewers_by_conversation(self, *, by: Member) -> Mapping[int, list[Viewer]]:
        """Return the other viewers by conversation id, for all conversations in the scope."""
        by.require_conversations()
        viewers: dict[int, dict[int, Viewer]] = {}
        for page in self._pages:
            conversation = page.conversation
            if conversation is None or page.member.user_id == by.user_id:
                continue
            if by.scope.covers(conversation.company_id, conversation.point_of_contact_id):
                viewers_here = viewers.setdefault(conversation.id, {})
                before = viewers_here.get(page.member.user_id)
                is_typing = page.is_typing or (before is not None and before.is_typing)
                viewers_here[page.member.user_id] = Viewer(page.member.name, is_typing)
        return {
            conversation_id: sorted(viewers_here.values(), key=attrgetter("name"))
            for conversation_id, viewers_here in viewers.items()
        }

    def is_viewing(self, user_id: int, conversation_id: int) -> bool:
        """Say whether this user is viewing the conversation, on any page."""
        return any(
            page.conversation is not None and page.conversation.id == conversation_id
            for page in self._pages
            if page.member.user_id == user_id
        )

    def remove(self, page: "PagePresence") -> None:
        """Removing a page twice is no error."""
        if page in self._pages:
            self._pages.remove(page)

    def publish_change(self, conversation: Conversation | None) -> None:
        if conversation is not None:
            self._hub.publish_transient(conversation.event(PresenceChanged))


class PagePresence:
    """What one open page is viewing. Its reports are cheap, because nothing is stored."""

    def __init__(self, presence: Presence, member: Member) -> None:
        self.member = member
        self.conversation: Conversation | None = None
        self.is_typing = False
        self._presence = presence
        self._leave_timer: asyncio.TimerHandle | None = None
        self._typing_timer: asyncio.TimerHandle | None = None

    def view(self, conversation: Conversation) -> None:
        """The viewer opened this conversation; the one viewed before is left at once."""
        _cancel(self._leave_timer)
        if self.conversation is None or self.conversation.id != conversation.id:
            self._switch_to(conversation)

    def blur(self) -> None:
        """The page lost focus: leave after `grace_seconds`, unless the viewer is back by then."""
        _cancel(self._leave_timer)
        if self.conversation is not None:
            loop = asyncio.get_running_loop()
            self._leave_timer = loop.call_later(self._presence.grace_seconds, self._switch_to, None)

    def set_typing(self) -> None:
        """A key was pressed in the composer."""
        if self.conversation is None:
            return
        _cancel(self._typing_timer)
        loop = asyncio.get_running_loop()
        self._typing_timer = loop.call_later(self._presence.typing_seconds, self.stop_typing)
        if not self.is_typing:
            self.is_typing = True
            self._presence.publish_change(self.conversation)

    def stop_typing(self) -> None:
        _cancel(self._typing_timer)
        if self.is_typing:
            self.is_typing = False
            self._presence.publish_change(self.conversation)

    def close(self) -> None:
        """The page was closed: leave at once."""
        _cancel(self._leave_timer)
        self._switch_to(None)
        self._presence.remove(self)

    def _switch_to(self, conversation: Conversation | None) -> None:
        left, self.conversation = self.conversation, conversation
        _cancel(self._typing_timer)
        self.is_typing = False
        self._presence.publish_change(left)
        self._presence.publish_change(conversation)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
