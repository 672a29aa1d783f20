"""Rows that are kept for a time only."""

from abc import abstractmethod
from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from domain.model.retention import Outdated


class OutdatedRows(Protocol):
    @abstractmethod
    async def find(self, kind: Outdated, *, before: datetime, limit: int) -> list[int]:
        """The ids of rows that were over before then, the oldest first."""

    @abstractmethod
    async def remove(self, kind: Outdated, ids: Collection[int]) -> int:
        """Say how many there were."""
