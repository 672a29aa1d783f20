"""The one scale from tiny to perfect along which every picture is fitted.

A level is the longest side, in pixels, that a picture of those bytes deserves, or, as people look
at long pictures page by page, that each of its pages deserves; how coarsely it is quantised follows
from the side. Once a picture has all the pixels it can have, higher levels only
quantise more finely. Bytes rise smoothly with the level, so fitting is a search along one line.
"""

import math
from dataclasses import dataclass

LONGEST_SIDE = 2048
"""Of a page. Nobody sees more on a phone."""
LONGEST_PAGE, LONGEST_PICTURE = 2, 10_000
"""A page is up to so many times as long as it is wide. A phone shows no longer pictures."""
LEAST_COARSENESS = 0.06
"""Beyond it bytes buy nothing that can be seen."""
SHARP_COARSENESS = 0.2
"""From here on, colours at full resolution make text and drawings better."""
LEAST_LEVEL, GREATEST_LEVEL = 16.0, 5120.0
"""At the greatest, every picture up to `LONGEST_SIDE` is at `LEAST_COARSENESS`."""
GRAPHIC_STRETCH = 1.6
"""Text and drawings suffer from lost pixels more than from coarse ones."""


@dataclass(frozen=True, slots=True)
class Rendition:
    side: int
    coarseness: float
    full_colour: bool
    """Colours at full resolution (4:4:4) instead of half (4:2:0)."""


def side(size: tuple[int, int]) -> int:
    """The longest one of a page of the picture, which is all of it unless it is long.

    Were a captured conversation of ten screens judged as a whole, nobody could read it.
    """
    shortest, longest = sorted(size)
    page = min(longest, LONGEST_PAGE * shortest)
    return max(page, longest * LONGEST_SIDE // LONGEST_PICTURE)


def rendition(level: float, longest: int, *, graphic: bool) -> Rendition:
    """Of a picture with that `side`."""
    stretch = GRAPHIC_STRETCH if graphic else 1.0
    reach = longest / stretch
    ideal = min(level, reach)
    coarseness = (
        _coarseness(ideal) * (ideal / level) ** 1.6 if level > ideal else _coarseness(ideal)
    )
    coarseness = max(coarseness, LEAST_COARSENESS)
    side = min(max(1, round(ideal * stretch)), longest)
    return Rendition(side, coarseness, graphic and coarseness < SHARP_COARSENESS)


def _coarseness(side: float) -> float:
    """Larger pictures are looked at from further away, above 1440 pixels only in part."""
    return 0.5 * math.sqrt(1024 / side) * min(1.0, 1440 / side)
