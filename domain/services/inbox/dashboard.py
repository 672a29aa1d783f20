"""The dashboard: the numbers of the home page."""

from datetime import datetime

from domain.model.actor import Member
from domain.ports.clock import Clock
from domain.ports.dashboard import InboxSummary
from domain.ports.store import Store


class DashboardService:
    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    async def summary(self, *, by: Member) -> InboxSummary:
        """Return counts of the open conversations in the viewer's scope."""
        by.require_conversations()
        async with self._store.reading() as stored:
            return await stored.overview.standing(within=by.scope)
