"""Small versions of what customers sent: of what, in which colours, and of what not."""

import io

import pytest
from PIL import Image, ImageStat

from domain.model.picture_errors import (
    BrokenPicture,
    TooManyPixels,
    TooManyScans,
    UnusablePicture,
)
from tests.domain import odd_pictures as odd
from tests.pictures import thumbnail


async def shown(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO((await thumbnail(content)).content))
    image.load()
    return image


def colour(image: Image.Image, x: float, y: float) -> list[float]:
    """Around the spot at these parts of width and height."""
    left, top = image.width * x * 0.9, image.height * y * 0.9
    spot = (int(left), int(top), int(left + image.width / 10), int(top + image.height / 10))
    return ImageStat.Stat(image.convert("RGB").crop(spot)).mean


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
async def test_it_is_small_and_tells_the_size_of_the_picture(kind):
    made = await thumbnail(odd.saved(odd.photo(1600, 1200), kind))

    image = Image.open(io.BytesIO(made.content))
    assert (image.format, image.size) == ("JPEG", (640, 480))
    assert (made.width, made.height) == (1600, 1200)


# FAULT: M-19
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_it_is_upright_whichever_way_the_phone_was_held(kind, orientation):
    upright = odd.photo(400, 300, grain=0)
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    stored = upright if turn is None else upright.transpose(Image.Transpose(turn))

    made = await thumbnail(odd.saved(stored, kind, exif=odd.exif(orientation)))

    image = Image.open(io.BytesIO(made.content))
    assert (made.width, made.height) == image.size == (400, 300)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        assert colour(image, x, y) == pytest.approx(colour(upright, x, y), abs=12)


# FAULT: M-19
async def test_colours_of_another_profile_are_shown_as_they_were_meant():
    meant = odd.photo(grain=0)

    image = await shown(odd.wide_gamut_photo())

    assert "icc_profile" not in image.info
    assert colour(image, 1, 0) == pytest.approx(colour(meant, 1, 0), abs=16)
    assert colour(image, 0, 1) == pytest.approx(colour(meant, 0, 1), abs=16)


async def test_what_was_transparent_is_white():
    image = await shown(odd.glass())

    assert colour(image, 0, 0.5)[0] > 230
    assert colour(image, 1, 0.5)[0] < 25


# FAULT: M-19
@pytest.mark.parametrize("kind", [odd.jpeg, odd.png])
async def test_what_there_is_of_a_cut_picture_is_shown(kind):
    whole = odd.photo(800, 600)
    content = kind(whole)

    image = await shown(content[: int(len(content) * 0.85)])

    assert image.size == (640, 480)
    for x, y in ((0, 0), (1, 0), (0, 0.7), (1, 0.7)):
        assert colour(image, x, y) == pytest.approx(colour(whole, x, y), abs=12)


# FAULT: A-13
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (odd.scan_bomb(500), TooManyScans),
        (odd.scanned_apart(), TooManyPixels),
        (odd.transparent(), TooManyPixels),
        (odd.png(Image.new("I;16", (6300, 6300))), TooManyPixels),
        (odd.png_bomb(), TooManyPixels),
        (odd.vast_jpeg(), TooManyPixels),
        (odd.saved(Image.new("P", (6300, 6300)), "GIF"), TooManyPixels),
        (odd.saved(Image.new("RGBA", (12_000, 12_000)), "WEBP"), UnusablePicture),
        (odd.jpeg(odd.photo())[:200], BrokenPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", BrokenPicture),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else f"{len(value)} bytes",
)
async def test_what_would_cost_too_much_is_refused_as_it_is_of_agents(content, refusal):
    with pytest.raises(refusal):
        await thumbnail(content)


# FAULT: A-13
@pytest.mark.parametrize(
    "content",
    [
        odd.transparent(5600, 5600),
        odd.png(Image.new("P", (9000, 8800), 3), transparency=3),
        odd.jpeg(Image.new("RGB", (8000, 6000)), progressive=True),
        odd.jpeg(Image.new("RGB", (14_000, 14_000))),
    ],
    ids=lambda content: f"{len(content)} bytes",
)
async def test_large_but_honest_pictures_are_shown_within_the_memory_of_a_worker(content):
    assert max((await shown(content)).size) == 640
