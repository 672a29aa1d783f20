"""What a look at the whole installation found: each thing, how it stands, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class CheckStatus(StrEnum):
    OK = "ok"
    WARNING = "unsure"
    """Works, but not as well as it could; or it could not be looked at."""
    FAILED = "wrong"


@dataclass(frozen=True, slots=True)
class CheckResult:
    subject: str
    status: CheckStatus
    message: str
    fix: str = ""
    """The next step, for the administrator; empty where there is none."""
    settable_at: int | None = None
    """The point of contact whose webhook could be set at the carrier from here."""


def ok(subject: str, message: str) -> CheckResult:
    return CheckResult(subject, CheckStatus.OK, message)


def warning(subject: str, message: str, fix: str = "", *, at: int | None = None) -> CheckResult:
    return CheckResult(subject, CheckStatus.WARNING, message, fix, at)


def failed(subject: str, message: str, fix: str = "", *, at: int | None = None) -> CheckResult:
    return CheckResult(subject, CheckStatus.FAILED, message, fix, at)
