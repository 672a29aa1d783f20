"""The dashboard: the numbers of the home page."""

from datetime import datetime

from domain.model.actor import Member
from domain.model.conversation_list import InboxSummary
from domain.ports.clock import Clock
from storage.database import Database


class DashboardService:
    def __init__(self, *, store: Database, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    async def summary(self, *, by: Member) -> InboxSummary:
        """Return counts of the open conversations in the viewer's scope."""
        by.require_conversations()
        async with self._store.reading() as stored:
            return await stored.dashboard.summary(within=by.scope)
