"""Results of the diagnostics: what was checked, its status, and how to fix it."""

from dataclasses import dataclass
from enum import StrEnum


class CheckStatus(StrEnum):
    OK = "ok"
    WARNING = "unsure"
    """It works with limits, or could not be checked."""
    FAILED = "wrong"


@dataclass(frozen=True, slots=True)
class CheckResult:
    subject: str
    status: CheckStatus
    message: str
    fix: str = ""
    """The next step for the administrator; empty where there is none."""
    settable_at: int | None = None
    """The id of the point of contact whose webhook a button can set at the carrier."""


def ok(subject: str, message: str) -> CheckResult:
    return CheckResult(subject, CheckStatus.OK, message)


def warning(subject: str, message: str, fix: str = "", *, at: int | None = None) -> CheckResult:
    return CheckResult(subject, CheckStatus.WARNING, message, fix, at)


def failed(subject: str, message: str, fix: str = "", *, at: int | None = None) -> CheckResult:
    return CheckResult(subject, CheckStatus.FAILED, message, fix, at)
