"""Watches over the work that nobody sees, and tells administrators when it does not go on."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from domain.model import alerts
from domain.model.actor import Member
from domain.model.alerts import SystemStatus
from domain.model.events import SystemStatusChanged
from domain.ports.clock import Clock
from domain.ports.metrics import Metrics
from domain.ports.store import Store
from domain.services.live.hub import EventHub
from domain.services.operations.worker import rest

LOOK_EVERY_SECONDS = 10.0
BEAT_SECONDS = 0.5
LONG_DUE = timedelta(minutes=2)
LONG_UNKNOWN = timedelta(minutes=2)
REMEMBERED = timedelta(hours=1)
"""How long a refused request stays worth telling."""
MOST_REMEMBERED = 10_000


class PollingWorker(Protocol):
    """Work that asks the carrier again and again."""

    @property
    def is_failing(self) -> bool:
        """Whether the carrier could not be asked the last time."""


class InboundSyncWorker(PollingWorker, Protocol):
    """Work that compares the carrier's messages with ours."""

    async def in_sync_at(self) -> datetime | None: ...


class SystemMonitor:
    """What it found the last time is told at once; it looks again every few seconds."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        hub: EventHub,
        measures: Metrics,
        doubts: PollingWorker | None = None,
        catching_up: InboundSyncWorker | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._hub = hub
        self._measures = measures
        self._doubts = doubts
        self._catching_up = catching_up
        self._forged: deque[datetime] = deque(maxlen=MOST_REMEMBERED)
        self._found: dict[int, tuple[str, ...]] = {}
        self._in_sync_at: datetime | None = None
        self._alarmed = asyncio.Event()

    def note_forged(self) -> None:
        """A request named our account and was not signed by it."""
        if not self._forged:
            self._alarmed.set()
        self._forged.append(self._clock.now())

    def standing(self, *, by: Member) -> SystemStatus:
        """Troubles are for administrators, and of their own company's messages."""
        found = self._found.get(by.company_id, ()) if by.is_admin else ()
        return SystemStatus(troubles=found, in_sync_at=self._in_sync_at)

    async def run(self) -> None:
        """Endlessly."""
        while True:
            self._alarmed.clear()
            await self.look()
            await rest(self._alarmed, seconds=LOOK_EVERY_SECONDS)

    async def feel_the_pulse(self) -> None:
        """Endlessly measure how late the event loop is."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self._measures.loop_lag(max(0.0, loop.time() - due))

    async def look(self) -> None:
        """Once; open pages hear of a company whose standing is another than before."""
        now = self._clock.now()
        async with self._store.reading() as stored:
            companies = await stored.watch.stuck(
                due_before=now - LONG_DUE, asked_before=now - LONG_UNKNOWN
            )
        of_all = self._of_all(now)
        was_in_sync_at = self._in_sync_at
        if self._catching_up:
            self._in_sync_at = await self._catching_up.in_sync_at()
        for company_id, (waiting, unknown) in companies.items():
            found = tuple(
                [alerts.stuck(waiting)] * (waiting > 0) + [alerts.in_doubt(unknown)] * (unknown > 0)
            )
            self._note(company_id, (*found, *of_all), is_news=was_in_sync_at != self._in_sync_at)

    async def told(self) -> bytes:
        """The figures of the process, for Prometheus."""
        async with self._store.reading() as stored:
            queue = await stored.watch.queue()
        now = self._clock.now()
        return self._measures.told(queue, open_pages=self._hub.subscriber_count, now=now)

    def _note(self, company_id: int, found: tuple[str, ...], *, is_news: bool) -> None:
        is_news = is_news or found != self._found.get(company_id, ())
        self._found[company_id] = found
        if is_news:
            self._hub.publish_transient(SystemStatusChanged(company_id=company_id))

    def _of_all(self, now: datetime) -> Sequence[str]:
        """What concerns every company on this server."""
        while self._forged and now - self._forged[0] > REMEMBERED:
            self._forged.popleft()
        said = [alerts.DAMAGED] if self._store.is_damaged else []
        if self._forged:
            said.append(alerts.forged(len(self._forged)))
        if self._doubts and self._doubts.is_failing:
            said.append(alerts.not_looked_up("a lost answer was to be looked up"))
        if self._catching_up and self._catching_up.is_failing:
            said.append(alerts.not_looked_up("its messages were to be compared with ours"))
        return said
