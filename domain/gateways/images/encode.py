"""Encodes pictures as JPEG and PNG without keeping other threads waiting."""

import io
import os
import tempfile
from typing import IO, Any

from PIL import Image

from domain.gateways.images.quality import JpegSettings, page_side, quantisation_tables


def encode_jpeg(image: Image.Image, settings: JpegSettings, *, optimize: bool = True) -> bytes:
    """Encode it as customers get it: baseline, which is all that every phone must read."""
    return _jpeg(
        resized(image, settings.side),
        # With a quality beside them, Pillow would scale the tables.
        qtables=quantisation_tables(settings.coarseness),
        subsampling="4:2:0",
        optimize=optimize,
    )


def encode_normalised(image: Image.Image, *, graphic: bool) -> bytes:
    """Encode it with hardly a loss. Nobody is sent this file, so speed matters more than bytes."""
    if graphic:
        return encode_png(image, compress_level=3)
    return _jpeg(image, quality=95, subsampling="4:4:4")


def encode_png(image: Image.Image, *, compress_level: int = 6) -> bytes:
    # Never with `optimize`, which takes seconds for a large picture.
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=compress_level)
    return file.getvalue()


def resized(image: Image.Image, side: int) -> Image.Image:
    """Return it with that `page_side`, unless it is smaller."""
    scale = side / page_side(image.size)
    return image if scale >= 1 else resampled(image, scaled(image.size, scale))


def resampled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    # Down to twice the size, averaging blocks is as good as any resampling, and faster.
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """No side becomes zero."""
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _jpeg(image: Image.Image, **options: Any) -> bytes:
    with _memory_file() as file:
        image.save(file, "JPEG", **options)
        file.seek(0)
        return file.read()


def _memory_file() -> IO[bytes]:
    """Open a real file: saving a JPEG to any other, Pillow keeps all other threads waiting."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("picture"), "w+b")
    return tempfile.TemporaryFile()
