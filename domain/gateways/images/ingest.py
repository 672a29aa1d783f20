"""Makes of an added picture, once, what is kept of it, so that fitting is quick."""

from itertools import accumulate
from pathlib import Path

from PIL import Image

from domain.gateways.images.decode import DecodedImage, decode
from domain.gateways.images.encode import encode_jpeg, encode_normalised, resized
from domain.gateways.images.parse import parse
from domain.gateways.images.quality import LONGEST_SIDE, jpeg_settings, page_side
from domain.gateways.images.screenshots import palette_png
from domain.gateways.images.size_budget import LEVELS
from domain.model.pictures import MMS_LIMIT_BYTES, IngestedImage

JPEG, PNG = "image/jpeg", "image/png"


def ingest(path: Path) -> IngestedImage:
    decoded = decode(parse(path.read_bytes()))
    image, graphic = resized(decoded.image, LONGEST_SIDE), decoded.is_graphic
    original = _original(decoded)
    return IngestedImage(
        width=image.width,
        height=image.height,
        normalised=encode_normalised(image, graphic=graphic),
        normalised_type=PNG if graphic else JPEG,
        original=original,
        original_type=(PNG if decoded.is_png else JPEG) if original else None,
        size_curve=_size_curve(image),
    )


def _original(decoded: DecodedImage) -> bytes | None:
    """Return a file to send as it is, if any: without metadata, or with 256 colours."""
    palette = palette_png(decoded.image) if decoded.is_graphic and decoded.is_png else None
    smallest = min(filter(None, [decoded.stripped, palette]), key=len, default=b"")
    return smallest if 0 < len(smallest) <= MMS_LIMIT_BYTES else None


def _size_curve(image: Image.Image) -> tuple[int, ...]:
    """Return the bytes at `LEVELS`. A finer picture may by chance take fewer; that is ignored."""
    settings = [jpeg_settings(level, page_side(image.size)) for level in LEVELS]
    sizes = {each: len(encode_jpeg(image, each, optimize=False)) for each in set(settings)}
    return tuple(accumulate((sizes[each] for each in settings), max))
