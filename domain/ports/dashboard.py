"""How things stand in the conversations somebody may see, in a few numbers."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.model.actor import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxSummary:
    waiting: int
    """Open conversations whose customer has not been answered."""
    longest_since: datetime | None
    failed: int
    """Open conversations whose last message was not delivered."""


class Overview(Protocol):
    @abstractmethod
    async def standing(self, *, within: Scope) -> InboxSummary: ...
