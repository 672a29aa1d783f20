"""What a look at the whole installation found: each thing, how it stands, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class CheckStatus(StrEnum):
    OK = "ok"
    UNSURE = "unsure"
    """Works, but not as well as it could; or it could not be looked at."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    verdict: CheckStatus
    words: str
    mend: str = ""
    """The next step, for the administrator; empty where there is none."""
    settable_at: int | None = None
    """The point of contact whose webhook could be set at the carrier from here."""


def fine(subject: str, words: str) -> Finding:
    return Finding(subject, CheckStatus.OK, words)


def unsure(subject: str, words: str, mend: str = "", *, at: int | None = None) -> Finding:
    return Finding(subject, CheckStatus.UNSURE, words, mend, at)


def wrong(subject: str, words: str, mend: str = "", *, at: int | None = None) -> Finding:
    return Finding(subject, CheckStatus.WRONG, words, mend, at)
