"""Pictures into JPEG and PNG, without keeping other threads waiting."""

import io
import os
import tempfile
from typing import IO

from PIL import Image

from domain.gateways.images.quality_scale import Rendition, side
from domain.gateways.images.quantisation_tables import tables

FULL_COLOUR, HALF_COLOUR = "4:4:4", "4:2:0"
NEARLY_PERFECT = 95
BOX_FIRST = 2.0
"""Up to twice the size that is wanted, averaging blocks is as good as any resampling."""
PNG_EFFORT = 6
"""Higher ones take several times as long for a hundredth of the bytes."""


def rendered(image: Image.Image, form: Rendition) -> tuple[bytes, tuple[int, int]]:
    """As customers get it, and its size: baseline, which is all that every phone must read."""
    small = resized(image, form.side)
    return _saved(small, form, optimize=True), small.size


def bytes_of(image: Image.Image, form: Rendition) -> int:
    """About how many it would take, in half the time."""
    small = resized(image, form.side, gap=1.0)
    return len(_saved(small, form, optimize=False))


def nearly_perfect_jpeg(image: Image.Image) -> bytes:
    with _memory_file() as file:
        image.save(file, "JPEG", quality=NEARLY_PERFECT, subsampling=FULL_COLOUR)
        return _content(file)


def png(image: Image.Image, effort: int = PNG_EFFORT) -> bytes:
    # Never with `optimize`, which takes seconds for a large picture.
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=effort)
    return file.getvalue()


def resized(image: Image.Image, longest: int, gap: float = BOX_FIRST) -> Image.Image:
    """With that `side`, unless it is smaller."""
    scale = longest / side(image.size)
    if scale >= 1:
        return image
    return image.resize(scaled(image.size, scale), Image.Resampling.BICUBIC, reducing_gap=gap)


def scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """No side becomes zero."""
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _saved(image: Image.Image, form: Rendition, *, optimize: bool) -> bytes:
    with _memory_file() as file:
        image.save(
            file,
            "JPEG",
            # Beside a quality, Pillow would scale these.
            qtables=tables(form.coarseness),
            subsampling=FULL_COLOUR if form.full_colour else HALF_COLOUR,
            optimize=optimize,
        )
        return _content(file)


def _memory_file() -> IO[bytes]:
    """A real file: into any other, Pillow saves JPEG while it keeps all other threads waiting."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("picture"), "w+b")
    return tempfile.TemporaryFile()


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
