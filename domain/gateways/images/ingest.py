"""What is kept of a picture from when it is added: made once, so that fitting is quick."""

from itertools import accumulate
from pathlib import Path

from PIL import Image

from domain.gateways.images.decode import DecodedImage, decode
from domain.gateways.images.encode import bytes_of, nearly_perfect_jpeg, png, resized
from domain.gateways.images.parse import ParsedImage, parse
from domain.gateways.images.quality_scale import LONGEST_SIDE, rendition, side
from domain.gateways.images.screenshots import may_stay_as_large, palette_png
from domain.gateways.images.size_budget import LEVELS, Curve
from domain.model.pictures import MMS_LIMIT_BYTES, IngestedImage

JPEG, PNG = "image/jpeg", "image/png"
QUICK_EFFORT = 3
"""For files that nobody is sent."""
INDISTINGUISHABLE = 45.0
"""In dB: a palette that is so like the picture is as good as the original, and smaller."""
ROUGH_LEVEL, WORTHWHILE = 1400.0, 1.1
"""A PNG is worth its bytes if a JPEG of this level, rough for text, takes nearly as many."""
OPTIMISED = 0.97
"""What is sent is optimised after the curve was measured, which saves about the rest."""


def prepared(path: Path) -> IngestedImage:
    parsed = parse(path.read_bytes())
    drawing = decode(parsed)
    image = resized(drawing.image, LONGEST_SIDE)
    graphic = drawing.is_graphic
    curve = _measured(image, graphic=graphic)
    lossless, lossless_type = _lossless(parsed, drawing, _curve(curve))
    return IngestedImage(
        width=image.width,
        height=image.height,
        working=png(image, QUICK_EFFORT) if graphic else nearly_perfect_jpeg(image),
        working_type=PNG if graphic else JPEG,
        lossless=lossless,
        lossless_type=lossless_type,
        curve=curve,
    )


def curve_of(picture: IngestedImage) -> Curve:
    return _curve(picture.curve)


def _curve(measured: tuple[int, ...]) -> Curve:
    return Curve(tuple(OPTIMISED * size for size in measured))


def beats_jpeg(png_bytes: float, curve: Curve) -> bool:
    """Looks better than a JPEG of as many bytes."""
    return png_bytes <= WORTHWHILE * curve.bytes_at(ROUGH_LEVEL)


def _lossless(
    parsed: ParsedImage, drawing: DecodedImage, curve: Curve
) -> tuple[bytes | None, str | None]:
    original = parsed.stripped if _may_be_sent(parsed, drawing) else None
    if parsed.image.format == "JPEG":
        return original, JPEG if original else None
    best = _palette(drawing, curve, original) or original
    return best, PNG if best else None


def _may_be_sent(parsed: ParsedImage, drawing: DecodedImage) -> bool:
    size = parsed.image.size
    if parsed.image.format == "JPEG":
        is_small = side(size) <= LONGEST_SIDE
    else:
        is_small = may_stay_as_large(*size)
    fits = is_small and len(parsed.stripped) <= MMS_LIMIT_BYTES
    return fits and parsed.is_mms_safe and drawing.is_as_stored and not parsed.is_truncated


def _palette(drawing: DecodedImage, curve: Curve, original: bytes | None) -> bytes | None:
    """Where it is better to have than a JPEG, and than the original."""
    made = palette_png(drawing.image) if drawing.is_graphic else None
    if made is None:
        return None
    palette, likeness = made
    # The curve is of a JPEG without the pixels that the palette keeps, and text needs.
    more_pixels = max(1.0, side(drawing.image.size) / LONGEST_SIDE) ** 2
    if len(palette) > MMS_LIMIT_BYTES or not beats_jpeg(len(palette) / more_pixels, curve):
        return None
    if original is not None and likeness < INDISTINGUISHABLE:
        return None
    return palette if original is None or len(palette) < len(original) else None


def _measured(image: Image.Image, *, graphic: bool) -> tuple[int, ...]:
    """Never falling, though a finer picture may by chance take fewer bytes."""
    forms = [rendition(level, side(image.size), graphic=graphic) for level in LEVELS]
    taken = {form: bytes_of(image, form) for form in forms}
    return tuple(accumulate((taken[form] for form in forms), max))
