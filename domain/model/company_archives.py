"""One company as a file, with which it moves from one installation to another."""

from dataclasses import dataclass
from pathlib import Path

from domain.model.errors import DomainError
from domain.model.text import shortened

UNCHANGED = "Nothing was imported."


class NotACompany(DomainError):
    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is not an exported company of Live Conversations, or it is damaged. "
            f"{UNCHANGED}"
        )


class ExportIsNewer(DomainError):
    def __init__(self, file: Path, version: str) -> None:
        super().__init__(
            f"{file} was exported by a newer version of Live Conversations ({shortened(version)}). "
            f"Update this installation first. {UNCHANGED}"
        )


class ExportIsOlder(DomainError):
    def __init__(self, file: Path, version: str) -> None:
        super().__init__(
            f"{file} was exported by an older version of Live Conversations "
            f"({shortened(version)}). Import it with that version and update afterwards, or update "
            f"the installation it comes from and export again. {UNCHANGED}"
        )


class CannotBeExported(DomainError):
    def __init__(self, company: str) -> None:
        super().__init__(
            f"What is stored of {shortened(company)} is damaged or contradicts itself, so no "
            "installation would take it. Nothing was saved."
        )


class FileIsThere(DomainError):
    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} exists already and stays as it is. Choose another name.")


class NotAlone(DomainError):
    """A row of the archive is one of another company, too."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"Messages or opt-outs of {file} are here already, with another company. {UNCHANGED}"
        )


class NoRoomToImport(DomainError):
    def __init__(self, file: Path, size: int) -> None:
        super().__init__(
            f"{file} holds {size / 1_000_000:,.0f} MB, for which the disk has no room. {UNCHANGED}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyContents:
    """What the archive of a company holds, which was read to its last byte."""

    company: str
    users: int
    points_of_contact: int
    conversations: int
    messages: int
    files: int
    missing_files: int
    """Files that messages refer to, and that were missing or damaged at the export."""
    unclear: int
    """Messages that were not with the carrier for certain at the export."""

    @property
    def in_words(self) -> str:
        lost = f" ({self.missing_files:,} were missing already)" if self.missing_files else ""
        return (
            f"{self.company} with {self.users:,} users, {self.points_of_contact:,} points of "
            f"contact, {self.conversations:,} conversations, {self.messages:,} messages and "
            f"{self.files:,} files{lost}"
        )
