"""From a picture's file to upright pixels in the colours of the web, no larger than is needed."""

import io
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from domain.gateways.graphics import is_graphic, may_stay_as_large
from domain.gateways.orientation import orientation
from domain.gateways.picture_files import PictureFile
from domain.gateways.picture_saving import resized
from domain.gateways.renditions import LONGEST_SIDE
from domain.model.picture_errors import BrokenPicture

LARGE_PIXELS = 20_000_000
SRGB: Final = "sRGB"
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each orientation that a camera can note."""

UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, struct.error)
"""What Pillow raises for broken files, depending on where they are broken."""

_large_pictures = threading.Lock()
"""The pixels of two at once would take too much memory."""


@dataclass(frozen=True, slots=True)
class Drawing:
    image: Image.Image
    """In grey or colour, opaque. Longer than `LONGEST_SIDE` only if it is a graphic."""
    is_graphic: bool
    is_as_stored: bool
    """The file needed no turn and no change of colours."""


def drawn(file: PictureFile) -> Drawing:
    image = _pixels(file)
    graphic = is_graphic(image)
    if not graphic or not may_stay_as_large(*image.size):
        image = resized(image, LONGEST_SIDE)
    profile, turn = _foreign_profile(file), TURNS.get(orientation(file.exif))
    image = _in_web_colours(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    return Drawing(image, graphic, is_as_stored=profile is None and turn is None)


def reopened(working: bytes, media_type: str) -> Image.Image:
    """A working picture of our own."""
    image = _opened(working, is_png=media_type == "image/png")
    image.load()
    return image


def _pixels(file: PictureFile) -> Image.Image:
    """Opaque, and 8 bits a channel."""
    with _turn_for(file):
        try:
            image = _opened(file.lean, is_png=file.format == "PNG")
            image.draft(None, _draft_size(file))
            image.load()
        except UNREADABLE:
            raise BrokenPicture from None
        return _opaque(_eight_bits(image))


@contextmanager
def _turn_for(file: PictureFile) -> Iterator[None]:
    if file.pixels < LARGE_PIXELS:
        yield
    else:
        with _large_pictures:
            yield


def _opened(content: bytes, *, is_png: bool) -> ImageFile:
    # `Image.open` would guess the format, and warn of sizes that we have judged already.
    return (PngImageFile if is_png else JpegImageFile)(io.BytesIO(content))


def _draft_size(file: PictureFile) -> tuple[int, int]:
    """A half, a quarter or an eighth is decoded where that leaves all pixels that may be sent.

    Of 12 megapixels half would be 2016 pixels long: hardly too small, and yet grain suffers.
    """
    scale = LONGEST_SIDE / max(file.width, file.height)
    return max(1, int(file.width * scale)), max(1, int(file.height * scale))


def _eight_bits(image: Image.Image) -> Image.Image:
    """Of 16 bits the upper half: `convert` alone would clip."""
    if not image.mode.startswith("I"):
        return image
    grey = image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info:
        grey.info["transparency"] = image.info["transparency"] // 256
    return grey


def _opaque(image: Image.Image) -> Image.Image:
    """In grey, colour or CMYK; where it was transparent, white."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image)
        return paper
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _foreign_profile(file: PictureFile) -> ImageCms.ImageCmsProfile | None:
    """Broken ones say nothing, and are taken for those of the web."""
    if not file.profile:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(file.profile))
        name = ImageCms.getProfileDescription(profile)
    except (ImageCms.PyCMSError, *UNREADABLE):
        return None
    return None if SRGB in name else profile


def _in_web_colours(image: Image.Image, profile: ImageCms.ImageCmsProfile | None) -> Image.Image:
    if profile is not None:
        try:
            web = ImageCms.createProfile(SRGB)
            return ImageCms.profileToProfile(image, profile, web, outputMode="RGB") or image
        except ImageCms.PyCMSError:
            pass  # One for pictures of another kind, such as grey for colour.
    return image.convert("RGB") if image.mode == "CMYK" else image
