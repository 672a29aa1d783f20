"""Retention periods of rows that are deleted after a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Outdated(StrEnum):
    """The kinds of such rows; the values are for the log."""

    DELIVERY_STEPS = "delivery steps"
    UNROUTED = "unrouted texts"
    SIGN_INS = "sign-ins"
    FAILURES = "failures to sign in"
    LINKS = "one-time links"
    UPLOADS = "notes on uploads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The retention period of each kind of row."""

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
    """The bytes a user has uploaded, which count for a day."""

    def ends(self, now: datetime) -> dict[Outdated, datetime]:
        """Return by kind the time before which rows are deleted."""
        return {
            Outdated.DELIVERY_STEPS: now - self.delivery_steps,
            Outdated.UNROUTED: now - self.unrouted,
            Outdated.SIGN_INS: now - self.sign_ins,
            Outdated.FAILURES: now - self.failures,
            Outdated.LINKS: now - self.links,
            Outdated.UPLOADS: now - self.uploads,
        }
