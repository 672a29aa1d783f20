"""Characters that nobody sees: pasted along with a number, or sent as if they were a text."""

import unicodedata

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf"})
"""Control characters, and what steers direction, joins or separates without a sign of its own."""
_OTHER_INVISIBLE = frozenset(
    "\N{OBJECT REPLACEMENT CHARACTER}\N{COMBINING GRAPHEME JOINER}\N{HANGUL FILLER}"
    "\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{HALFWIDTH HANGUL FILLER}"
    "\N{BRAILLE PATTERN BLANK}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}"
)
"""An object replacement character stands where a phone has cut a picture out of a text."""


def without_invisible(text: str) -> str:
    """White space is kept, but every kind of it becomes a plain space or a line break."""
    visible = (
        _plain_space(character)
        for character in text
        if character.isspace() or not _is_invisible(character)
    )
    return "".join(visible)


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing at all of it."""
    return not without_invisible(text).strip()


def _is_invisible(character: str) -> bool:
    return character in _OTHER_INVISIBLE or unicodedata.category(character) in _INVISIBLE_CATEGORIES


def _plain_space(character: str) -> str:
    if character == "\n" or not character.isspace():
        return character
    return "\n" if character in "\r\v\f\x85\u2028\u2029" else " "
