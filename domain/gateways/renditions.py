"""The one scale from tiny to perfect along which every picture is fitted.

A level is the longest side, in pixels, that a picture of those bytes deserves; how coarsely it is
quantised follows from the side. Once a picture has all the pixels it can have, higher levels only
quantise more finely. Bytes rise smoothly with the level, so fitting is a search along one line.
"""

import math
from dataclasses import dataclass

LONGEST_SIDE = 2048
"""Nobody sees more on a phone."""
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


def rendition(level: float, longest: int, *, graphic: bool) -> Rendition:
    """Of a picture with that longest side."""
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
