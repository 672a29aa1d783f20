"""What waits to be done, for those who watch over it."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from domain.ports.metrics import Backlog


class Watch(Protocol):
    @abstractmethod
    async def queue(self) -> Backlog: ...

    @abstractmethod
    async def stuck(
        self, *, due_before: datetime, asked_before: datetime
    ) -> Mapping[int, tuple[int, int]]:
        """Of every company: queued messages due before, and unknown ones begun before."""
