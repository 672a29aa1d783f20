"""The scale of quality on which every picture is fitted, and what a level means for its JPEG.

A level is the longest side, in pixels, that a picture of its bytes deserves. How coarsely the JPEG
is quantised follows from that side. Once a picture has all the pixels it can have, higher levels
only quantise it more finely. Bytes rise smoothly with the level, so fitting is a search for one
number.
"""

import math
from typing import NamedTuple

LONGEST_SIDE = 2048
"""Of a page, in pixels. A phone shows no more."""
LONGEST_PAGE, LONGEST_PICTURE = 2, 10_000
"""A page is up to so many times as long as it is wide. A phone shows no longer pictures."""
MAX_LEVEL = 5120.0
"""Here every picture has all its pixels and is quantised at `MIN_COARSENESS`."""
MIN_COARSENESS = 0.06
"""Quantising more finely takes bytes and shows no difference."""
LUMA = (0.742, 1.16, 0.1646, 2.015)
CHROMA = (0.704, 0.736, 0.444, 1.456)
"""The step of a flat square; and of detail: the least, how it rises, and with which power."""


class JpegSettings(NamedTuple):
    side: int
    coarseness: float


def page_side(size: tuple[int, int]) -> int:
    """Return the longest side of a page: of the whole picture, unless it is long.

    A captured conversation of ten screens, judged as a whole, would become too small to be read.
    """
    shortest, longest = sorted(size)
    page = min(longest, LONGEST_PAGE * shortest)
    return max(page, longest * LONGEST_SIDE // LONGEST_PICTURE)


def jpeg_settings(level: float, longest: int) -> JpegSettings:
    """Return those for a picture with that `page_side`."""
    side = min(level, longest)
    # People look at larger pictures from further away, above 1440 pixels only at a part.
    coarseness = 0.5 * math.sqrt(1024 / side) * min(1.0, 1440 / side) * (side / level) ** 1.6
    return JpegSettings(max(1, round(side)), max(coarseness, MIN_COARSENESS))


def quantisation_tables(coarseness: float) -> list[list[int]]:
    """Return luma and chroma, row by row; a coarseness of 1 is for thumbnails.

    The eye forgives loss more the finer the detail. These curves were fitted to SSIMULACRA2 and
    Butteraugli on photographs and beat the standard's tables, most of all where bytes are few.
    """
    return [_table(coarseness, *LUMA), _table(coarseness, *CHROMA)]


def _table(coarseness: float, flat: float, least: float, rise: float, power: float) -> list[int]:
    details = [(across + down) / 1.2 for down in range(8) for across in range(8)]
    steps = [flat, *(least + rise * detail**power for detail in details[1:])]
    return [min(max(round(16 * coarseness * step), 1), 255) for step in steps]
