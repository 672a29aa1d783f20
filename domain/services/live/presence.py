"""Who is looking at which conversation right now, and who is typing. Kept in memory only."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from domain.model.actor import Member
from domain.model.conversations import Conversation
from domain.model.events import PresenceChanged
from domain.services.live.hub import EventHub

GRACE_SECONDS = 10.0
"""How long someone counts as here after looking away: a glance elsewhere is not leaving."""
TYPING_SECONDS = 6.0
"""How long someone counts as typing after a key; pages report one every 2 seconds."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A colleague who looks at a conversation."""

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
        self._visits: list[PagePresence] = []

    def enter(self, member: Member) -> "PagePresence":
        """For one open page of this member, until it calls `leave`."""
        visit = PagePresence(self, member)
        self._visits.append(visit)
        return visit

    def beside(self, conversation_id: int, *, by: Member) -> list[Viewer]:
        """The colleagues who look at this conversation, by name; nobody outside the scope."""
        return self.everywhere(by=by).get(conversation_id, [])

    def everywhere(self, *, by: Member) -> Mapping[int, list[Viewer]]:
        """Per conversation, for those that somebody else looks at."""
        by.require_conversations()
        found: dict[int, dict[int, Viewer]] = {}
        for visit in self._visits:
            seen = visit.conversation
            if seen is None or visit.member.user_id == by.user_id:
                continue
            if by.scope.covers(seen.company_id, seen.point_of_contact_id):
                here = found.setdefault(seen.id, {})
                before = here.get(visit.member.user_id)
                is_typing = visit.is_typing or (before is not None and before.is_typing)
                here[visit.member.user_id] = Viewer(visit.member.name, is_typing)
        return {each: sorted(here.values(), key=_by_name) for each, here in found.items()}

    def looks(self, user_id: int, conversation_id: int) -> bool:
        """Whether this user has it in front of them, on whatever page."""
        return any(
            visit.conversation is not None and visit.conversation.id == conversation_id
            for visit in self._visits
            if visit.member.user_id == user_id
        )

    def forget(self, visit: "PagePresence") -> None:
        """Leaving twice is leaving once."""
        if visit in self._visits:
            self._visits.remove(visit)

    def tell(self, conversation: Conversation | None) -> None:
        if conversation is not None:
            self._hub.announce(conversation.event(PresenceChanged))


class PagePresence:
    """What one open page attends to. Its reports are cheap: nothing is stored."""

    def __init__(self, presence: Presence, member: Member) -> None:
        self.member = member
        self.conversation: Conversation | None = None
        self.is_typing = False
        self._presence = presence
        self._going: asyncio.TimerHandle | None = None
        self._pausing: asyncio.TimerHandle | None = None

    def attend(self, conversation: Conversation) -> None:
        """The viewer looks at it; at another one, the former is left at once."""
        _cancel(self._going)
        if self.conversation is None or self.conversation.id != conversation.id:
            self._turn_to(conversation)

    def look_away(self) -> None:
        """Left after a moment of grace, unless the viewer is back by then."""
        _cancel(self._going)
        if self.conversation is not None:
            loop = asyncio.get_running_loop()
            self._going = loop.call_later(self._presence.grace_seconds, self._turn_to, None)

    def type(self) -> None:
        """A key was pressed in the box to write in."""
        if self.conversation is None:
            return
        _cancel(self._pausing)
        loop = asyncio.get_running_loop()
        self._pausing = loop.call_later(self._presence.typing_seconds, self.stop_typing)
        if not self.is_typing:
            self.is_typing = True
            self._presence.tell(self.conversation)

    def stop_typing(self) -> None:
        _cancel(self._pausing)
        if self.is_typing:
            self.is_typing = False
            self._presence.tell(self.conversation)

    def leave(self) -> None:
        """The page is gone, and its viewer with it: at once."""
        _cancel(self._going)
        self._turn_to(None)
        self._presence.forget(self)

    def _turn_to(self, conversation: Conversation | None) -> None:
        left, self.conversation = self.conversation, conversation
        _cancel(self._pausing)
        self.is_typing = False
        self._presence.tell(left)
        self._presence.tell(conversation)


def _by_name(onlooker: Viewer) -> str:
    return onlooker.name


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
