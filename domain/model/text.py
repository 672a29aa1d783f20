"""Checks and quotes of texts that people type."""

from unicodedata import category

MAX_QUOTED = 60
UNREADABLE = ("Cc", "Cs")
"""Control characters and surrogates, which terminals and databases do not accept."""


def shortened(written: str) -> str:
    """Return the text, cut where it is too long for a sentence."""
    return written if len(written) <= MAX_QUOTED else f"{written[:MAX_QUOTED]}…"


def is_readable(written: str) -> bool:
    return all(category(character) not in UNREADABLE for character in written)
