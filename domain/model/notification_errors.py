"""Refusals about how users are told of messages, and of links to join by."""

from domain.model.errors import DomainError


class UnusableDevice(DomainError):
    def __init__(self) -> None:
        super().__init__("This browser cannot be told of messages: its address is not usable.")


class TooManyDevices(DomainError):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You are told on {limit} devices already. Sign out on one you do not use any more."
        )


class EmailRejected(DomainError):
    def __init__(self) -> None:
        super().__init__("The mail server did not take the e-mail. Hand the link on yourself.")


class UnclearQuietHours(DomainError):
    def __init__(self) -> None:
        super().__init__("Give both times of the quiet hours, like 22:00 and 07:00, or neither.")
