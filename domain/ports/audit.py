"""The audit log, which only ever grows."""

from abc import abstractmethod
from typing import Protocol

from domain.model.audit import AuditEntry, NewAuditEntry


class Audit(Protocol):
    @abstractmethod
    async def add(self, entry: NewAuditEntry) -> None: ...

    @abstractmethod
    async def page(
        self, company_id: int, *, before: int | None = None, limit: int = 50
    ) -> list[AuditEntry]:
        """The newest first; `before` is the id of the last entry of the page above."""

    @abstractmethod
    async def since(self, entry_id: int) -> tuple[int, bool]:
        """The id of the newest entry, and whether any after this one is the operator's."""
