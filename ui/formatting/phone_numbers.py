"""Phone numbers, and what carriers bring in their place, as people read them."""

from functools import lru_cache

import phonenumbers

from domain.model.invisible import is_blank
from domain.model.phones import UNKNOWN_SENDER, is_textable

LONGEST_SENDER = 64
"""Carriers set no limit to what stands in place of a number."""
NUMBERS_REMEMBERED = 10_000
"""Taking a number apart is slow, and news writes the same one for every open page."""


@lru_cache(NUMBERS_REMEMBERED)
def number(raw: str, *, beside: str) -> str:
    """National where both numbers are of one country, else international.

    Short codes, names, withheld numbers and unknown calling codes stay as they came.
    """
    parsed, ours = _parsed(raw), _parsed(beside)
    if parsed is None:
        return _other_sender(raw)
    is_national = ours is not None and parsed.country_code == ours.country_code
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if is_national else form.INTERNATIONAL)


@lru_cache(NUMBERS_REMEMBERED)
def region_of(raw: str) -> str | None:
    """The country of a stored number (ISO 3166), the main one where several share a plan."""
    parsed = _parsed(raw)
    code = parsed.country_code if parsed else None
    return phonenumbers.region_code_for_country_code(code) if code else None


def _other_sender(raw: str) -> str:
    if is_blank(raw):
        return UNKNOWN_SENDER
    return raw if len(raw) <= LONGEST_SENDER else f"{raw[: LONGEST_SENDER - 1]}…"


def _parsed(raw: str) -> phonenumbers.PhoneNumber | None:
    """`None` for what is no phone number, or has a calling code that no country has."""
    if not is_textable(raw):
        return None
    try:
        return phonenumbers.parse(raw)
    except phonenumbers.NumberParseException:
        return None
