"""Phone numbers as people write them."""

from abc import abstractmethod
from collections.abc import Collection
from typing import Protocol


class PhoneNumbers(Protocol):
    @abstractmethod
    def normalised(self, written: str, *, country: str) -> str:
        """E.164; without a country code the number is taken to be from `country` (ISO 3166).

        Signs that nobody sees, as they are pasted along, do not matter. Raise `NotAPhoneNumber`
        for what nobody could dial, and `HasExtension` for what no text could reach.
        """

    @abstractmethod
    def spellings(self, written: str, *, country: str) -> Collection[str]:
        """Pieces of stored numbers that a whole number or a part of one may stand for.

        Nothing for what has neither digit nor letter.
        """

    @abstractmethod
    def countries(self) -> tuple[str, ...]:
        """All that have phone numbers, by their ISO 3166 letters."""

    @abstractmethod
    def written(self, number: str, *, country: str) -> str:
        """A stored number as people of `country` write it.

        Carriers bring more than phone numbers, and numbers with calling codes that no country
        has: these stay as they came. Never raises.
        """
