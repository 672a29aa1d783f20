"""Erasing what is stored of a customer, for good."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.model.errors import DomainError


class CompanyRequired(DomainError):
    def __init__(self, names: Sequence[str]) -> None:
        known = ", ".join(f"“{name}”" for name in names) or "none yet"
        super().__init__(f"Say with --company which company it is about. There are: {known}.")


class VacuumFailed(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "It is erased, but its bytes may still lie in the file of the database: the disk is "
            "full, or the server writes too much just now. Run this command again later."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDataSummary:
    """How much is stored of a customer."""

    conversations: int
    messages: int
    files: int
    unrouted: int
    """Texts to numbers that belong to no company."""

    @property
    def description(self) -> str:
        kinds = (
            (self.conversations, "conversation"),
            (self.messages, "message"),
            (self.files, "file"),
            (self.unrouted, "unrouted message"),
        )
        counted = [f"{number} {kind}{'s' * (number != 1)}" for number, kind in kinds if number]
        return ", ".join(counted) or "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureResult:
    erasure_id: int
    content_hashes: frozenset[str]
    """The hashes of the files that were erased; other rows may refer to the same contents."""


def masked_number(number: str) -> str:
    """Enough to tell customers apart, and too little to reach them; as in logs."""
    if number.startswith("+") and len(number) > 7:
        return f"{number[:2]}•••{number[-4:]}"
    return f"•••{number[-2:]}"
