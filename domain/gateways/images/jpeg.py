"""JPEG files, marker by marker (ITU-T T.81, annex B), and them without what is not the picture."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.gateways.images.picture_file import PictureFile
from domain.model.picture_errors import BrokenPicture, TooManyPixels, TooManyScans

MAGIC, END = b"\xff\xd8\xff", b"\xff\xd9"

MOST_SCANS = 80
"""Each scan is a pass over all pixels, however small one draws them. Others have 1 to 15."""
MOST_PIXELS = 200_000_000
MOST_COEFFICIENTS = 96_000_000
"""Of a JPEG in several scans, as progressive ones are, all coefficients are held until the last
one: 2 bytes each, and usually 1.5 for each pixel."""

APP0, APP1, APP2, APP14 = 0xE0, 0xE1, 0xE2, 0xEE
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
HUFFMAN, RESTART_INTERVAL, QUANTISATION = 0xC4, 0xDD, 0xDB
BASELINE, EXTENDED, PROGRESSIVE = 0xC0, 0xC1, 0xC2
OTHER_FRAMES = frozenset({0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
"""Lossless, hierarchical and arithmetic JPEG, which nobody's phone reads."""
FRAMES = frozenset({BASELINE, EXTENDED, PROGRESSIVE})
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
NEEDED = FRAMES | {HUFFMAN, RESTART_INTERVAL, QUANTISATION, START_OF_SCAN}
MOST_SEGMENTS = 5_000
"""So that a file made of nothing but tiny ones is not read for seconds; others have dozens."""

_MARKER = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
"""A second 0xFF fills, and 0xFF00 marks nothing."""
_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""Within a scan 0xFF00 is an escaped 0xFF, and 0xD0 to 0xD7 restart the decoder."""

EXIF_HEADER = b"Exif\0\0"
PROFILE_HEADER = b"ICC_PROFILE\0"


@dataclass(frozen=True, slots=True)
class Segment:
    marker: int
    content: bytes
    """Without its length."""
    coded: bytes = b""
    """The coded pixels, after the head of a scan."""

    def __bytes__(self) -> bytes:
        head = struct.pack(">BBH", 0xFF, self.marker, len(self.content) + 2)
        return head + self.content + self.coded


@dataclass(slots=True)
class _JpegContents:
    """What has been read of one file so far."""

    frame: Segment | None = None
    lean: list[bytes] = field(default_factory=lambda: [b"\xff\xd8"])
    exif: bytes = b""
    profile: list[bytes] = field(default_factory=list)
    scans: int = 0
    has_end: bool = False


def read_jpeg(content: bytes) -> PictureFile:
    """Refuse what is broken, or would take too long or too much memory to decode.

    One that ends within its pixels is cut, not broken: viewers show what there is of it.
    """
    found = _JpegContents()
    for segment in segments(content):
        _note(found, segment)
    if found.frame is None or not found.scans:
        raise BrokenPicture
    return _picture_file(found, found.frame)


def segments(content: bytes) -> Iterator[Segment]:
    """From the first marker to the end of the first picture; cameras append others."""
    position = 2
    for _ in range(MOST_SEGMENTS):
        position = _next(_MARKER, content, position) + 2
        marker = content[position - 1]
        if marker == END_OF_IMAGE:
            yield Segment(marker, b"")
            return
        if marker in WITHOUT_LENGTH:
            continue
        head = _payload(content, position)
        start = position = position + len(head) + 2
        if marker == START_OF_SCAN:
            position = _found(_MARKER_AFTER_SCAN, content, start)
        if position == len(content) and marker == START_OF_SCAN:
            yield Segment(marker, head, content[start:].rstrip(b"\xff"))
            return
        yield Segment(marker, head, content[start:position])
    raise BrokenPicture


def _next(marker: re.Pattern[bytes], content: bytes, position: int) -> int:
    """Where it starts. Junk before it is passed over, as all decoders do."""
    found = _found(marker, content, position)
    if found == len(content):
        raise BrokenPicture
    return found


def _found(marker: re.Pattern[bytes], content: bytes, position: int) -> int:
    """Where it starts, or the end of all."""
    found = marker.search(content, position)
    return found.start() if found else len(content)


def _payload(content: bytes, position: int) -> bytes:
    length = int.from_bytes(content[position : position + 2])
    payload = content[position + 2 : position + length]
    if length < 2 or len(payload) != length - 2:
        raise BrokenPicture
    return payload


def _note(found: _JpegContents, segment: Segment) -> None:
    if segment.marker in OTHER_FRAMES:
        raise BrokenPicture
    if segment.marker in FRAMES:
        _note_frame(found, segment)
    elif segment.marker == START_OF_SCAN:
        _note_scan(found)
    elif segment.marker == END_OF_IMAGE:
        found.has_end = True
    elif segment.marker == APP1 and segment.content.startswith(EXIF_HEADER):
        found.exif = found.exif or segment.content
    elif segment.marker == APP2 and segment.content.startswith(PROFILE_HEADER):
        # Two bytes count the pieces of the profile, which come in their order.
        found.profile.append(segment.content[len(PROFILE_HEADER) + 2 :])
    if _is_needed(segment):
        found.lean.append(bytes(segment))


def _note_frame(found: _JpegContents, segment: Segment) -> None:
    if found.frame is not None or len(segment.content) < 6:
        raise BrokenPicture
    found.frame = segment
    width, height = _size(segment)
    if width * height > MOST_PIXELS:
        raise TooManyPixels(MOST_PIXELS)


def _note_scan(found: _JpegContents) -> None:
    found.scans += 1
    if found.scans > MOST_SCANS:
        raise TooManyScans
    if found.frame is not None and (found.scans > 1 or found.frame.marker == PROGRESSIVE):
        _refuse_many_coefficients(found.frame)


def _refuse_many_coefficients(frame: Segment) -> None:
    width, height = _size(frame)
    # Of each component: how often it is sampled across and down, in the halves of a byte.
    samplings = [(each >> 4, each & 15) for each in frame.content[7::3]]
    most_across, most_down = (max(1, *each) for each in zip(*samplings, (1, 1), strict=True))
    each_pixel = sum(x * y for x, y in samplings) / (most_across * most_down)
    if width * height * each_pixel > MOST_COEFFICIENTS:
        raise TooManyPixels(int(MOST_COEFFICIENTS / each_pixel))


def _is_needed(segment: Segment) -> bool:
    """JFIF and Adobe's segment say how colours are stored."""
    if segment.marker == APP0:
        return segment.content.startswith(b"JFIF\0") and len(segment.content) == 14
    if segment.marker == APP14:
        return segment.content.startswith(b"Adobe") and len(segment.content) == 12
    return segment.marker in NEEDED


def _size(frame: Segment) -> tuple[int, int]:
    height, width = struct.unpack_from(">HH", frame.content, 1)
    if not width or not height:
        raise BrokenPicture
    return width, height


def _picture_file(found: _JpegContents, frame: Segment) -> PictureFile:
    width, height = _size(frame)
    components = frame.content[5]
    return PictureFile(
        format="JPEG",
        lean=b"".join([*found.lean, END]),
        width=width,
        height=height,
        is_plain=frame.marker == BASELINE and components in (1, 3),
        exif=found.exif,
        profile=b"".join(found.profile),
        is_cut=not found.has_end,
    )
