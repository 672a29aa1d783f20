"""Decodes a picture to upright sRGB pixels, no larger than they are needed."""

import io
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, ImageChops, ImageCms, ImageFile, ImageOps

from domain.gateways.images.encode import resampled, scaled
from domain.gateways.images.parse import JPEG_END, UNREADABLE, ParsedImage, open_image
from domain.gateways.images.quality import LONGEST_SIDE, page_side
from domain.gateways.images.screenshots import MAX_PIXELS, is_graphic, keeps_its_size
from domain.model.picture_errors import BrokenPicture

Info = Mapping[str | tuple[int, int], Any]
"""What Pillow read beside the pixels."""
MAX_MISSING_PART = 0.01
"""Of the height. Every viewer shows a JPEG that lacks no more than that at the bottom."""
FILLING = b"\x5a" * 64


@dataclass(frozen=True, slots=True)
class DecodedImage:
    image: Image.Image
    """Opaque, in grey or colour. Only a graphic may have a `page_side` beyond `LONGEST_SIDE`."""
    is_graphic: bool
    is_png: bool
    stripped: bytes | None
    """The file without metadata, if it may be sent as it is."""


def decode(parsed: ParsedImage) -> DecodedImage:
    """Raise `BrokenPicture`, also if more than the last rows are missing."""
    image, stored_size, is_png = parsed.image, parsed.image.size, parsed.image.format == "PNG"
    size = scaled(stored_size, min(1.0, LONGEST_SIDE / page_side(stored_size)))
    _load(image, size)
    if parsed.is_truncated:
        _refuse_missing_rows(parsed, size)
    rows = image.resize((image.width, min(image.height, 256)), Image.Resampling.NEAREST)
    graphic = is_graphic(_opaque(rows))
    keeps_size = graphic and keeps_its_size(*image.size)
    pixels = _opaque(image) if keeps_size else _opaque_and_small(image, size)
    is_small = keeps_its_size(*stored_size) if is_png else page_side(stored_size) <= LONGEST_SIDE
    is_as_seen = _orientation(image) == 1 and _foreign_profile(image.info) is None
    may_be_sent = is_small and is_as_seen and parsed.is_mms_safe and not parsed.is_truncated
    stripped = parsed.stripped if may_be_sent else None
    return DecodedImage(_as_seen(pixels, image.info), graphic, is_png, stripped)


def thumbnail(image: ImageFile.ImageFile, longest: int) -> tuple[Image.Image, tuple[int, int]]:
    """Decode what there is of the picture; return it with the size of the whole, upright."""
    width, height = image.size
    size = scaled(image.size, min(1.0, longest / max(image.size)))
    _load(image, size, is_partial_enough=True)
    whole = (height, width) if _orientation(image) >= 5 else (width, height)
    return _as_seen(_opaque_and_small(image, size), image.info), whole


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
    """Fill the place of missing data in two ways: rows that differ are missing. Refuse any PNG."""
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
    if image.mode.startswith("I"):
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
    grey = image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info:
        grey.info["transparency"] = image.info["transparency"] // 256
    return grey


def _as_seen(image: Image.Image, info: Info) -> Image.Image:
    """Upright, in sRGB and without metadata, which Pillow would write into files."""
    if (profile := _foreign_profile(info)) is not None:
        srgb = ImageCms.createProfile("sRGB")
        with suppress(ImageCms.PyCMSError):  # The profile may be one for grey, of a colour picture.
            image = ImageCms.profileToProfile(image, profile, srgb, outputMode="RGB") or image
    image = image.convert("RGB") if image.mode == "CMYK" else image
    image.info = {"exif": info.get("exif", b"")}
    with suppress(*UNREADABLE):  # Damaged Exif raises only after the picture is turned.
        ImageOps.exif_transpose(image, in_place=True)
    image.info = {}
    return image


def _orientation(image: Image.Image) -> int:
    """1 to 8, as Exif numbers them; 1, upright, where there is no Exif or it is damaged."""
    with suppress(*UNREADABLE):
        return int(image.getexif().get(ExifTags.Base.Orientation) or 1)
    return 1


def _foreign_profile(info: Info) -> ImageCms.ImageCmsProfile | None:
    """Return `None` for sRGB, and for a broken profile, which says nothing."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(info.get("icc_profile") or b""))
        return None if "sRGB" in ImageCms.getProfileDescription(profile) else profile
    except (ImageCms.PyCMSError, *UNREADABLE):
        return None
