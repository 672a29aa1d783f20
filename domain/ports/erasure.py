"""What it takes to erase a customer: rows, contents of files, and bytes on the disk."""

from abc import abstractmethod
from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from domain.model.erasure import ErasureResult, StoredDataSummary


class Erasures(Protocol):
    @abstractmethod
    async def traces(self, customer_number: str, *, company_id: int) -> StoredDataSummary: ...

    @abstractmethod
    async def erase(self, customer_number: str, *, company_id: int, at: datetime) -> ErasureResult:
        """Everything but an opt-out. No id of it is ever given again, and a text that the
        carrier brings once more is not taken in."""

    @abstractmethod
    async def newest(self) -> int:
        """The id of the latest erasure; 0 before the first."""

    @abstractmethod
    async def companies_since(self, erasure_id: int) -> set[int]:
        """Those that erasures after this one were about."""


class SecureDelete(Protocol):
    """Removes what deleting rows leaves on the disk, also while a server runs beside."""

    @abstractmethod
    async def remove_files(self, content_hashes: Collection[str]) -> None:
        """With their thumbnails. What was kept a moment ago may be about to be referred to
        again, and is left for the cleanup."""

    @abstractmethod
    async def clean_database(self) -> bool:
        """Write it anew without what was deleted. Say whether its log could be emptied, too.

        Raise `VacuumFailed` when there is no room for it, or others hold it for too long.
        """
