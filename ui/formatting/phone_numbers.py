"""Phone numbers, and what carriers bring in their place, as people read them."""

import re
from functools import lru_cache

import phonenumbers

from domain.model.invisible import is_blank
from domain.model.phones import UNKNOWN_SENDER, is_textable

LONGEST_SENDER = 64
"""Carriers set no limit to what stands in place of a number."""
NUMBERS_REMEMBERED = 10_000
"""Taking a number apart is slow, and news writes the same one for every open page."""

_STORED = re.compile(r"\+[1-9][0-9]{6,14}\b")


@lru_cache(NUMBERS_REMEMBERED)
def number(raw: str, *, beside: str) -> str:
    """National where both numbers are of one country, else international.

    Short codes, names, withheld numbers and unknown calling codes stay as they came.
    """
    ours = _parsed(beside)
    return _written(raw, calling_code=ours.country_code if ours else None)


@lru_cache(NUMBERS_REMEMBERED)
def number_in(raw: str, *, country: str) -> str:
    """As people of this country (ISO 3166) write it; otherwise as `number`."""
    return _written(raw, calling_code=phonenumbers.country_code_for_region(country))


def numbers_written(sentence: str, *, country: str) -> str:
    """Write the stored numbers in a sentence as people of this country do."""
    return _STORED.sub(lambda stored: number_in(stored[0], country=country), sentence)


@lru_cache(NUMBERS_REMEMBERED)
def region_of(raw: str) -> str | None:
    """The country of a stored number (ISO 3166), the main one where several share a plan."""
    parsed = _parsed(raw)
    code = parsed.country_code if parsed else None
    return phonenumbers.region_code_for_country_code(code) if code else None


def _written(raw: str, *, calling_code: int | None) -> str:
    """Without the country's own code, if it is this one."""
    parsed = _parsed(raw)
    if parsed is None:
        return _other_sender(raw)
    is_national = parsed.country_code == calling_code
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if is_national else form.INTERNATIONAL)


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
