"""Phone numbers read with Google's libphonenumber."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from domain.model.errors import NotAPhoneNumber
from domain.model.phones import is_e164
from domain.ports.phones import PhoneBook


class LibPhoneBook(PhoneBook):
    """Asks whether a number is possible, not whether its range is in use.

    Ranges are opened faster than a library is updated, and a customer's number must not be
    refused for that.
    """

    def normalised(self, written: str, *, country: str) -> str:
        try:
            number = phonenumbers.parse(written, country)
        except NumberParseException:
            raise NotAPhoneNumber(written) from None
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        # Possible "locally only" would pass the library's own yes-or-no question.
        possible = phonenumbers.is_possible_number_with_reason(number)
        if possible != ValidationResult.IS_POSSIBLE or number.extension or not is_e164(e164):
            raise NotAPhoneNumber(written)
        return e164

    def countries(self) -> tuple[str, ...]:
        return tuple(sorted(phonenumbers.SUPPORTED_REGIONS))
