"""Phone numbers read with Google's libphonenumber."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from domain.model.errors import HasExtension, NotAPhoneNumber
from domain.model.invisible import without_invisible
from domain.model.phones import is_e164, is_textable

_DIAL_PREFIX = re.compile("^(011|0+)")
"""International and national dialling prefixes, which are not stored."""

MIN_DIGITS_AFTER_PREFIX = 5
"""Digits: what is left of fewer would stand in nearly every number."""


class PhoneNumbers:
    """Asks whether a number is possible, not whether its range is in use.

    Ranges are opened faster than a library is updated, and a customer's number must not be
    refused for that.
    """

    def parse(self, written: str, *, country: str) -> str:
        """E.164; without a country code the number is taken to be from `country` (ISO 3166).

        Signs that nobody sees, as they are pasted along, do not matter. Raise `NotAPhoneNumber`
        for what nobody could dial, and `HasExtension` for what no text could reach.
        """
        written = without_invisible(written).strip()
        try:
            number = phonenumbers.parse(written, country)
        except NumberParseException:
            raise NotAPhoneNumber(written) from None
        if number.extension:
            raise HasExtension(written)
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        # Possible "locally only" would pass the library's own yes-or-no question.
        possible = phonenumbers.is_possible_number_with_reason(number)
        if possible != ValidationResult.IS_POSSIBLE or not is_e164(e164):
            raise NotAPhoneNumber(written)
        return e164

    def search_variants(self, written: str, *, country: str) -> frozenset[str]:
        """Pieces of stored numbers that a whole number or a part of one may stand for.

        Nothing for what has neither digit nor letter.
        """
        written = without_invisible(written).strip()
        if any(character.isalpha() for character in written):
            return frozenset({written})  # the name of a sender that has no number
        digits = "".join(str(int(character)) for character in written if character.isdecimal())
        bare = _DIAL_PREFIX.sub("", digits)
        pieces = {digits, bare} if len(bare) >= MIN_DIGITS_AFTER_PREFIX else {digits}
        return frozenset(filter(None, pieces | self._whole(written, country)))

    def _whole(self, written: str, country: str) -> set[str]:
        """A complete number as it is stored, however it was written."""
        try:
            return {self.parse(written, country=country)}
        except NotAPhoneNumber:
            return set()

    def countries(self) -> tuple[str, ...]:
        """All that have phone numbers, by their ISO 3166 letters."""
        return tuple(sorted(phonenumbers.SUPPORTED_REGIONS))

    def format(self, number: str, *, country: str) -> str:
        """A stored number as people of `country` write it.

        Carriers bring more than phone numbers, and numbers with calling codes that no country
        has: these stay as they came. Never raises.
        """
        if not is_textable(number):
            return number
        try:
            parsed = phonenumbers.parse(number)
        except NumberParseException:
            return number
        is_national = parsed.country_code == phonenumbers.country_code_for_region(country)
        style = PhoneNumberFormat.NATIONAL if is_national else PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(parsed, style)
