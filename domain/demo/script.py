"""Reading the demo's logs: who said what, how long ago."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Script = Mapping[str, Any]
"""One company as `assets/demo/*.toml` tells it."""

CUSTOMER, COMMENT, RENAME, CLOSE = "<", "#", "=", "."

_LINE = re.compile(
    r"(?P<age>\d+)(?P<unit>[mhd]) (?P<who>\w*)(?P<what><|>|#|=|\.|\?>|!\w+>) "
    r"(?:\{(?P<pictures>[a-z ]+)\} ?)?(?P<text>.*)"
)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_PAUSE = timedelta(seconds=47)
"""Lines of the same age follow each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of one conversation's log, at its moment."""

    at: datetime
    who: str
    """The user, by the first part of the address; empty for the customer."""
    what: str
    text: str
    place: str
    customer: str
    stays_unread: bool
    pictures: tuple[str, ...] = ()
    """Names of drawings that come with it."""

    @property
    def error(self) -> str | None:
        """The code an outbound message failed with."""
        return self.what.strip("!>") or None if self.what.startswith("!") else None

    @property
    def has_receipt(self) -> bool:
        return self.what != "?>"


def steps(script: Script, *, now: datetime) -> list[Step]:
    """All conversations of the company at once, oldest line first."""
    lines = [step for log in script["conversations"] for step in _steps_of(log, now)]
    return sorted(lines, key=lambda step: step.at)


def _steps_of(conversation: Script, now: datetime) -> Iterator[Step]:
    log = conversation["log"]
    for number, line in enumerate(log):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"The demo has a line that cannot be read: {line}")
        age = timedelta(**{_UNITS[match["unit"]]: int(match["age"])})
        is_last = number == len(log) - 1
        yield Step(
            at=now - age + number * _PAUSE,
            who=match["who"],
            what=match["what"],
            text=match["text"],
            pictures=tuple((match["pictures"] or "").split()),
            place=conversation["place"],
            customer=conversation["customer"],
            stays_unread=is_last and conversation.get("unread", False),
        )
