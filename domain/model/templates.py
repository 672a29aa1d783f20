"""Ready-made message texts of a company."""

import re
from dataclasses import dataclass

from domain.model.errors import TextTooLong, UnknownPlaceholder
from domain.model.sms import LIMIT, utf16_units

PLACEHOLDERS = ("{customer}", "{location}", "{agent}")
_BRACED = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    id: int
    name: str
    text: str


def check_template(text: str) -> None:
    """Refuse placeholders that nothing would be put in place of, and what no message can hold."""
    for written in _BRACED.findall(text):
        if written not in PLACEHOLDERS:
            raise UnknownPlaceholder(written, PLACEHOLDERS)
    if utf16_units(text) > LIMIT:
        raise TextTooLong("The text", LIMIT)
