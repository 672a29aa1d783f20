"""Makes small versions of pictures that strangers sent."""

import io
from pathlib import Path

from domain.gateways.images.decode import thumbnail
from domain.gateways.images.parse import MAX_COLOUR_PIXELS, open_image, parse, refuse_more_pixels
from domain.model.picture_errors import WrongKindOfFile
from domain.ports.media import Thumbnail

LONGEST_SIDE = 640
"""In pixels: twice the width of a bubble."""
QUALITY = 82


def make_thumbnail(path: Path) -> Thumbnail:
    content = path.read_bytes()
    try:
        image = parse(content).image
    except WrongKindOfFile:
        # Pages also show GIF and WebP, which messages cannot carry.
        image = open_image(content, "GIF", "WEBP")
        refuse_more_pixels(image, MAX_COLOUR_PIXELS)
    small, (width, height) = thumbnail(image, LONGEST_SIDE)
    written = io.BytesIO()
    small.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Thumbnail(written.getvalue(), width, height)
