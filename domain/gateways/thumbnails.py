"""Small versions of pictures that strangers sent, with Pillow."""

import asyncio
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from domain.model.picture_errors import UnusablePicture
from domain.ports.media import Size, Thumbnails

LONGEST_SIDE = 640
"""In pixels: twice of what a bubble is wide."""
MOST_PIXELS = 40_000_000
AT_ONCE = 2
QUALITY = 82

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_ORIENTATION = 0x0112
_LYING = (5, 6, 7, 8)
"""Orientations with which width and height change places."""


class PillowThumbnails(Thumbnails):
    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def size_of(self, content: bytes) -> Size | None:
        async with self._turns:
            return await asyncio.to_thread(_size_of, content)

    async def make(self, content: bytes) -> bytes:
        async with self._turns:
            return await asyncio.to_thread(_make, content)


def _size_of(content: bytes) -> Size | None:
    try:
        with _opened(content) as picture:
            width, height = picture.size
            if picture.getexif().get(_ORIENTATION) in _LYING:
                width, height = height, width
            return Size(width, height)
    # Pillow breaks in many ways on a file that was made to break it.
    except Exception:
        return None


def _make(content: bytes) -> bytes:
    try:
        with _opened(content) as picture:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            small = _on_white(upright)
            small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            written = BytesIO()
            small.save(written, "JPEG", quality=QUALITY, optimize=True)
            return written.getvalue()
    except Exception as error:
        raise UnusablePicture("This picture cannot be shown.") from error


def _opened(content: bytes) -> Image.Image:
    """Only its head is read here, so nothing large is unpacked before its size is known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(BytesIO(content), formats=_FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        picture.close()
        raise UnusablePicture("This picture is too large to be shown.")
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """A JPEG knows no transparency."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    whole = picture.convert("RGBA")
    white = Image.new("RGBA", whole.size, "white")
    white.alpha_composite(whole)
    return white.convert("RGB")
