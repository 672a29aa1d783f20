"""Names as they are written into forms and commands."""

from domain.model.errors import Required, TextTooLong
from domain.model.settings_errors import Unreadable
from domain.model.text import is_readable

NAME_LIMIT = 100


def required(what: str, written: str) -> str:
    """A name, with single blanks. Raise `Required`, `TextTooLong`, `Unreadable`."""
    cleaned = " ".join(written.split())
    if not cleaned:
        raise Required(what)
    if len(cleaned) > NAME_LIMIT:
        raise TextTooLong(what, NAME_LIMIT)
    if not is_readable(cleaned):
        raise Unreadable(what)
    return cleaned
