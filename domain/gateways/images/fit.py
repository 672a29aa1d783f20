"""Fits the pictures of one message into its limit."""

import math
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

from PIL import Image

from domain.gateways.images.encode import encode_jpeg
from domain.gateways.images.ingest import JPEG, PNG
from domain.gateways.images.parse import open_image
from domain.gateways.images.quality import MAX_LEVEL, jpeg_settings, page_side
from domain.gateways.images.size_budget import common_level, fair_levels, size_at
from domain.model.picture_errors import PicturesDoNotFit
from domain.model.pictures import FittedPicture, IngestedImage

AIM, ENOUGH = 0.97, 0.96
"""Parts of the limit. Bytes that are left over make the message no worse, and a try costs time."""
MAX_TRIES = 10
MAX_THREADS = 2
ROUGH_LEVEL = 1800.0
"""A PNG is worth its bytes if a JPEG of this level, which is rough for text, takes as many."""
DECENT = 0.5
"""What a worthwhile PNG always leaves of the bytes that the others would have beside a JPEG."""


def fit(pictures: Sequence[IngestedImage], limit: int) -> list[FittedPicture]:
    """Return their files in the same order. Raise `PicturesDoNotFit`."""
    originals = _kept_originals(pictures, limit)
    others = [place for place in range(len(pictures)) if place not in originals]
    room = limit - sum(len(picture.content) for picture in originals.values())
    with ThreadPoolExecutor(MAX_THREADS) as threads:
        jpegs = _fit_jpegs([pictures[place] for place in others], room, threads) if others else []
    placed = originals | dict(zip(others, jpegs, strict=True))
    return [placed[place] for place in range(len(pictures))]


def _kept_originals(pictures: Sequence[IngestedImage], limit: int) -> dict[int, FittedPicture]:
    """Return them by their places: the smallest first, while enough is left for all others."""
    kept: dict[int, FittedPicture] = {}
    sizes = {place: len(each.original) for place, each in enumerate(pictures) if each.original}
    for place in sorted(sizes, key=lambda place: sizes[place]):
        picture = pictures[place]
        others = [each for at, each in enumerate(pictures) if at != place and at not in kept]
        if sizes[place] + _needed_beside(picture, others, limit) <= limit:
            kept[place] = _file(picture.original or b"", picture.original_type or "")
            limit -= sizes[place]
    return kept


def _needed_beside(picture: IngestedImage, others: list[IngestedImage], room: int) -> float:
    """Return the bytes that must be left for the others."""
    level = common_level([each.size_curve for each in (*others, picture)], AIM * room)
    needed = sum(size_at(each.size_curve, level) for each in others)
    is_worthwhile = len(picture.original or b"") <= size_at(picture.size_curve, ROUGH_LEVEL)
    return DECENT * needed if picture.original_type == PNG and is_worthwhile else needed


def _fit_jpegs(pictures: list[IngestedImage], room: int, threads: Executor) -> list[FittedPicture]:
    """Raise or lower all levels by one factor until the files nearly fill the room."""
    images = [open_image(picture.normalised, "JPEG", "PNG") for picture in pictures]
    # The curves were measured without optimising, which saves about what `AIM` leaves over.
    fair = fair_levels([picture.size_curve for picture in pictures], room)
    fitting: list[FittedPicture] = []
    factor, too_low, too_high = 1.0, 0.0, math.inf
    for _ in range(MAX_TRIES):
        levels = [min(level * factor, MAX_LEVEL) for level in fair]
        files = list(threads.map(_encoded, images, levels))
        size = sum(len(file.content) for file in files)
        if size <= room:
            fitting, too_low = files, factor
            if size >= ENOUGH * room or min(levels) >= MAX_LEVEL:
                break
        else:
            too_high = factor
        # Where tries matter, bytes rise with the level to a power of 2 to 3.
        factor *= (AIM * room / size) ** 0.4
        if not too_low < factor < too_high:
            factor = math.sqrt(too_low * too_high)
    if not fitting:
        raise PicturesDoNotFit
    return fitting


def _encoded(image: Image.Image, level: float) -> FittedPicture:
    return _file(encode_jpeg(image, jpeg_settings(level, page_side(image.size))), JPEG)


def _file(content: bytes, media_type: str) -> FittedPicture:
    width, height = open_image(content, "JPEG", "PNG").size
    return FittedPicture(content=content, media_type=media_type, width=width, height=height)
