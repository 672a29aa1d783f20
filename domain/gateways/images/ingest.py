"""Makes of an added picture, once, what is kept of it, so that fitting is quick."""

from itertools import accumulate
from pathlib import Path

from PIL import Image

from domain.gateways.images.decode import DecodedImage, decode
from domain.gateways.images.encode import encode_jpeg, encode_normalised, resized
from domain.gateways.images.parse import ParsedImage, parse
from domain.gateways.images.quality import LONGEST_SIDE, jpeg_settings, page_side
from domain.gateways.images.screenshots import keeps_its_size, palette_png
from domain.gateways.images.size_curve import LEVELS
from domain.model.pictures import MMS_LIMIT_BYTES, IngestedImage

JPEG, PNG = "image/jpeg", "image/png"


def ingest(path: Path) -> IngestedImage:
    parsed = parse(path.read_bytes())
    decoded = decode(parsed)
    image, graphic = resized(decoded.image, LONGEST_SIDE), decoded.is_graphic
    original = _original(parsed, decoded)
    return IngestedImage(
        width=image.width,
        height=image.height,
        normalised=encode_normalised(image, graphic=graphic),
        normalised_type=PNG if graphic else JPEG,
        original=original,
        original_type=Image.MIME[parsed.image.format or ""] if original else None,
        size_curve=_size_curve(image),
    )


def _original(parsed: ParsedImage, decoded: DecodedImage) -> bytes | None:
    """Return a file to send as it is, if any: without metadata, or with 256 colours."""
    files = [parsed.stripped] if _may_be_sent(parsed, decoded) else []
    if decoded.is_graphic and parsed.image.format == "PNG":
        files += filter(None, [palette_png(decoded.image)])
    smallest = min(files, key=len, default=b"")
    return smallest if 0 < len(smallest) <= MMS_LIMIT_BYTES else None


def _may_be_sent(parsed: ParsedImage, decoded: DecodedImage) -> bool:
    size = parsed.image.size
    is_png = parsed.image.format == "PNG"
    is_small = keeps_its_size(*size) if is_png else page_side(size) <= LONGEST_SIDE
    return is_small and parsed.is_mms_safe and decoded.is_as_stored and not parsed.is_truncated


def _size_curve(image: Image.Image) -> tuple[int, ...]:
    """Return the bytes at `LEVELS`. A finer picture may by chance take fewer; that is ignored."""
    settings = [jpeg_settings(level, page_side(image.size)) for level in LEVELS]
    sizes = {each: len(encode_jpeg(image, each, optimize=False)) for each in set(settings)}
    return tuple(accumulate((sizes[each] for each in settings), max))
