"""Recognises screenshots and drawings, and keeps them as PNG with 256 colours where that is better.

They have few colours and even surfaces, which PNG keeps better than JPEG.
"""

import math

from PIL import Image, ImageChops, ImageStat

from domain.gateways.images.encode import encode_png

MAX_PIXELS, MAX_SIDE = 4096 * 4096, 10_000
"""A page captured as a whole is long, and its letters must stay readable."""
MIN_EVEN_PART = 0.5
SHARP_STEP, MIN_SHARP_PART = 32, 0.004
MIN_PSNR = 45.0
"""In dB. A palette that comes so close cannot be told from the picture."""


def keeps_its_size(width: int, height: int) -> bool:
    """Shrinking a graphic would cost more than it saves."""
    return width * height <= MAX_PIXELS and max(width, height) <= MAX_SIDE


def is_graphic(rows: Image.Image) -> bool:
    """A graphic has even surfaces between sharp edges; a dark or blurred photograph has none."""
    grey = rows.convert("L")
    steps = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)).histogram()
    is_even = steps[0] > MIN_EVEN_PART * sum(steps)
    return is_even and sum(steps[SHARP_STEP:]) > MIN_SHARP_PART * sum(steps)


def palette_png(image: Image.Image) -> bytes | None:
    """Return a file with 256 colours if it looks like the picture."""
    palette = image.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    if _psnr(image, palette.convert(image.mode)) < MIN_PSNR:
        return None
    return encode_png(palette)


def _psnr(image: Image.Image, other: Image.Image) -> float:
    """Return the peak signal-to-noise ratio."""
    errors = ImageStat.Stat(ImageChops.difference(image, other))
    error = sum(errors.sum2) / sum(errors.count)
    return 10 * math.log10(255**2 / error) if error else math.inf
