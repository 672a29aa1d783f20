"""Small versions of pictures that strangers sent."""

import io
from pathlib import Path

from PIL import Image

from domain.gateways.images.decode import LYING, UNREADABLE, thumbnail
from domain.gateways.images.detect import read_picture_file
from domain.gateways.images.exif_orientation import orientation
from domain.gateways.images.picture_file import PictureFile
from domain.gateways.images.png import MOST_PIXELS_IN_COLOUR
from domain.model.picture_errors import BrokenPicture, TooManyPixels, WrongKindOfFile
from domain.ports.media import Thumbnail

LONGEST_SIDE = 640
"""In pixels: twice of what a bubble is wide."""
QUALITY = 82


def made(path: Path) -> Thumbnail:
    file = _read(path.read_bytes())
    written = io.BytesIO()
    thumbnail(file, LONGEST_SIDE).save(written, "JPEG", quality=QUALITY, optimize=True)
    width, height = file.size
    if orientation(file.exif) in LYING:
        width, height = height, width
    return Thumbnail(written.getvalue(), width, height)


def _read(content: bytes) -> PictureFile:
    try:
        return read_picture_file(content)
    except WrongKindOfFile:
        return _read_moving(content)


def _read_moving(content: bytes) -> PictureFile:
    """Pages show GIF and WebP, too, which messages cannot carry."""
    try:
        with Image.open(io.BytesIO(content), formats=("GIF", "WEBP")) as image:
            width, height = image.size
            exif, profile = image.info.get("exif", b""), image.info.get("icc_profile", b"")
            kind = image.format
    except UNREADABLE:
        raise BrokenPicture from None
    if width * height > MOST_PIXELS_IN_COLOUR:
        raise TooManyPixels(MOST_PIXELS_IN_COLOUR)
    return PictureFile(
        format="GIF" if kind == "GIF" else "WEBP",
        lean=content,
        width=width,
        height=height,
        is_plain=False,
        exif=exif,
        profile=profile,
    )
