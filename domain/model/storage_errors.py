"""What is said when something cannot be kept.

DomainError
└── NotStored
"""

from domain.model.errors import DomainError


class NotStored(DomainError):
    """Nothing of it was kept, and trying again later is right."""

    def __init__(self) -> None:
        super().__init__(
            "This could not be saved: the disk of the server is full or busy. "
            "Try again in a moment, and tell your administrator if it stays so."
        )
