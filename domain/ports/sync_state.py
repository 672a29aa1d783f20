"""What is asked of the carrier unasked: how far that has got, and what is still open."""

from abc import abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """An attempt that the carrier has taken and not said the end of."""

    message_id: int
    attempt: int
    carrier_id: str
    started_at: datetime


class SyncState(Protocol):
    @abstractmethod
    async def in_sync_at(self, account: str) -> datetime | None:
        """Up to when all that customers wrote to this account is here; `None`: never looked."""

    @abstractmethod
    async def note_sync(self, account: str, *, at: datetime) -> None: ...

    @abstractmethod
    async def last_text_at(self, account: str) -> datetime | None:
        """When the newest text of a customer came, for accounts that were never looked at."""

    @abstractmethod
    async def taken_in(self, account: str, carrier_ids: Collection[str]) -> set[str]:
        """Which of these texts are here already, the unrouted ones included."""

    @abstractmethod
    async def undecided(self, account: str, *, now: datetime, limit: int = 100) -> list[Undecided]:
        """Those to be asked about by now, the longest due first."""

    @abstractmethod
    async def ask_again(self, message_id: int, attempt: int, *, at: datetime | None) -> None:
        """Not before `at`; `None`: never again."""

    @abstractmethod
    async def alive_at(self) -> datetime | None:
        """When a server last noted anything; `None`: never, or before the data was restored."""

    @abstractmethod
    async def start(self, *, at: datetime) -> None:
        """A server begins: what was restored is in use from now on."""

    @abstractmethod
    async def beat(self, *, at: datetime) -> None:
        """Note that a server is alive, and see that writing works."""
