"""Backups of all there is: the database, the files of messages, and the keys."""

from dataclasses import dataclass
from pathlib import Path

from domain.model.errors import DomainError


class NotABackup(DomainError):
    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is not a backup of Live Conversations, or it is damaged.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupContents:
    """What a backup holds, which was read to its last byte."""

    messages: int
    files: int
    missing_files: int = 0
    """Files that messages refer to, and that were missing when the backup was made."""
    keys: tuple[str, ...] = ()
    made_at: str | None = None
    """`None` for the backups of earlier versions, which hold the database alone."""

    @property
    def in_words(self) -> str:
        if self.made_at is None:
            return f"the database with {self.messages:,} messages; files and keys are not in it"
        keys = " and ".join(self.keys) or "no keys (SECRET_KEY is set elsewhere)"
        lost = f" ({self.missing_files:,} were missing already)" if self.missing_files else ""
        return f"{self.messages:,} messages, {self.files:,} files{lost}, {keys}"
