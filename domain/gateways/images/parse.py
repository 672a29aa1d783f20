"""Reads picture files before they are decoded: refuses dangerous ones and strips metadata.

Files are judged by their content, never by their names. Pillow is given only the segments (JPEG)
or chunks (PNG) that it needs, so comments, text bombs and second pictures never reach it.
"""

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageFile

from domain.model.picture_errors import (
    BrokenPicture,
    EmptyFile,
    FileTooLarge,
    TooManyPixels,
    TooManyScans,
    WrongKindOfFile,
)

MAX_FILE_BYTES = 25_000_000
MAX_PARTS = 50_000
"""A file made of tiny segments or chunks would be read for seconds; real ones have thousands."""
MAX_SCANS = 80
"""Each scan is a pass over all pixels, even for a small preview. Real files have 1 to 15."""
MAX_JPEG_PIXELS = 200_000_000
MAX_PIXELS_IN_SCANS = 64_000_000
"""Of a JPEG in several scans, all coefficients stay in memory: usually 3 bytes for each pixel."""
MAX_PNG_PIXELS, MAX_COLOUR_PIXELS = 80_000_000, 32_000_000
"""A PNG is decoded at full size: to 1 byte per pixel in grey or with a palette, otherwise to 4."""
UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, struct.error)
"""Pillow raises one of these for a broken file, depending on where it is broken."""

JPEG_MAGIC, JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd8", b"\xff\xd9"
START_OF_SCAN = 0xDA
JPEG_PIXELS = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, START_OF_SCAN})
"""Frames (baseline, extended, progressive), Huffman and quantisation tables, restarts, scans."""
JPEG_COLOURS = (b"\xff\xe0\0\x10JFIF\0", b"\xff\xee\0\x0eAdobe")
"""These segments say how colours are stored. A longer JFIF segment would hold a thumbnail."""
JPEG_NOTES = (b"Exif\0\0", b"ICC_PROFILE\0")
BASELINE = (b"\xff\xc0\0\x0b\x08", b"\xff\xc0\0\x11\x08")
"""The frame of a baseline JPEG with 8 bits, in grey or colour: what every phone can show."""
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]", re.DOTALL)
"""The start of a segment. The other codes stand within scans, or mean nothing."""

PNG_MAGIC, PNG_END = b"\x89PNG\r\n\x1a\n", b"\0\0\0\0IEND\xaeB`\x82"
PNG_PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
PNG_NOTES = frozenset({b"eXIf", b"iCCP"})

OTHER_KINDS = {
    rb"GIF8": "a GIF",
    rb".{8}WEBP": "a WebP picture",
    rb".{4}ftyp(hei|mif)": "a HEIC picture",
    rb".{4}ftypavif": "an AVIF picture",
    rb".{4}ftyp": "a video",
    rb"%PDF": "a PDF",
    rb"BM": "a bitmap",
    rb"II\*\0|MM\0\*": "a TIFF picture",
}
"""How files of other kinds begin, and what people call them."""

# Pillow's one limit for all formats; the limits above take its place.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedImage:
    image: ImageFile.ImageFile
    """The opened file: its size, mode, orientation and profile are known, nothing is decoded."""
    stripped: bytes
    """The same pixels without any metadata, second picture or animation."""
    is_mms_safe: bool
    """Every phone shows it: a baseline JPEG in grey or colour, or an opaque PNG with 8 bits."""
    is_truncated: bool
    """The file ends too early. If it is a JPEG, `stripped` was given an end."""


def parse(content: bytes) -> ParsedImage:
    if not content:
        raise EmptyFile
    if len(content) > MAX_FILE_BYTES:
        raise FileTooLarge(MAX_FILE_BYTES)
    if content.startswith(JPEG_MAGIC):
        return _parse_jpeg(content)
    if content.startswith(PNG_MAGIC):
        return _parse_png(content)
    names = (name for kind, name in OTHER_KINDS.items() if re.match(kind, content, re.DOTALL))
    raise WrongKindOfFile(next(names, "something else"))


def open_image(content: bytes, *formats: str) -> ImageFile.ImageFile:
    """Read the header of a file."""
    try:
        return Image.open(io.BytesIO(content), formats=formats)
    except UNREADABLE:
        raise BrokenPicture from None


def refuse_more_pixels(image: Image.Image, limit: int) -> None:
    if image.width * image.height > limit:
        raise TooManyPixels(limit)


def _parse_jpeg(content: bytes) -> ParsedImage:
    segments = list(_segments(content))
    pixels = [each for each in segments if _is_jpeg_pixels(each)]
    needed = [each for each in segments if _is_jpeg_pixels(each) or each[4:].startswith(JPEG_NOTES)]
    scans = sum(each[1] == START_OF_SCAN for each in pixels)
    if scans > MAX_SCANS:
        raise TooManyScans
    image = open_image(b"".join([JPEG_START, *needed, JPEG_END]), "JPEG")
    is_in_scans = scans > 1 or "progressive" in image.info
    refuse_more_pixels(image, MAX_PIXELS_IN_SCANS if is_in_scans else MAX_JPEG_PIXELS)
    return ParsedImage(
        image=image,
        stripped=b"".join([JPEG_START, *pixels, JPEG_END]),
        is_mms_safe=any(each.startswith(BASELINE) for each in pixels),
        is_truncated=segments[-1] != JPEG_END,
    )


def _segments(content: bytes) -> Iterator[bytes]:
    """Yield all up to the end of the first picture, each scan with its coded pixels."""
    position = 2
    for _ in range(MAX_PARTS):
        found = _MARKER.search(content, position)
        if found is None:
            return
        if found[0] == JPEG_END:
            yield JPEG_END
            return
        start, length = found.start(), int.from_bytes(content[found.end() : found.end() + 2])
        position = found.end() + length
        if content[start + 1] == START_OF_SCAN:
            following = _MARKER.search(content, position)
            if following is None:
                yield content[start:].rstrip(b"\xff")
                return
            position = following.start()
        yield content[start:position]
    raise BrokenPicture


def _is_jpeg_pixels(segment: bytes) -> bool:
    return segment[1] in JPEG_PIXELS or segment.startswith(JPEG_COLOURS)


def _parse_png(content: bytes) -> ParsedImage:
    chunks = list(_chunks(content))
    image = open_image(_png(chunks, PNG_PIXELS | PNG_NOTES), "PNG")
    if image.mode == "P" and image.palette is None:
        raise BrokenPicture
    stripped = _png(chunks, PNG_PIXELS)
    is_deep = stripped[len(PNG_MAGIC) + 16] > 8
    has_one_byte = image.mode in ("1", "L", "P") and not is_deep
    refuse_more_pixels(image, MAX_PNG_PIXELS if has_one_byte else MAX_COLOUR_PIXELS)
    is_opaque = image.mode in ("1", "L", "P", "RGB") and "transparency" not in image.info
    return ParsedImage(
        image=image,
        stripped=stripped,
        is_mms_safe=is_opaque and not is_deep,
        is_truncated=chunks[-1] != PNG_END,
    )


def _chunks(content: bytes) -> Iterator[bytes]:
    position = len(PNG_MAGIC)
    for _ in range(MAX_PARTS):
        end = position + 12 + int.from_bytes(content[position : position + 4])
        yield content[position:end]
        if end >= len(content) or content[position + 4 : position + 8] == b"IEND":
            return
        position = end
    raise BrokenPicture


def _png(chunks: list[bytes], names: frozenset[bytes]) -> bytes:
    return b"".join([PNG_MAGIC, *(each for each in chunks if each[4:8] in names)])
