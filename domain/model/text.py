"""What people type, as it is quoted and judged."""

from unicodedata import category

MAX_QUOTED = 60
UNREADABLE = ("Cc", "Cs")
"""Control characters, and halves of characters: what a terminal or a database stumbles over."""


def shortened(written: str) -> str:
    """As far as it fits into a sentence."""
    return written if len(written) <= MAX_QUOTED else f"{written[:MAX_QUOTED]}…"


def is_readable(written: str) -> bool:
    return all(category(character) not in UNREADABLE for character in written)
