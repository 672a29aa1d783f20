"""Fitting the pictures of one message into its limit."""

from collections.abc import Callable, Iterable, Sequence

from PIL import Image

from domain.gateways.images.decode import reopened
from domain.gateways.images.encode import rendered
from domain.gateways.images.ingest import JPEG, PNG, beats_jpeg, curve_of
from domain.gateways.images.parse import open_image
from domain.gateways.images.quality_scale import GREATEST_LEVEL, rendition, side
from domain.gateways.images.size_budget import shares
from domain.model.picture_errors import PicturesDoNotFit
from domain.model.pictures import FittedPicture, IngestedImage

AIM, ENOUGH = 0.97, 0.94
"""Parts of the limit. What is left over makes the message no worse, and a try costs time."""
CAUTION = 0.005
"""How much less each further try aims at: bytes come in jumps, and may jump over the aim."""
MOST_TRIES, TRIES_FOR_MORE = 10, 6
"""To fit at all, and only to fill the room better."""
DECENT = 0.5
"""The part of an equal share that is always left to each of the others."""
SHRINKING, SMALLEST_LEVEL = 0.9, 2.0
"""What is done when no try fits: it ends, in a message that fits or in a refusal."""

Each = Callable[[Callable[[int], FittedPicture], Iterable[int]], Iterable[FittedPicture]]
"""Like `map`, perhaps several at a time."""


def fitted(pictures: Sequence[IngestedImage], limit: int, each: Each) -> list[FittedPicture]:
    kept = _kept_as_they_are(pictures, limit)
    others = [place for place in range(len(pictures)) if place not in kept]
    room = limit - sum(len(picture.content) for picture in kept.values())
    made = _Fitting([pictures[place] for place in others], room, each).made() if others else []
    placed = kept | dict(zip(others, made, strict=True))
    return [placed[place] for place in range(len(pictures))]


def _kept_as_they_are(pictures: Sequence[IngestedImage], limit: int) -> dict[int, FittedPicture]:
    """By their places. Smallest first, each only while what is left does for all others."""
    kept: dict[int, FittedPicture] = {}
    room = limit
    for place in _by_lossless_bytes(pictures):
        picture = pictures[place]
        others = [each for at, each in enumerate(pictures) if at != place and at not in kept]
        size = len(picture.lossless or b"")
        if size + _needed_beside(picture, others, room) <= room:
            kept[place] = _as_it_is(picture)
            room -= size
    return kept


def _by_lossless_bytes(pictures: Sequence[IngestedImage]) -> list[int]:
    sizes = {place: len(each.lossless) for place, each in enumerate(pictures) if each.lossless}
    return sorted(sizes, key=lambda place: sizes[place])


def _needed_beside(picture: IngestedImage, others: list[IngestedImage], room: int) -> float:
    """Bytes that must be left for the others."""
    curves = [curve_of(each) for each in (*others, picture)]
    if picture.lossless_type == PNG and beats_jpeg(len(picture.lossless or b""), curves[-1]):
        decent = DECENT * room / len(curves)
        return sum(min(curve.most, decent) for curve in curves[:-1])
    return sum(shares(curves, AIM * room)[:-1])


def _as_it_is(picture: IngestedImage) -> FittedPicture:
    content, media_type = picture.lossless or b"", picture.lossless_type or ""
    width, height = open_image(content, "PNG", "JPEG").size
    return FittedPicture(content=content, media_type=media_type, width=width, height=height)


class _Fitting:
    """The pictures that are made into JPEGs, which share a room of so many bytes."""

    def __init__(self, pictures: list[IngestedImage], room: int, each: Each) -> None:
        self._pictures = pictures
        self._room = room
        self._each = each
        self._images: dict[int, Image.Image] = {}
        self._curves = [curve_of(picture) for picture in pictures]

    def made(self) -> list[FittedPicture]:
        """Nearly fill the room, and never more than fill it."""
        best: list[FittedPicture] = []
        for tries in range(MOST_TRIES):
            levels = self._levels(AIM - CAUTION * tries)
            files = self._made_at(levels)
            if _total(best) < _total(files) <= self._room:
                best = files
            if best and (self._is_enough(best, levels) or tries >= TRIES_FOR_MORE):
                return best
            self._learn(levels, files)
        return best or self._shrunk(levels)

    def _is_enough(self, files: list[FittedPicture], levels: list[float]) -> bool:
        return _total(files) >= ENOUGH * self._room or all(at == GREATEST_LEVEL for at in levels)

    def _levels(self, aim: float) -> list[float]:
        parts = shares(self._curves, aim * self._room)
        return [curve.level_of(part) for curve, part in zip(self._curves, parts, strict=True)]

    def _learn(self, levels: list[float], files: list[FittedPicture]) -> None:
        tries = zip(self._curves, levels, files, strict=True)
        self._curves = [curve.having_tried(at, len(file.content)) for curve, at, file in tries]

    def _shrunk(self, levels: list[float]) -> list[FittedPicture]:
        while max(levels) > SMALLEST_LEVEL:
            levels = [level * SHRINKING for level in levels]
            files = self._made_at(levels)
            if _total(files) <= self._room:
                return files
        raise PicturesDoNotFit

    def _made_at(self, levels: list[float]) -> list[FittedPicture]:
        return list(
            self._each(lambda place: self._rendered(place, levels[place]), range(len(levels)))
        )

    def _rendered(self, place: int, level: float) -> FittedPicture:
        image = self._image(place)
        graphic = self._pictures[place].working_type == PNG
        form = rendition(level, side(image.size), graphic=graphic)
        content, (width, height) = rendered(image, form)
        return FittedPicture(content=content, media_type=JPEG, width=width, height=height)

    def _image(self, place: int) -> Image.Image:
        if place not in self._images:
            picture = self._pictures[place]
            self._images[place] = reopened(picture.working, picture.working_type)
        return self._images[place]


def _total(files: list[FittedPicture]) -> int:
    return sum(len(file.content) for file in files)
