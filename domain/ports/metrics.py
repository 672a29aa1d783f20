"""Figures about the running process, for whoever watches over it."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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


class Metrics(Protocol):
    """Counts and times what happens; never who or what it was about."""

    @abstractmethod
    def webhook(self, kind: str, result: str) -> None: ...

    @abstractmethod
    def sent(self, result: str) -> None:
        """The carrier was asked to take a message, and this came of it."""

    @abstractmethod
    def database(self, kind: str, seconds: float) -> None: ...

    @abstractmethod
    def loop_lag(self, seconds: float) -> None:
        """How late the event loop was."""

    @abstractmethod
    def told(self, queue: Backlog, *, open_pages: int, now: datetime) -> bytes:
        """Everything, in the text format of Prometheus."""
