"""Refusals of the storage.

DomainError
├── NotStored
│   └── DatabaseDamaged
└── TookTooLong
"""

from domain.model.errors import DomainError


class NotStored(DomainError):
    """Nothing of it was kept, and trying again later is right."""

    def __init__(self) -> None:
        super().__init__(
            "This could not be saved: the disk of the server is full or busy. "
            "Try again in a moment, and tell your administrator if it stays so."
        )


class DatabaseDamaged(NotStored):
    """A part of the database file cannot be read; only a backup mends it."""

    def __init__(self) -> None:
        DomainError.__init__(
            self,
            "This could not be saved or shown: the database of the server is damaged. "
            "Tell your administrator: a backup has to be restored.",
        )


class TookTooLong(DomainError):
    """A query was cancelled so that it holds up nobody else."""

    def __init__(self) -> None:
        super().__init__("This search took too long. More letters, a name or a location help.")
