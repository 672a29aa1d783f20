"""One-time codes, and what is kept of them for each user."""

from abc import abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.model.two_factor import TotpCredential, TotpEnrolment


class OneTimeCodes(Protocol):
    """Codes that an app makes from a key and the time."""

    @abstractmethod
    def new_key(self) -> str: ...

    @abstractmethod
    def step_of(self, code: str, key: str, *, at: datetime) -> int | None:
        """The number of the time step it belongs to, at most one off; `None` for a wrong code."""

    @abstractmethod
    def on_paper(self, key: str, *, account: str) -> TotpEnrolment:
        """`account` is what the app calls it."""


class TwoSteps(Protocol):
    @abstractmethod
    async def of(self, user_id: int) -> TotpCredential | None:
        """Also one that is still being set up."""

    @abstractmethod
    async def save(self, step: TotpCredential) -> None:
        """In place of an earlier one of this user."""

    @abstractmethod
    async def remove(self, user_id: int) -> None:
        """With the recovery codes, and what was half-way signed in by it."""

    @abstractmethod
    async def set_recovery_codes(self, user_id: int, code_hashes: Iterable[str]) -> None:
        """Earlier ones stop working."""

    @abstractmethod
    async def recovery_codes_left(self, user_id: int) -> int: ...

    @abstractmethod
    async def use_recovery_code(self, user_id: int, code_hash: str) -> bool:
        """Say whether it was one; it never is again."""

    @abstractmethod
    async def add_half_way(
        self, user_id: int, *, token_hash: str, at: datetime, expires_at: datetime
    ) -> None:
        """Somebody who has proved the password, and no code yet."""

    @abstractmethod
    async def half_way(self, token_hash: str, *, at: datetime) -> int | None:
        """Which user it is; `None` once it has ended or is too old."""

    @abstractmethod
    async def end_half_way(self, token_hash: str) -> None: ...

    @abstractmethod
    async def end_half_ways(self, user_id: int) -> None: ...
