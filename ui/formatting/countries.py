"""Countries by the names that people know them by."""

from functools import cache
from importlib.resources import files

_NOT_IN_THE_TABLE = {"AC": "Ascension Island", "TA": "Tristan da Cunha", "XK": "Kosovo"}
"""They have phone numbers of their own, and no letters in ISO 3166."""


def country_name(code: str) -> str:
    """Return the English name of a country (ISO 3166); an unknown one stays as it came."""
    return _names().get(code, code)


@cache
def _names() -> dict[str, str]:
    """Read the table that comes with the time zones."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {code: name for code, name in lines} | _NOT_IN_THE_TABLE
