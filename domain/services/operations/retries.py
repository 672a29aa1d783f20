"""When what failed is tried again, for every worker alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Times are in seconds."""

    pauses: tuple[float, ...]
    """Before each retry; the last one counts for all later ones."""
    max_pause: float = inf
    """Also when the other side wants to be left alone for longer."""
    max_retries: float = inf
    give_up_after: float = 24 * 60 * 60
    """After the first try."""

    def next_at(
        self, now: datetime, *, failures: int, since: datetime, at_least: float = 0
    ) -> datetime | None:
        """Return when the next try is due after so many `failures`; `None` to give up.

        `since` is when it was first to be done, `at_least` what the other side asks for.
        """
        age = (now - since).total_seconds()
        if failures >= self.max_retries or age > self.give_up_after:
            return None
        pause = max(self.pauses[min(failures, len(self.pauses) - 1)], at_least)
        return now + timedelta(seconds=min(pause, self.max_pause))
