"""Stand-ins for what is not ours. The database is real."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image

from domain.model.picture_errors import PicturesDoNotFit, UnusablePicture
from domain.model.pictures import MMS_LIMIT_BYTES, FittedPicture, IngestedImage
from domain.ports.clock import Clock
from domain.ports.passwords import Passwords
from domain.ports.pictures import Pictures


class FakeClock(Clock):
    """A Monday noon, and a millisecond later each time it is asked."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now

    def pass_by(self, **time: float) -> None:
        """Let `timedelta(**time)` go by."""
        self._now += timedelta(**time)

    def set_back(self, **time: float) -> None:
        """As when someone corrects the clock of the machine."""
        self._now -= timedelta(**time)


class QuickPasswords(Passwords):
    """Keeps a password as it is, for stories in which many are asked for and none is told of."""

    async def hash(self, password: str) -> str:
        return password

    async def matches(self, password: str, hashed: str | None) -> bool:
        return password == hashed

    async def is_guessable(self, password: str, *, names) -> bool:
        return False

    def needs_rehash(self, hashed: str) -> bool:
        return False


class PlainPictures(Pictures):
    """Keeps a picture as it is, and makes it as small as need be; no beauty is asked of it."""

    async def ingest(self, path: Path) -> IngestedImage:
        content = await asyncio.to_thread(path.read_bytes)
        try:
            with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
                picture.load()
        except OSError:
            raise UnusablePicture("Only JPEG and PNG pictures can be sent.") from None
        return IngestedImage(
            width=picture.width,
            height=picture.height,
            normalised=content,
            normalised_type=f"image/{picture.format.lower()}",
            original=content if picture.format == "PNG" else None,
            original_type="image/png" if picture.format == "PNG" else None,
            size_curve=(len(content), len(content) // 2),
        )

    async def fit(self, pictures, *, limit=MMS_LIMIT_BYTES) -> list[FittedPicture]:
        return [self._fit(each, limit // len(pictures)) for each in pictures]

    def _fit(self, prepared: IngestedImage, share: int) -> FittedPicture:
        with Image.open(BytesIO(prepared.normalised)) as picture:
            for part in (1, 2, 4, 8, 16):
                small = picture.convert("RGB")
                small.thumbnail((prepared.width // part, prepared.height // part))
                content = jpeg(small)
                if len(content) <= share:
                    return FittedPicture(
                        content=content,
                        media_type="image/jpeg",
                        width=small.width,
                        height=small.height,
                    )
        raise PicturesDoNotFit


def photo(width: int = 64, height: int = 48, *, colour: str = "teal") -> bytes:
    """A JPEG like those of a phone, only smaller."""
    return jpeg(Image.new("RGB", (width, height), colour))


def noise(width: int, height: int) -> bytes:
    """A PNG of nothing but noise, which nobody can make small."""
    channels = [Image.effect_noise((width, height), 200) for _ in range(3)]
    return written(Image.merge("RGB", channels), "PNG")


def jpeg(picture: Image.Image) -> bytes:
    return written(picture, "JPEG")


def written(picture: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


async def in_pieces(content: bytes, *, size: int = 64 * 1024):
    """As it comes over a line."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
