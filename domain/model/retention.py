"""For how long is kept what is kept for a time only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Outdated(StrEnum):
    """What there is of them; the words are for the log."""

    DELIVERY_STEPS = "delivery steps"
    UNROUTED = "unrouted texts"
    SIGN_INS = "sign-ins"
    FAILURES = "failures to sign in"
    LINKS = "one-time links"
    UPLOADS = "notes on uploads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """For how long each kind of row is kept."""

    delivery_steps: timedelta = timedelta(days=365)
    """What a message went through, step by step; how it ended is kept with the message."""
    unrouted: timedelta = timedelta(days=90)
    """Texts to a number of nobody's."""
    sign_ins: timedelta = timedelta(days=90)
    """After they were used last."""
    failures: timedelta = timedelta(days=1)
    """Wrong passwords; they count for 15 minutes."""
    links: timedelta = timedelta(days=1)
    """After they were used or had expired."""
    uploads: timedelta = timedelta(days=2)
    """How much a user has added; it counts for a day."""

    def ends(self, now: datetime) -> dict[Outdated, datetime]:
        """What was over before then is removed."""
        return {
            Outdated.DELIVERY_STEPS: now - self.delivery_steps,
            Outdated.UNROUTED: now - self.unrouted,
            Outdated.SIGN_INS: now - self.sign_ins,
            Outdated.FAILURES: now - self.failures,
            Outdated.LINKS: now - self.links,
            Outdated.UPLOADS: now - self.uploads,
        }
