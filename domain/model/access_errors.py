"""Refusals about who gets in, and about what belongs to whom."""

from domain.model.errors import AlreadyTaken, DomainError, TooManyFailures


class TooManyAttempts(TooManyFailures):
    """There are more attempts than can be checked; maybe none of them failed."""

    def __init__(self) -> None:
        self.minutes = 1
        DomainError.__init__(
            self, "Too many people are signing in at this moment. Wait 1 minute and try again."
        )


class WrongPassword(DomainError):
    def __init__(self) -> None:
        super().__init__("The current password is not right. Nothing was changed.")


class PasswordNeeded(DomainError):
    def __init__(self, change: str) -> None:
        super().__init__(f"Type your current password to {change}.")


class NotAvailable(AlreadyTaken):
    """Somebody has it, of whom whoever asks must not learn anything."""

    def __init__(self, what: str) -> None:
        DomainError.__init__(
            self, f"{what} cannot be used here. Choose another, or ask the operator of this server."
        )


class PointOfContactClosed(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is closed: nothing new starts there. Choose another location.")


class NumberNotAssigned(DomainError):
    """The same whether the number is free or another company's."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Your company cannot use {number} yet. Several companies share this server, so its "
            "operator assigns their numbers. Ask the operator for it."
        )
