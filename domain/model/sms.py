"""How long a text is for the phone network: characters, segments and encoding."""

import unicodedata
from dataclasses import dataclass

LIMIT = 1600
"""Most a message may have, in UTF-16 units, the legal notice included (Twilio, error 21617)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""These take two places in GSM-7, an escape and the character."""

GSM7, UCS2 = "GSM-7", "UCS-2"


@dataclass(frozen=True, slots=True)
class Length:
    """What a text costs to send."""

    characters: int
    """UTF-16 units, as the carrier counts them: most emoji are two."""
    segments: int
    encoding: str


def measure(text: str) -> Length:
    """Count as the carrier does. An empty text has no segment."""
    characters = utf16_units(text)
    if all(map(_is_plain, text)):
        widths = [2 if character in _EXTENDED else 1 for character in text]
        return Length(characters, _segments(widths, single=160, part=153), GSM7)
    widths = [utf16_units(character) for character in text]
    return Length(characters, _segments(widths, single=70, part=67), UCS2)


def _is_plain(character: str) -> bool:
    return character in _BASIC or character in _EXTENDED


def bare(text: str) -> str:
    """Its letters and digits: what stays of a text whatever a carrier makes of the rest.

    A text that has none stays as it is.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(filter(str.isalnum, decomposed)) or text.strip()


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _segments(widths: list[int], *, single: int, part: int) -> int:
    """An escape pair or a surrogate pair is never split over two segments."""
    if sum(widths) <= single:
        return 1 if widths else 0
    segments, filled = 1, 0
    for width in widths:
        if filled + width > part:
            segments, filled = segments + 1, 0
        filled += width
    return segments
