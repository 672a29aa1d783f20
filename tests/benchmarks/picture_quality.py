"""How good pictures look when they arrive, beside ImageMagick and plain Pillow at equal bytes.

Points are those of SSIMULACRA2 at the size of a phone's screen: 50 is fair, 70 good, 90 flawless.
"""

import asyncio
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import mean

from PIL import Image, ImageOps

from domain.model.pictures import MMS_LIMIT_BYTES
from tests.benchmarks.photographs import (
    PHONE_12_MP,
    PHONE_48_MP,
    of_a_phone,
    photographs,
    screenshots,
)
from tests.benchmarks.rivals import has_imagemagick, imagemagick, naive_pillow
from tests.benchmarks.table import Budget, Row, at_least
from tests.pictures import PICTURES, prepared

VIEW = 1440
AS_GOOD_AS_FLAWLESS = 87.0
"""Differences above it are nobody's concern."""
TEN = 10
SHARED_SIDE = 1024
"""What ImageMagick is best told for a tenth of the limit."""


def rows(_data: Path) -> Iterator[Row]:
    pictures = [*photographs().values(), *from_phones(), *screenshots()]
    ours = [score(content, sent) for content in pictures for sent in fitted([content])]
    yield from compared("one picture", ours, scores(pictures, naive_pillow), "plain Pillow")
    if has_imagemagick():
        full = scores(pictures, imagemagick)
        yield from compared("one picture", ours, full, "ImageMagick", at_least(6))
        fit = scores(pictures, lambda content, limit: imagemagick(content, limit, 1600))
        yield from compared("one picture", ours, fit, "ImageMagick at 1600", at_least(1))
        yield from ten_rows(pictures[:TEN])


def from_phones() -> Iterator[bytes]:
    """What is sent most: large, grainy, and on its side."""
    yield from (of_a_phone(PHONE_12_MP, nth) for nth in range(3))
    yield of_a_phone(PHONE_48_MP, 3)


def ten_rows(ten: Sequence[bytes]) -> Iterator[Row]:
    ours = [score(content, sent) for content, sent in zip(ten, fitted(ten), strict=True)]
    theirs = [
        score(content, imagemagick(content, MMS_LIMIT_BYTES // TEN, SHARED_SIDE)) for content in ten
    ]
    yield Row(what="ten, mean points", unit="", ours=mean(ours), floor=mean(theirs))
    gain = mean(ours) - mean(theirs)
    yield Row(what="ten, gain over ImageMagick", unit="", ours=gain, budget=at_least(2))
    gain = min(ours) - min(theirs)
    yield Row(what="ten, gain of the worst", unit="", ours=gain, budget=at_least(12))


def compared(
    what: str, ours: list[float], theirs: list[float], whose: str, budget: Budget | None = None
) -> Iterator[Row]:
    gains = [gain(mine, other) for mine, other in zip(ours, theirs, strict=True)]
    yield Row(
        what=f"{what}, mean points beside {whose}", unit="", ours=mean(ours), floor=mean(theirs)
    )
    yield Row(what=f"{what}, mean gain over {whose}", unit="", ours=mean(gains), budget=budget)
    yield Row(
        what=f"{what}, least gain over {whose}", unit="", ours=min(gains), budget=at_least(-3)
    )


def gain(mine: float, other: float) -> float:
    return 0.0 if min(mine, other) > AS_GOOD_AS_FLAWLESS else mine - other


def scores(contents: Sequence[bytes], fit: Callable[[bytes, int], bytes]) -> list[float]:
    return [score(content, fit(content, MMS_LIMIT_BYTES)) for content in contents]


def fitted(contents: Sequence[bytes]) -> list[bytes]:
    async def run() -> list[bytes]:
        pictures = [await prepared(content) for content in contents]
        return [picture.content for picture in await PICTURES.fit(pictures)]

    return asyncio.run(run())


def score(original: bytes, sent: bytes) -> float:
    # Of the dependency group `bench`, which only this needs.
    from ssimulacra2 import compute_ssimulacra2

    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.png", Path(folder) / "after.png"
        seen = as_seen(original)
        seen.save(before, compress_level=1)
        as_seen(sent).resize(seen.size, Image.Resampling.BICUBIC).save(after, compress_level=1)
        return float(compute_ssimulacra2(str(before), str(after)))


def as_seen(content: bytes) -> Image.Image:
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    scale = VIEW / max(image.size)
    size = (round(image.width * scale), round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS)
