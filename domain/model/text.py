"""What people type, as it is quoted and judged."""

from unicodedata import category

LONGEST_QUOTED = 60
UNREADABLE = ("Cc", "Cs")
"""Control characters, and halves of characters: what a terminal or a database stumbles over."""


def shortened(written: str) -> str:
    """As far as it fits into a sentence."""
    return written if len(written) <= LONGEST_QUOTED else f"{written[:LONGEST_QUOTED]}…"


def is_readable(written: str) -> bool:
    return all(category(each) not in UNREADABLE for each in written)
