"""Refusals about the settings of a company and its numbers."""

from domain.model.errors import DomainError


class UnknownLanguage(DomainError):
    def __init__(self, written: str) -> None:
        super().__init__(f"“{written}” is not a language we know. Choose one from the list.")


class NumberNotAtCarrier(DomainError):
    def __init__(self, number: str) -> None:
        super().__init__(f"The number {number} is not in your account at Twilio.")


class CarrierUnavailable(DomainError):
    def __init__(self) -> None:
        super().__init__("Twilio could not be asked. Check again in a moment.")


class Unreadable(DomainError):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what} holds characters that cannot be read. Type it anew.")
