"""Results of the diagnostics: what was checked, its status, and how to fix it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CheckStatus(StrEnum):
    OK = "ok"
    WARNING = "unsure"
    """It works with limits, or could not be checked."""
    FAILED = "wrong"


class FixedIn(StrEnum):
    """Where the administrator takes the next step."""

    TWILIO = "twilio"
    TWILIO_NUMBERS = "twilio numbers"
    TWILIO_STATUS = "twilio status"
    POINTS_OF_CONTACT = "points of contact"


@dataclass(frozen=True, slots=True)
class CheckResult:
    subject: str
    status: CheckStatus
    message: str
    fix: str = ""
    """The next step for the administrator; empty where there is none."""
    settable_at: int | None = None
    """The id of the point of contact whose webhook a button can set at the carrier."""
    fixed_in: tuple[FixedIn, ...] = ()
    """Nowhere that a link leads to: on the server itself, say."""


def ok(subject: str, message: str) -> CheckResult:
    return CheckResult(subject, CheckStatus.OK, message)


def warning(
    subject: str, message: str, fix: str = "", *fixed_in: FixedIn, at: int | None = None
) -> CheckResult:
    return CheckResult(subject, CheckStatus.WARNING, message, fix, at, fixed_in)


def failed(
    subject: str, message: str, fix: str = "", *fixed_in: FixedIn, at: int | None = None
) -> CheckResult:
    return CheckResult(subject, CheckStatus.FAILED, message, fix, at, fixed_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits to be done, of all companies."""

    queued: int
    sending: int
    unknown: int
    oldest_due: datetime | None
    """Since when the queued message has been due that has waited longest."""
    files: int
    """That are still to be fetched."""
    unrouted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDirStatus:
    """The folder of the data and the database in it."""

    folder: str
    is_writable: bool
    free_bytes: int
    has_database: bool
    is_intact: bool
    is_newer: bool
    """The database was written by a later version of this program."""
    is_older: bool
    """It will be updated at the next start."""

    @property
    def is_current(self) -> bool:
        """The database is there and of this very version."""
        return self.is_intact and not self.is_newer and not self.is_older
