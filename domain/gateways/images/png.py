"""PNG files, chunk by chunk: what is in them, and them without the rest."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.gateways.images.picture_file import PictureFile
from domain.model.picture_errors import BrokenPicture, TooManyPixels

MAGIC = b"\x89PNG\r\n\x1a\n"

MOST_PIXELS, MOST_PIXELS_IN_COLOUR = 80_000_000, 32_000_000
"""A PNG has to be decoded at its full size: to 4 bytes for each pixel, or 1 where the file has
no more."""
LARGEST_PROFILE = 4_000_000
MOST_CHUNKS = 50_000
"""So that a file made of nothing but tiny ones is not read for seconds; others have thousands."""

NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
GREY, COLOUR, PALETTE = 0, 2, 3
OPAQUE = frozenset({GREY, COLOUR, PALETTE})
DEEPEST = 8
"""Bits of a channel that phones show."""


@dataclass(frozen=True, slots=True)
class Chunk:
    name: bytes
    content: bytes
    whole: bytes
    """With its length and checksum."""


@dataclass(slots=True)
class _PngContents:
    """What has been read of one file so far."""

    header: bytes = b""
    lean: list[bytes] = field(default_factory=lambda: [MAGIC])
    has_transparency: bool = False
    exif: bytes = b""
    profile: bytes = b""
    has_end: bool = False


def read_png(content: bytes) -> PictureFile:
    """Refuse what is broken, or would take too much memory to decode. Of an animation, take the
    picture that is shown where animations are not. One that ends too early is cut, not broken."""
    found = _PngContents()
    for chunk in chunks(content):
        _note(found, chunk)
    if not found.header:
        raise BrokenPicture
    return _picture_file(found)


def png_size(content: bytes) -> tuple[int, int]:
    """Of one that was read before."""
    return _size(next(chunks(content)).content)


def chunks(content: bytes) -> Iterator[Chunk]:
    position = len(MAGIC)
    for _ in range(MOST_CHUNKS):
        end = position + 12 + int.from_bytes(content[position : position + 4])
        if end > len(content):
            yield from _rest_of(content, position)
            return
        name = content[position + 4 : position + 8]
        yield Chunk(name, content[position + 8 : end - 4], content[position:end])
        if name == b"IEND":
            return
        position = end
    raise BrokenPicture


def _rest_of(content: bytes, position: int) -> Iterator[Chunk]:
    """The pixels that are there of a chunk that is cut, as a whole one."""
    name, rest = content[position + 4 : position + 8], content[position + 8 :]
    if name == b"IDAT":
        yield _chunk(name, rest)


def _chunk(name: bytes, content: bytes) -> Chunk:
    size, checksum = len(content).to_bytes(4), zlib.crc32(name + content).to_bytes(4)
    return Chunk(name, content, b"".join((size, name, content, checksum)))


def _note(found: _PngContents, chunk: Chunk) -> None:
    if chunk.name == b"IHDR":
        _note_header(found, chunk)
    elif chunk.name == b"tRNS":
        found.has_transparency = True
    elif chunk.name == b"eXIf":
        found.exif = chunk.content
    elif chunk.name == b"iCCP":
        found.profile = _profile(chunk.content)
    elif chunk.name == b"IEND":
        found.has_end = True
    if chunk.name in NEEDED:
        found.lean.append(chunk.whole)


def _note_header(found: _PngContents, chunk: Chunk) -> None:
    if found.header or len(chunk.content) != 13:
        raise BrokenPicture
    found.header = chunk.content
    width, height = _size(chunk.content)
    depth, colours = chunk.content[8], chunk.content[9]
    is_small = colours in (GREY, PALETTE) and depth <= DEEPEST
    most = MOST_PIXELS if is_small else MOST_PIXELS_IN_COLOUR
    if width * height > most:
        raise TooManyPixels(most)


def _size(header: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", header)
    if not width or not height:
        raise BrokenPicture
    return width, height


def _profile(content: bytes) -> bytes:
    """Nothing where it cannot be unpacked: colours are then taken for sRGB."""
    _name, _, packed = content.partition(b"\0")
    try:
        return zlib.decompressobj().decompress(packed[1:], LARGEST_PROFILE)
    except zlib.error:
        return b""


def _picture_file(found: _PngContents) -> PictureFile:
    width, height = _size(found.header)
    depth, colours = found.header[8], found.header[9]
    is_opaque = colours in OPAQUE and not found.has_transparency
    return PictureFile(
        format="PNG",
        lean=b"".join(found.lean if found.has_end else [*found.lean, _chunk(b"IEND", b"").whole]),
        width=width,
        height=height,
        is_plain=is_opaque and depth <= DEEPEST,
        exif=found.exif,
        profile=found.profile,
        is_cut=not found.has_end,
    )
