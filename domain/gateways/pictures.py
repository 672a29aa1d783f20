"""Making pictures small enough for the phone network, with Pillow."""

import asyncio
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageOps

from domain.model.errors import PicturesDoNotFit, UnusablePicture
from domain.model.pictures import MMS_LIMIT_BYTES, FittedPicture, PreparedPicture
from domain.ports.pictures import Pictures

LONGEST_SIDE = 2048
MOST_PIXELS = 50_000_000
AT_ONCE = 2
LEVELS = (90, 80, 70, 60, 50, 40, 30, 20)
AIM = 0.97
"""Of the limit: the rest carries what a message has besides its pictures."""
SIDES = (2048, 1600, 1280, 1024, 800, 640, 480, 320, 240, 160)


class PillowPictures(Pictures):
    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def prepare(self, content: bytes) -> PreparedPicture:
        async with self._turns:
            return await asyncio.to_thread(_prepare, content)

    async def fit(
        self, pictures: Sequence[PreparedPicture], *, limit: int = MMS_LIMIT_BYTES
    ) -> list[FittedPicture]:
        async with self._turns:
            return await asyncio.to_thread(_fit_all, pictures, int(limit * AIM))


def _prepare(content: bytes) -> PreparedPicture:
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnusablePicture("This picture has too many pixels to be taken in.")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except UnusablePicture:
        raise
    except Exception as error:
        raise UnusablePicture("Only JPEG and PNG pictures can be sent.") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return PreparedPicture(
        width=upright.width,
        height=upright.height,
        working=_encoded(upright, 92),
        working_type="image/jpeg",
        lossless=None,
        lossless_type=None,
        curve=tuple(len(_encoded(upright, level)) for level in LEVELS),
    )


def _fit_all(pictures: Sequence[PreparedPicture], limit: int) -> list[FittedPicture]:
    """Who needs less than an equal share leaves the rest to the others."""
    fitted: dict[int, FittedPicture] = {}
    by_need = sorted(range(len(pictures)), key=lambda number: pictures[number].curve[0])
    left = limit
    for done, number in enumerate(by_need):
        fitted[number] = _fit(pictures[number], left // (len(pictures) - done))
        left -= len(fitted[number].content)
    return [fitted[number] for number in range(len(pictures))]


def _fit(picture: PreparedPicture, share: int) -> FittedPicture:
    with Image.open(BytesIO(picture.working)) as working:
        for side in SIDES:
            scaled = working.copy()
            scaled.thumbnail((side, side))
            for level in LEVELS[:-2]:
                content = _encoded(scaled, level)
                if len(content) <= share:
                    return FittedPicture(
                        content=content,
                        media_type="image/jpeg",
                        width=scaled.width,
                        height=scaled.height,
                    )
    raise PicturesDoNotFit


def _encoded(picture: Image.Image, level: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=level, optimize=True)
    return written.getvalue()
