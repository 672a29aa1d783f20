"""Dividing the bytes of one message over its pictures. Only arithmetic: no picture is touched."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.gateways.images.quality_scale import GREATEST_LEVEL, LEAST_LEVEL

LEVELS = (450.0, 900.0, 1400.0, 2048.0, 2900.0, GREATEST_LEVEL)
"""Where each picture's bytes are measured. Between them, logarithms run nearly straight."""
FAIRNESS = 0.7
"""At 1 all pictures lose alike and one busy picture takes nearly everything; at 0 all get the same
bytes and it is ruined."""
HALVINGS = 30


@dataclass(frozen=True, slots=True)
class Point:
    level: float
    size: float
    """In bytes."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What a picture takes at each level: roughly at `LEVELS`, exactly where it was tried."""

    rough: tuple[float, ...]
    tried: tuple[Point, ...] = ()

    @property
    def most(self) -> float:
        return self.bytes_at(GREATEST_LEVEL)

    def bytes_at(self, level: float) -> float:
        below = [point for point in self.tried if point.level <= level]
        above = [point for point in self.tried if point.level > level]
        if below and above:
            return _between(below[-1], above[0], level)
        if not below and not above:
            return self._roughly(level)
        nearest = below[-1] if below else above[0]
        return self._roughly(level) * nearest.size / self._roughly(nearest.level)

    def level_of(self, share: float) -> float:
        """The highest that takes no more, if any does."""
        return _highest(lambda level: self.bytes_at(level) <= share)

    def having_tried(self, level: float, size: int) -> "Curve":
        others = [point for point in self.tried if point.level != level]
        tried = sorted([*others, Point(level, size)], key=lambda point: point.level)
        return Curve(self.rough, tuple(tried))

    def _roughly(self, level: float) -> float:
        right = min(max(bisect_left(LEVELS, level), 1), len(LEVELS) - 1)
        left = right - 1
        return _between(
            Point(LEVELS[left], self.rough[left]), Point(LEVELS[right], self.rough[right]), level
        )


def _between(left: Point, right: Point, level: float) -> float:
    """Or beyond them, in the same direction."""
    slope = math.log(right.size / left.size) / math.log(right.level / left.level)
    return left.size * math.pow(level / left.level, slope)


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
