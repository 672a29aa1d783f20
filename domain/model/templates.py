"""Ready-made message texts of a company."""

import re
from dataclasses import dataclass

from domain.model.errors import Required, TextTooLong, UnknownPlaceholder
from domain.model.sms import LIMIT, utf16_units

PLACEHOLDERS = ("{customer}", "{location}", "{agent}")
_BRACED = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    id: int
    name: str
    text: str


def render(template: str, *, customer: str, location: str, agent: str) -> str:
    """Return the text with its placeholders replaced; values are not searched for any."""
    values = dict(zip(PLACEHOLDERS, (customer, location, agent), strict=True))
    return _BRACED.sub(lambda braced: values.get(braced[0], braced[0]), template)


def validate_template(text: str) -> None:
    """Raise for a blank text, unknown placeholders, and a text longer than a message."""
    if not text.strip():
        raise Required("The text of the template")
    for written in _BRACED.findall(text):
        if written not in PLACEHOLDERS:
            raise UnknownPlaceholder(written, PLACEHOLDERS)
    if utf16_units(text) > LIMIT:
        raise TextTooLong("The text", LIMIT)
