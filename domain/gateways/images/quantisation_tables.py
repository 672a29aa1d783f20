"""How coarsely a JPEG keeps each frequency.

The eye forgives loss more the finer the detail; these curves were fitted to SSIMULACRA2 and
Butteraugli on photographs. At equal bytes they beat the tables of the standard, most of all where
bytes are few.
"""

import math

FINEST, COARSEST = 1, 255
"""What a baseline JPEG can hold."""

LUMA_DC, LUMA_FLAT, LUMA_RISE, LUMA_POWER = 0.742, 1.16, 0.1646, 2.015
CHROMA_DC, CHROMA_FLAT, CHROMA_RISE, CHROMA_POWER = 0.704, 0.736, 0.444, 1.456


def tables(coarseness: float) -> list[list[int]]:
    """Luma and chroma, row by row; 0.06 loses nothing visible, 1 is for thumbnails."""
    return [
        _table(coarseness, LUMA_DC, LUMA_FLAT, LUMA_RISE, LUMA_POWER),
        _table(coarseness, CHROMA_DC, CHROMA_FLAT, CHROMA_RISE, CHROMA_POWER),
    ]


def _table(coarseness: float, dc: float, flat: float, rise: float, power: float) -> list[int]:
    steps = [flat + rise * _detail(u, v) ** power for v in range(8) for u in range(8)]
    return [_step(16 * coarseness * step) for step in [dc, *steps[1:]]]


def _detail(u: int, v: int) -> float:
    """Diagonal detail counts for more than its distance: the eye sees it least."""
    return 0.1 * math.hypot(u, v) + 0.9 * (u + v) / 1.2


def _step(ideal: float) -> int:
    return min(max(round(ideal), FINEST), COARSEST)
