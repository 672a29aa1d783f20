"""What is kept aside until somebody says where it belongs."""

from abc import abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ports.carrier import InboundText


@dataclass(frozen=True, slots=True, kw_only=True)
class UnroutedText:
    id: int
    sender: str
    recipient: str
    text: str
    at: datetime


class Unrouted(Protocol):
    """Messages to a number that belongs to no point of contact."""

    @abstractmethod
    async def keep(self, inbound: InboundText, *, at: datetime) -> None:
        """Once, however often it comes. Of more than 10,000 the oldest are let go."""

    @abstractmethod
    async def count(self) -> int: ...

    @abstractmethod
    async def page(self, *, to: Collection[str] | None, limit: int = 50) -> list[UnroutedText]:
        """The newest first; only those to these numbers unless `to` is `None`."""

    @abstractmethod
    async def take(self, text_id: int, *, to: Collection[str] | None) -> InboundText:
        """Remove it, with the time it came. Raise `UnknownMessage`, also for other numbers."""
