"""Phone numbers as people write them."""

from abc import abstractmethod
from typing import Protocol


class PhoneBook(Protocol):
    @abstractmethod
    def normalised(self, written: str, *, country: str) -> str:
        """E.164; without a country code the number is taken to be from `country` (ISO 3166).

        Raise `NotAPhoneNumber` for what nobody could dial.
        """

    @abstractmethod
    def countries(self) -> tuple[str, ...]:
        """All that have phone numbers, by their ISO 3166 letters."""
