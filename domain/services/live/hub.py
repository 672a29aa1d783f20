"""The event hub: it brings committed events from use cases to open pages."""

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
"""A page with more updates in its queue has to reload."""


class Subscription:
    """The queue of updates for one open page. A slow page never slows the writer."""

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
        """Drop the queued updates, because the page has to reload everything."""
        self._queued.clear()
        self._is_stale = True
        self._arrived.set()

    async def updates(self) -> AsyncIterator[LiveUpdate | None]:
        """Yield updates in order, endlessly; `None` means that the page has to reload."""
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
    """Sends what was committed to every page that may see it, and reads it once for all."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []
        self._listeners: list[Callable[[Event], None]] = []
        self._committed: asyncio.Queue[Event] = asyncio.Queue()

    def subscribe(self, member: Member) -> Subscription:
        """Return the queue of a page of this member, until it calls `close`."""
        subscription = Subscription(member, self._remove)
        self._subscriptions.append(subscription)
        return subscription

    def _remove(self, subscription: Subscription) -> None:
        """Closing twice is no error."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    @property
    def subscriber_count(self) -> int:
        return len(self._subscriptions)

    def add_listener(self, listener: Callable[[Event], None]) -> None:
        """Call this part of the server right after each commit, for as long as the hub lives."""
        self._listeners.append(listener)

    async def publish(self, events: Sequence[Event]) -> None:
        """The store calls this after a commit. It returns at once."""
        for event in events:
            for listener in self._listeners:
                _notify(listener, event)
            self._committed.put_nowait(event)

    def publish_transient(self, event: Event) -> None:
        """Send an event that is not stored to the pages; listeners do not get it."""
        self._committed.put_nowait(event)

    def reload_company(self, company_id: int) -> None:
        """Have the pages of this company reload, for changes that have no event."""
        for subscription in self._subscriptions:
            if subscription.member.company_id == company_id:
                subscription.mark_stale()

    async def run(self, store: Database, clock: Clock) -> None:
        """Load committed events and send them to the pages, endlessly. One task per process."""
        while True:
            events = [await self._committed.get()]
            while not self._committed.empty():
                events.append(self._committed.get_nowait())
            try:
                await self._dispatch(events, store, clock)
            except Exception:
                logger.exception("Updates could not be loaded, so the pages reload")
                for subscription in self._subscriptions:
                    subscription.mark_stale()

    async def _dispatch(self, events: Sequence[Event], store: Database, clock: Clock) -> None:
        """Load a batch in one transaction, and each conversation in it once."""
        wanted = [event for event in events if self._subscribers_of(event)]
        if not wanted:
            return
        async with store.reading() as stored:
            loader = UpdateLoader(stored, now=clock.now())
            for event in wanted:
                # After a move, some viewers may not see the conversation any more.
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
    """Return `None` when it fails, so that the rest of the batch still gets through."""
    try:
        return await loader.load(event)
    except Exception:
        logger.exception("The update of %r could not be loaded, so its pages reload", event)
        return None


def _notify(listener: Callable[[Event], None], event: Event) -> None:
    """A listener that fails must not undo what is committed."""
    try:
        listener(event)
    except Exception:
        logger.exception("A listener failed at %s", type(event).__name__)
