"""Screenshots and drawings: few colours and even surfaces, which PNG keeps better than JPEG."""

import math

from PIL import Image, ImageChops

from domain.gateways.images.encode import png

MOST_PIXELS, LONGEST_SIDE = 4096 * 4096, 10_000
"""A page captured as a whole is long, and to be read all the same."""
MOST_COLOURS = 256
EVEN_PART = 0.5
SHARP_STEP, SHARP_PART = 32, 0.004
SAMPLED_ROWS = 256
SAMPLED_SIDE = 256
LEAST_LIKENESS = 38.0
"""In dB. From here on a palette's losses look better than those of JPEG at the same bytes."""
HOPELESS_LIKENESS = 34.0


def may_stay_as_large(width: int, height: int) -> bool:
    """As a graphic: shrinking would cost more than it saves."""
    return width * height <= MOST_PIXELS and max(width, height) <= LONGEST_SIDE


def is_graphic(rows: Image.Image) -> bool:
    """Even surfaces between sharp edges. Dark or blurred photographs have only the former."""
    if rows.width < 2:
        return False
    steps = _steps_along_rows(rows).histogram()
    is_even = steps[0] > EVEN_PART * sum(steps)
    return is_even and sum(steps[SHARP_STEP:]) > SHARP_PART * sum(steps)


def palette_png(image: Image.Image) -> tuple[bytes, float] | None:
    """A file of 256 colours and its likeness in dB, if it looks like the picture."""
    sample = image.resize(_at_most(image.size, SAMPLED_SIDE), Image.Resampling.NEAREST)
    if _likeness(sample, _in_few_colours(sample)) < HOPELESS_LIKENESS:
        return None
    few = _in_few_colours(image)
    likeness = _likeness(image, few)
    return (png(few), likeness) if likeness >= LEAST_LIKENESS else None


def _in_few_colours(image: Image.Image) -> Image.Image:
    return image.quantize(MOST_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _likeness(image: Image.Image, few: Image.Image) -> float:
    """Peak signal-to-noise ratio."""
    counts = ImageChops.difference(image, few.convert(image.mode)).histogram()
    error = sum(count * (value % 256) ** 2 for value, count in enumerate(counts))
    return 10 * math.log10(255**2 * sum(counts) / error) if error else math.inf


def sampled_rows(image: Image.Image) -> Image.Image:
    """Enough to tell a graphic."""
    return image.resize((image.width, min(image.height, SAMPLED_ROWS)), Image.Resampling.NEAREST)


def _steps_along_rows(rows: Image.Image) -> Image.Image:
    """How much each pixel differs from the next one."""
    width = rows.width
    left = rows.crop((0, 0, width - 1, rows.height))
    right = rows.crop((1, 0, width, rows.height))
    steps, *others = ImageChops.difference(left, right).split()
    for other in others:
        steps = ImageChops.lighter(steps, other)
    return steps


def _at_most(size: tuple[int, int], side: int) -> tuple[int, int]:
    width, height = size
    return min(width, side), min(height, side)
