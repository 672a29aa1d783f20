"""The one way news travels from a use case to open pages."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence

from domain.model.actor import Member
from domain.model.events import ConversationMoved, Event
from domain.ports.clock import Clock
from domain.services.live.updates import LiveUpdate, UpdateLoader
from storage.database import Database

logger = logging.getLogger(__name__)

PATIENCE = 500
"""How many news a page may leave unread before it is told to load afresh."""


class Subscription:
    """What one open page has not drawn yet. A slow page never slows the writer."""

    def __init__(self, member: Member, leave: Callable[["Subscription"], None]) -> None:
        self.member = member
        self._leave = leave
        self._waiting: deque[LiveUpdate] = deque()
        self._arrived = asyncio.Event()
        self._behind = False

    def offer(self, news: LiveUpdate) -> None:
        if len(self._waiting) >= PATIENCE:
            self.fall_behind()
        else:
            self._waiting.append(news)
            self._arrived.set()

    def fall_behind(self) -> None:
        """Something was missed; all that waits is in what the page loads then."""
        self._waiting.clear()
        self._behind = True
        self._arrived.set()

    async def news(self) -> AsyncIterator[LiveUpdate | None]:
        """Endlessly, in order; `None` means: too much was missed, load afresh."""
        while True:
            if self._behind:
                self._behind = False
                yield None
            elif self._waiting:
                yield self._waiting.popleft()
            else:
                self._arrived.clear()
                await self._arrived.wait()

    def leave(self) -> None:
        self._leave(self)


class EventHub:
    """Hands what was committed to every page that may see it, read once for all of them."""

    def __init__(self) -> None:
        self._pages: list[Subscription] = []
        self._listeners: list[Callable[[Event], None]] = []
        self._committed: asyncio.Queue[Event] = asyncio.Queue()

    def follow(self, member: Member) -> Subscription:
        """For a page of this member, until it calls `leave`."""
        subscription = Subscription(member, self._forget)
        self._pages.append(subscription)
        return subscription

    def _forget(self, subscription: Subscription) -> None:
        """Leaving twice is leaving once."""
        if subscription in self._pages:
            self._pages.remove(subscription)

    @property
    def followers(self) -> int:
        return len(self._pages)

    def listen(self, listener: Callable[[Event], None]) -> None:
        """For parts of the server, which live as long as the hub; called right after the commit."""
        self._listeners.append(listener)

    async def publish(self, events: Sequence[Event]) -> None:
        """Called by the store after a commit. Returns at once."""
        for event in events:
            for listener in self._listeners:
                _call(listener, event)
            self._committed.put_nowait(event)

    def announce(self, event: Event) -> None:
        """For the pages alone, of what is not stored and so has no commit to wait for."""
        self._committed.put_nowait(event)

    def load_afresh(self, company_id: int) -> None:
        """For what no event tells: the pages of this company read everything again."""
        for page in self._pages:
            if page.member.company_id == company_id:
                page.fall_behind()

    async def deliver(self, store: Database, clock: Clock) -> None:
        """Endlessly read what happened and offer it to the pages. One task per process."""
        while True:
            events = [await self._committed.get()]
            while not self._committed.empty():
                events.append(self._committed.get_nowait())
            try:
                await self._tell(events, store, clock)
            except Exception:
                logger.exception("News could not be read, so the pages load afresh")
                for page in self._pages:
                    page.fall_behind()

    async def _tell(self, events: Sequence[Event], store: Database, clock: Clock) -> None:
        """A batch is read in one go; conversations that happened twice in it are read once."""
        wanted = [event for event in events if self._followers_of(event)]
        if not wanted:
            return
        async with store.reading() as stored:
            newsroom = UpdateLoader(stored, now=clock.now())
            for event in wanted:
                # Of a conversation that was moved, some who see it may not see it any more.
                was_moved = isinstance(event, ConversationMoved)
                news = None if was_moved else await _report(newsroom, event)
                for page in self._followers_of(event):
                    if news:
                        page.offer(news)
                    else:
                        page.fall_behind()

    def _followers_of(self, event: Event) -> list[Subscription]:
        return [page for page in self._pages if page.member.may_hear(event)]


async def _report(newsroom: UpdateLoader, event: Event) -> LiveUpdate | None:
    """What cannot be read must take neither the rest of the batch nor other pages along."""
    try:
        return await newsroom.report(event)
    except Exception:
        logger.exception("The news of %r could not be read, so its pages load afresh", event)
        return None


def _call(listener: Callable[[Event], None], event: Event) -> None:
    """What is committed stays so: whoever stumbles over the news of it must not undo it."""
    try:
        listener(event)
    except Exception:
        logger.exception("A listener stumbled over %s", type(event).__name__)
