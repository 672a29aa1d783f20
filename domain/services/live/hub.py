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

MAX_QUEUED_UPDATES = 500
"""How many news a page may leave unread before it is told to load afresh."""


class Subscription:
    """What one open page has not drawn yet. A slow page never slows the writer."""

    def __init__(self, member: Member, on_close: Callable[["Subscription"], None]) -> None:
        self.member = member
        self._on_close = on_close
        self._queued: deque[LiveUpdate] = deque()
        self._arrived = asyncio.Event()
        self._is_stale = False

    def push(self, update: LiveUpdate) -> None:
        if len(self._queued) >= MAX_QUEUED_UPDATES:
            self.mark_stale()
        else:
            self._queued.append(update)
            self._arrived.set()

    def mark_stale(self) -> None:
        """Something was missed; all that waits is in what the page loads then."""
        self._queued.clear()
        self._is_stale = True
        self._arrived.set()

    async def updates(self) -> AsyncIterator[LiveUpdate | None]:
        """Endlessly, in order; `None` means: too much was missed, load afresh."""
        while True:
            if self._is_stale:
                self._is_stale = False
                yield None
            elif self._queued:
                yield self._queued.popleft()
            else:
                self._arrived.clear()
                await self._arrived.wait()

    def close(self) -> None:
        self._on_close(self)


class EventHub:
    """Hands what was committed to every page that may see it, read once for all of them."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []
        self._listeners: list[Callable[[Event], None]] = []
        self._committed: asyncio.Queue[Event] = asyncio.Queue()

    def subscribe(self, member: Member) -> Subscription:
        """For a page of this member, until it calls `leave`."""
        subscription = Subscription(member, self._remove)
        self._subscriptions.append(subscription)
        return subscription

    def _remove(self, subscription: Subscription) -> None:
        """Leaving twice is leaving once."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    @property
    def subscriber_count(self) -> int:
        return len(self._subscriptions)

    def add_listener(self, listener: Callable[[Event], None]) -> None:
        """For parts of the server, which live as long as the hub; called right after the commit."""
        self._listeners.append(listener)

    async def publish(self, events: Sequence[Event]) -> None:
        """Called by the store after a commit. Returns at once."""
        for event in events:
            for listener in self._listeners:
                _notify(listener, event)
            self._committed.put_nowait(event)

    def publish_transient(self, event: Event) -> None:
        """For the pages alone, of what is not stored and so has no commit to wait for."""
        self._committed.put_nowait(event)

    def reload_company(self, company_id: int) -> None:
        """For what no event tells: the pages of this company read everything again."""
        for subscription in self._subscriptions:
            if subscription.member.company_id == company_id:
                subscription.mark_stale()

    async def run(self, store: Database, clock: Clock) -> None:
        """Endlessly read what happened and offer it to the pages. One task per process."""
        while True:
            events = [await self._committed.get()]
            while not self._committed.empty():
                events.append(self._committed.get_nowait())
            try:
                await self._dispatch(events, store, clock)
            except Exception:
                logger.exception("News could not be read, so the pages load afresh")
                for subscription in self._subscriptions:
                    subscription.mark_stale()

    async def _dispatch(self, events: Sequence[Event], store: Database, clock: Clock) -> None:
        """A batch is read in one go; conversations that happened twice in it are read once."""
        wanted = [event for event in events if self._subscribers_of(event)]
        if not wanted:
            return
        async with store.reading() as stored:
            loader = UpdateLoader(stored, now=clock.now())
            for event in wanted:
                # Of a conversation that was moved, some who see it may not see it any more.
                was_moved = isinstance(event, ConversationMoved)
                update = None if was_moved else await _load(loader, event)
                for subscription in self._subscribers_of(event):
                    if update:
                        subscription.push(update)
                    else:
                        subscription.mark_stale()

    def _subscribers_of(self, event: Event) -> list[Subscription]:
        return [
            subscription
            for subscription in self._subscriptions
            if subscription.member.may_receive(event)
        ]


async def _load(loader: UpdateLoader, event: Event) -> LiveUpdate | None:
    """What cannot be read must take neither the rest of the batch nor other pages along."""
    try:
        return await loader.load(event)
    except Exception:
        logger.exception("The news of %r could not be read, so its pages load afresh", event)
        return None


def _notify(listener: Callable[[Event], None], event: Event) -> None:
    """What is committed stays so: whoever stumbles over the news of it must not undo it."""
    try:
        listener(event)
    except Exception:
        logger.exception("A listener stumbled over %s", type(event).__name__)
