"""Stand-ins for what is not ours. The database is real."""

from datetime import UTC, datetime, timedelta

from domain.ports.clock import Clock


class FakeClock(Clock):
    """A Monday noon, and a millisecond later each time it is asked."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now

    def pass_by(self, **time: float) -> None:
        """Let `timedelta(**time)` go by."""
        self._now += timedelta(**time)

    def set_back(self, **time: float) -> None:
        """As when someone corrects the clock of the machine."""
        self._now -= timedelta(**time)
