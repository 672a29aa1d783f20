"""Phone numbers as the carrier writes them, and which of them can be answered."""

import re

from domain.model.invisible import without_invisible

_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_TOLL_FREE = re.compile(r"\+18(00|22|33|44|55|66|77|88)\d{7}", re.ASCII)
_SHORT_CODE = re.compile(r"\s*\d(?:[\s-]*\d){2,5}\s*")

UNKNOWN_SENDER = "Unknown sender"
"""Shown where the carrier names no sender."""
ANONYMOUS_NUMBERS = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""Numbers by which carriers stand for ANONYMOUS, RESTRICTED and the like."""


def is_e164(number: str) -> bool:
    return _E164.fullmatch(number) is not None


def is_textable(number: str) -> bool:
    """Short codes, names and withheld numbers may write to us but cannot be answered."""
    return is_e164(number) and number not in ANONYMOUS_NUMBERS


def is_toll_free(number: str) -> bool:
    """Whether it is a toll-free number of North America, where other keywords apply."""
    return _TOLL_FREE.fullmatch(number) is not None


def is_short_code_or_name(written: str) -> bool:
    """Whether this is a short code or a name, as businesses send from."""
    written = without_invisible(written)
    has_letters = any(character.isalpha() for character in written)
    return has_letters or _SHORT_CODE.fullmatch(written) is not None
