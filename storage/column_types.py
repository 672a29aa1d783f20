"""Text that every database takes, whatever a phone or a browser sent."""

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def sanitise(text: str) -> str:
    """Replace what no database keeps whole: NUL, and half an emoji whose other half is not there.

    SQLite would take a NUL, but its functions stop reading there, and PostgreSQL refuses it.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", REPLACEMENT)


class SanitisedText(TypeDecorator[str]):
    """Holds what people and carriers write, made storable on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sanitise(value)
