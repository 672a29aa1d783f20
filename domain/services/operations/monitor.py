"""Checks the background work every few seconds, and alerts administrators when it stops."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.gateways.metrics import Metrics
from domain.model import alerts
from domain.model.actor import Member
from domain.model.alerts import SystemStatus
from domain.model.events import SystemStatusChanged
from domain.ports.clock import Clock
from domain.services.live.hub import EventHub
from domain.services.messaging.reconciliation.inbound_sync import InboundSync
from domain.services.messaging.reconciliation.unknown_outcomes import UnknownOutcomeResolver
from domain.services.operations.worker import wait_for
from storage.database import Database

CHECK_INTERVAL_SECONDS = 10.0
LAG_SAMPLE_SECONDS = 0.5
OVERDUE_AFTER = timedelta(minutes=2)
UNRESOLVED_AFTER = timedelta(minutes=2)
FORGED_WINDOW = timedelta(hours=1)
"""How long a forged webhook is reported."""
MAX_FORGED = 10_000


class SystemMonitor:
    """Keeps the result of the last check, so that its status costs no query."""

    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        hub: EventHub,
        metrics: Metrics,
        unknown_outcomes: UnknownOutcomeResolver | None = None,
        inbound_sync: InboundSync | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._hub = hub
        self._metrics = metrics
        self._unknown_outcomes = unknown_outcomes
        self._inbound_sync = inbound_sync
        self._forged: deque[datetime] = deque(maxlen=MAX_FORGED)
        self._alerts: dict[int, tuple[str, ...]] = {}
        self._synced_until: datetime | None = None
        self._woken = asyncio.Event()

    def record_forged_webhook(self) -> None:
        """Count a request that named our account without its signature."""
        if not self._forged:
            self._woken.set()
        self._forged.append(self._clock.now())

    def status(self, *, by: Member) -> SystemStatus:
        """Only administrators get alerts, and only those of their own company."""
        own_alerts = self._alerts.get(by.company_id, ()) if by.is_admin else ()
        return SystemStatus(alerts=own_alerts, synced_until=self._synced_until)

    async def run(self) -> None:
        """Check every few seconds until cancelled."""
        while True:
            self._woken.clear()
            await self.check()
            await wait_for(self._woken, seconds=CHECK_INTERVAL_SECONDS)

    async def measure_loop_lag(self) -> None:
        """Measure until cancelled how late the event loop is."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_SAMPLE_SECONDS
            await asyncio.sleep(LAG_SAMPLE_SECONDS)
            self._metrics.loop_lag(max(0.0, loop.time() - due))

    async def check(self) -> None:
        """Check once, and notify the pages of each company whose status has changed."""
        now = self._clock.now()
        async with self._store.reading() as stored:
            companies = await stored.backlog.stuck(
                due_before=now - OVERDUE_AFTER, asked_before=now - UNRESOLVED_AFTER
            )
        global_alerts = self._global_alerts(now)
        was_synced_until = self._synced_until
        if self._inbound_sync:
            self._synced_until = await self._inbound_sync.synced_until()
        for company_id, (waiting, unknown) in companies.items():
            company_alerts = tuple(
                [alerts.stuck(waiting)] * (waiting > 0)
                + [alerts.unknown_outcomes(unknown)] * (unknown > 0)
            )
            self._update(
                company_id,
                (*company_alerts, *global_alerts),
                has_changed=was_synced_until != self._synced_until,
            )

    async def render_metrics(self) -> bytes:
        """Return the metrics of the process in Prometheus' text format."""
        async with self._store.reading() as stored:
            backlog = await stored.backlog.counts()
        now = self._clock.now()
        return self._metrics.render(backlog, open_pages=self._hub.subscriber_count, now=now)

    def _update(self, company_id: int, new_alerts: tuple[str, ...], *, has_changed: bool) -> None:
        has_changed = has_changed or new_alerts != self._alerts.get(company_id, ())
        self._alerts[company_id] = new_alerts
        if has_changed:
            self._hub.publish_transient(SystemStatusChanged(company_id=company_id))

    def _global_alerts(self, now: datetime) -> Sequence[str]:
        """Return the alerts that concern every company on this server."""
        while self._forged and now - self._forged[0] > FORGED_WINDOW:
            self._forged.popleft()
        found = [alerts.DATABASE_DAMAGED] if self._store.is_damaged else []
        if self._forged:
            found.append(alerts.forged_webhooks(len(self._forged)))
        if self._unknown_outcomes and self._unknown_outcomes.is_failing:
            found.append(alerts.carrier_unreachable("a lost answer was to be looked up"))
        if self._inbound_sync and self._inbound_sync.is_failing:
            found.append(alerts.carrier_unreachable("its messages were to be compared with ours"))
        return found
