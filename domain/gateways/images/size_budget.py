"""Divides the bytes of a message over its pictures, by what each takes at a level of quality."""

import math
from bisect import bisect_left
from collections.abc import Sequence

from domain.gateways.images.quality import MAX_LEVEL

LEVELS = (450.0, 900.0, 1400.0, 2048.0, 2900.0, MAX_LEVEL)
"""Where each picture's bytes are measured. Between them, logarithms run nearly straight."""
FAIRNESS = 0.7
"""With 1, all pictures have the same level and a busy one takes nearly everything; with 0, all have
the same bytes and the busy one is ruined."""


def size_at(curve: Sequence[int], level: float) -> float:
    """Beyond the levels, the curve goes on in the same direction."""
    right = min(max(bisect_left(LEVELS, level), 1), len(LEVELS) - 1)
    low, high = LEVELS[right - 1 : right + 1]
    less, more = curve[right - 1 : right + 1]
    slope = math.log(more / less) / math.log(high / low)
    return less * math.pow(level / low, slope)


def common_level(curves: Sequence[Sequence[int]], budget: float) -> float:
    """Return the highest level that all pictures can have together."""
    low, high = 1.0, MAX_LEVEL
    for _ in range(30):
        middle = math.sqrt(low * high)
        is_affordable = sum(size_at(curve, middle) for curve in curves) <= budget
        low, high = (middle, high) if is_affordable else (low, middle)
    return high


def fair_levels(curves: Sequence[Sequence[int]], budget: float) -> list[float]:
    """Divide the budget: return levels at which busy pictures take more bytes than calm ones."""
    level = common_level(curves, budget)
    needs = [size_at(curve, level) ** FAIRNESS for curve in curves]
    shares = [budget * need / sum(needs) for need in needs]
    return [common_level([curve], share) for curve, share in zip(curves, shares, strict=True)]
