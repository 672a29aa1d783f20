"""Decodes a picture to upright sRGB pixels, no larger than they are needed."""

import io
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from PIL import ExifTags, Image, ImageChops, ImageCms, ImageFile, ImageOps

from domain.gateways.images.encode import resampled, scaled
from domain.gateways.images.parse import JPEG_END, UNREADABLE, ParsedImage, open_image
from domain.gateways.images.quality import LONGEST_SIDE, page_side
from domain.gateways.images.screenshots import MAX_PIXELS, is_graphic, keeps_its_size
from domain.model.picture_errors import BrokenPicture

SRGB: Final = "sRGB"
MAX_MISSING_PART = 0.01
"""Of the height. Every viewer shows a JPEG that lacks no more than that at the bottom."""
SAMPLED_ROWS = 256
"""They are enough to recognise a graphic."""
FILLING = b"\x5a" * 64


@dataclass(frozen=True, slots=True)
class DecodedImage:
    image: Image.Image
    """Opaque, in grey or colour. Only a graphic may have a `page_side` beyond `LONGEST_SIDE`."""
    is_graphic: bool
    is_as_stored: bool
    """The file needed no turn and no change of colours."""


def decode(parsed: ParsedImage) -> DecodedImage:
    """Raise `BrokenPicture`, also if more than the last rows are missing."""
    image = parsed.image
    size = scaled(image.size, min(1.0, LONGEST_SIDE / page_side(image.size)))
    _load(image, size)
    if parsed.is_truncated:
        _refuse_missing_rows(parsed, size)
    sampled = image.resize((image.width, min(image.height, SAMPLED_ROWS)), Image.Resampling.NEAREST)
    graphic = is_graphic(_opaque(sampled))
    if graphic and keeps_its_size(*image.size):
        pixels = _opaque(image)
    else:
        pixels = _opaque_and_small(image, size)
    is_as_stored = _orientation(image) == 1 and _foreign_profile(image.info) is None
    return DecodedImage(_as_seen(pixels, image.info), graphic, is_as_stored)


def thumbnail(image: ImageFile.ImageFile, longest: int) -> tuple[Image.Image, tuple[int, int]]:
    """Decode what there is of the picture; return it with the size of the whole, upright."""
    width, height = image.size
    size = scaled(image.size, min(1.0, longest / max(image.size)))
    _load(image, size, is_partial_enough=True)
    is_lying = _orientation(image) >= 5
    small = _as_seen(_opaque_and_small(image, size), image.info)
    return small, (height, width) if is_lying else (width, height)


def _load(
    image: ImageFile.ImageFile, size: tuple[int, int], *, is_partial_enough: bool = False
) -> None:
    """Decode it as it is stored and no smaller than `size`."""
    ImageFile.LOAD_TRUNCATED_IMAGES = is_partial_enough
    try:
        # Decoding a half, a quarter or an eighth only where that leaves all pixels that are wanted.
        # Of 12 megapixels half would be 2016 pixels long: hardly too small, and yet grain suffers.
        image.draft(None, size)
        image.load()
    except UNREADABLE:
        raise BrokenPicture from None


def _refuse_missing_rows(parsed: ParsedImage, size: tuple[int, int]) -> None:
    """Fill the place of missing data with one thing and another: rows that differ are missing."""
    filled = open_image(parsed.stripped.removesuffix(JPEG_END) + FILLING + JPEG_END, "JPEG")
    _load(filled, size)
    differing = ImageChops.difference(parsed.image, filled).getbbox()
    if differing and differing[1] < filled.height * (1 - MAX_MISSING_PART):
        raise BrokenPicture


def _opaque_and_small(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.mode == "P" and image.width * image.height > MAX_PIXELS:
        # A copy of all pixels in colour would take too much memory.
        image = image.resize((2 * size[0], 2 * size[1]), Image.Resampling.NEAREST)
    image = _opaque(image)
    return image if image.size == size else resampled(image, size)


def _opaque(image: Image.Image) -> Image.Image:
    """In grey, colour or CMYK, 8 bits a channel; where it was transparent, white."""
    image = _eight_bits(image)
    if image.has_transparency_data:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image)
        return paper
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Of 16 bits the upper half: `convert` alone would clip."""
    if not image.mode.startswith("I"):
        return image
    grey = image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info:
        grey.info["transparency"] = image.info["transparency"] // 256
    return grey


def _as_seen(image: Image.Image, info: dict[str | tuple[int, int], Any]) -> Image.Image:
    """Upright, in sRGB and without metadata, which Pillow would write into files."""
    image = _in_srgb(image, _foreign_profile(info))
    image.info = {"exif": info.get("exif", b"")}
    with suppress(*UNREADABLE):  # It is turned before damaged notes can be a trouble.
        ImageOps.exif_transpose(image, in_place=True)
    image.info = {}
    return image


def _orientation(image: Image.Image) -> int:
    """1 to 8, as Exif numbers them; 1, upright, where there is no note or it is damaged."""
    with suppress(*UNREADABLE):
        return int(image.getexif().get(ExifTags.Base.Orientation) or 1)
    return 1


def _foreign_profile(
    info: dict[str | tuple[int, int], Any],
) -> ImageCms.ImageCmsProfile | None:
    """Broken ones say nothing, and are taken for sRGB."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(info.get("icc_profile") or b""))
        return None if SRGB in ImageCms.getProfileDescription(profile) else profile
    except (ImageCms.PyCMSError, *UNREADABLE):
        return None


def _in_srgb(image: Image.Image, profile: ImageCms.ImageCmsProfile | None) -> Image.Image:
    if profile is not None:
        # A profile may be of another kind of picture, such as grey for colour.
        with suppress(ImageCms.PyCMSError):
            srgb = ImageCms.createProfile(SRGB)
            return ImageCms.profileToProfile(image, profile, srgb, outputMode="RGB") or image
    return image.convert("RGB") if image.mode == "CMYK" else image
