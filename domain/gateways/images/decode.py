"""From a picture's file to upright pixels in the colours of the web, no larger than is needed."""

import io
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageChops, ImageCms, ImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from domain.gateways.images.encode import BOX_FIRST, scaled
from domain.gateways.images.exif_orientation import orientation
from domain.gateways.images.jpeg import END
from domain.gateways.images.picture_file import PictureFile
from domain.gateways.images.quality_scale import LONGEST_SIDE, side
from domain.gateways.images.screenshots import (
    MOST_PIXELS,
    is_graphic,
    may_stay_as_large,
    sampled_rows,
)
from domain.model.picture_errors import BrokenPicture

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
LYING = frozenset({5, 6, 7, 8})
"""Those with which width and height change places."""

UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, struct.error)
"""What Pillow raises for broken files, depending on where they are broken."""

STRIP_ROWS = 64
"""Of what is left when a picture is made smaller in strips."""
TAIL_PART = 0.01
"""Of the height. Who lacks no more than that at the bottom is shown by every viewer."""
FILLING = b"\x5a" * 64
_PLUGINS: Mapping[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "GIF": GifImageFile,
    "WEBP": WebPImageFile,
}


@dataclass(frozen=True, slots=True)
class DecodedImage:
    image: Image.Image
    """In grey or colour, opaque. With a `side` beyond `LONGEST_SIDE` only if it is a graphic."""
    is_graphic: bool
    is_as_stored: bool
    """The file needed no turn and no change of colours."""


def drawn(file: PictureFile) -> DecodedImage:
    """All pixels that may be sent. Raise `BrokenPicture`, also if more than a tail is missing."""
    scale = min(1.0, LONGEST_SIDE / side(file.size))
    if file.is_cut:
        _refuse_all_but_tails(file, scale)
    image = _decoded(file, scale)
    graphic = is_graphic(_opaque(sampled_rows(image)))
    if graphic and may_stay_as_large(*image.size):
        image = _opaque(image)
    else:
        image = _opaque_and_small(image, scaled(file.size, scale))
    profile, turn = _foreign_profile(file), TURNS.get(orientation(file.exif))
    return DecodedImage(
        _as_seen(image, profile, turn), graphic, is_as_stored=profile is None and turn is None
    )


def thumbnail(file: PictureFile, longest: int) -> Image.Image:
    """What there is of the picture. Raise `BrokenPicture`."""
    scale = min(1.0, longest / max(file.size))
    image = _opaque_and_small(_decoded(file, scale), scaled(file.size, scale))
    return _as_seen(image, _foreign_profile(file), TURNS.get(orientation(file.exif)))


def reopened(working: bytes, media_type: str) -> Image.Image:
    """A working picture of our own."""
    image = (PngImageFile if media_type == "image/png" else JpegImageFile)(io.BytesIO(working))
    image.load()
    return image


def _refuse_all_but_tails(file: PictureFile, scale: float) -> None:
    """What is missing shows where its place is filled with one thing or another."""
    if file.format != "JPEG":
        raise BrokenPicture
    filled = replace(file, lean=file.lean.removesuffix(END) + FILLING + END)
    image = _decoded(file, scale)
    differing = ImageChops.difference(image, _decoded(filled, scale)).getbbox()
    if differing and differing[1] < image.height * (1 - TAIL_PART):
        raise BrokenPicture


def _decoded(file: PictureFile, scale: float) -> Image.Image:
    """As it is stored, and no smaller than `scale` asks for."""
    ImageFile.LOAD_TRUNCATED_IMAGES = file.is_cut
    try:
        # `Image.open` would guess the format, and warn of sizes that we have judged already.
        image = _PLUGINS[file.format](io.BytesIO(file.lean))
        # A half, a quarter or an eighth is decoded where that leaves all pixels that are wanted.
        # Of 12 megapixels half would be 2016 pixels long: hardly too small, and yet grain suffers.
        image.draft(None, (max(1, int(file.width * scale)), max(1, int(file.height * scale))))
        image.load()
    except UNREADABLE:
        raise BrokenPicture from None
    return image


def _opaque_and_small(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.width * image.height <= MOST_PIXELS:
        opaque = _opaque(image)
        return opaque if opaque.size == size else _resampled(opaque, size)
    # In strips: a copy of all pixels would take too much memory.
    factor = max(1, min(image.width // size[0], image.height // size[1]))
    height = STRIP_ROWS * factor
    small: Image.Image | None = None
    for top in range(0, image.height, height):
        strip = image.crop((0, top, image.width, min(image.height, top + height)))
        reduced = _opaque(strip).reduce(factor)
        small = small or Image.new(
            reduced.mode, (-(-image.width // factor), -(-image.height // factor))
        )
        small.paste(reduced, (0, top // factor))
    assert small is not None, "it has rows"
    return _resampled(small, size)


def _resampled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=BOX_FIRST)


def _as_seen(
    image: Image.Image,
    profile: ImageCms.ImageCmsProfile | None,
    turn: Image.Transpose | None,
) -> Image.Image:
    image = _in_web_colours(image, profile)
    return image if turn is None else image.transpose(turn)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Of 16 bits the upper half: `convert` alone would clip."""
    if not image.mode.startswith("I"):
        return image
    grey = image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info:
        grey.info["transparency"] = image.info["transparency"] // 256
    return grey


def _opaque(image: Image.Image) -> Image.Image:
    """In grey, colour or CMYK, 8 bits a channel; where it was transparent, white."""
    image = _eight_bits(image)
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
