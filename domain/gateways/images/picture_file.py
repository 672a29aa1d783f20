"""A picture's file, read without decoding it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """What of a file is needed to draw the picture; all else in it stays behind here."""

    format: Literal["JPEG", "PNG", "GIF", "WEBP"]
    lean: bytes
    """The file with nothing but the picture: no metadata, no second picture, no animation."""
    width: int
    height: int
    """In pixels, as stored: not yet upright."""
    is_plain: bool
    """Of a kind that every phone shows: a baseline JPEG in grey or colour, an opaque PNG."""
    exif: bytes
    """Tells which way is up. Empty where there is none, like the profile."""
    profile: bytes
    """ICC: tells what the colours mean, where they are not sRGB."""
    is_cut: bool = False
    """The file ends too early. `lean` has an end, and perhaps not all of the picture."""

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height
