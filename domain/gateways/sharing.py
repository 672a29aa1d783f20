"""Dividing the bytes of one message over its pictures. Only arithmetic: no picture is touched."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.gateways.renditions import GREATEST_LEVEL, LEAST_LEVEL

LEVELS = (320.0, 640.0, 1280.0, 2560.0, GREATEST_LEVEL)
"""Where each picture's bytes are measured. Between them, logarithms run nearly straight."""
FAIRNESS = 0.7
"""At 1 all pictures lose alike and one busy picture takes nearly everything; at 0 all get the same
bytes and it is ruined."""
HALVINGS = 30


@dataclass(frozen=True, slots=True)
class Curve:
    """What a picture takes at each level. `correction` makes up for how roughly it was measured."""

    measured: tuple[int, ...]
    correction: float = 1.0

    @property
    def most(self) -> float:
        return self.bytes_at(GREATEST_LEVEL)

    def bytes_at(self, level: float) -> float:
        right = min(max(bisect_left(LEVELS, level), 1), len(LEVELS) - 1)
        x0, x1 = math.log(LEVELS[right - 1]), math.log(LEVELS[right])
        y0, y1 = math.log(self.measured[right - 1]), math.log(self.measured[right])
        slope = (y1 - y0) / (x1 - x0)
        return self.correction * math.exp(y0 + slope * (math.log(level) - x0))

    def level_of(self, share: float) -> float:
        """The highest that takes no more, if any does."""
        return _highest(lambda level: self.bytes_at(level) <= share)


def shares(curves: Sequence[Curve], budget: float) -> list[float]:
    """What each picture gets. No picture gets more than it has use for."""
    common = _highest(lambda level: sum(c.bytes_at(level) for c in curves) <= budget)
    needs = [curve.bytes_at(common) ** FAIRNESS for curve in curves]
    scale = _scale([curve.most for curve in curves], needs, budget)
    return [min(curve.most, scale * need) for curve, need in zip(curves, needs, strict=True)]


def _scale(most: Sequence[float], needs: Sequence[float], budget: float) -> float:
    """What a need of 1 gets when those who want less than their part leave the rest to others."""
    left, wanting = budget, sum(needs)
    for limit, need in sorted(zip(most, needs, strict=True), key=lambda pair: pair[0] / pair[1]):
        if limit / need >= left / wanting:
            return left / wanting
        left, wanting = left - limit, wanting - need
    return math.inf


def _highest(is_affordable: Callable[[float], bool]) -> float:
    """Between the least level, affordable or not, and the greatest."""
    if is_affordable(GREATEST_LEVEL):
        return GREATEST_LEVEL
    low, high = math.log(LEAST_LEVEL), math.log(GREATEST_LEVEL)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_affordable(math.exp(middle)) else (low, middle)
    return math.exp(low)
