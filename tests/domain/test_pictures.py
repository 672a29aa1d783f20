"""Which pictures are taken, what is kept of them, and what is said of those that are not."""

import asyncio
import io
import time

import pytest
from PIL import Image, ImageCms

from domain.gateways.images.encode import encode_jpeg
from domain.gateways.images.quality import MIN_COARSENESS, JpegSettings
from domain.model.picture_errors import (
    BrokenPicture,
    EmptyFile,
    FileTooLarge,
    TooManyPixels,
    TooManyScans,
    UnusablePicture,
    WrongKindOfFile,
)
from domain.model.pictures import MMS_LIMIT_BYTES
from tests.benchmarks.measuring import percentile
from tests.domain import odd_pictures as odd
from tests.pictures import PICTURES, prepared
from tests.support.sent_pictures import brightness, opened, sent

EVIL_SECONDS = 1.5


# SPEC: MMS-1
# TRUST: 2.3-46
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (odd.saved(odd.photo(), "GIF"), "a GIF"),
        (odd.saved(odd.photo(), "WEBP"), "a WebP picture"),
        (odd.saved(odd.photo(), "TIFF"), "a TIFF picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC picture"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a video"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "something else"),
        (b"<html><script>alert(1)</script>", "something else"),
    ],
)
async def test_what_is_no_jpeg_or_png_is_refused_by_what_is_in_it(content, kind):
    with pytest.raises(WrongKindOfFile, match=f"Only JPEG and PNG .* this is {kind}"):
        await prepared(content)


# SPEC: MMS-4
# TRUST: 2.3-46
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"\xff\xd8\xff", BrokenPicture),
        (odd.PNG_MAGIC, BrokenPicture),
        (odd.jpeg(odd.photo())[:4000], BrokenPicture),
        (odd.jpeg(odd.photo())[:200], BrokenPicture),
        (odd.jpeg(odd.photo(), progressive=True)[:4000], BrokenPicture),
        (odd.png(odd.photo())[:4000], BrokenPicture),
        (odd.png(odd.photo()).replace(b"IDAT", b"IDAT\1", 1), BrokenPicture),
        (odd.PNG_MAGIC + odd.chunk(b"IEND", b""), BrokenPicture),
        (odd.PNG_MAGIC + odd.header(0, 5) + odd.chunk(b"IEND", b""), BrokenPicture),
        (odd.PNG_MAGIC + odd.header(9, 9) + odd.chunk(b"IEND", b""), BrokenPicture),
        (odd.PNG_MAGIC + odd.header(9, 9) + odd.chunk(b"IDAT", b"") * 100_000, BrokenPicture),
        (odd.without_palette(), BrokenPicture),
        (odd.png(odd.photo())[:-2], BrokenPicture),
        (odd.vast_jpeg(0, 8), BrokenPicture),
        (odd.jpeg(odd.photo())[:20] + b"\xff\xe1\0\1" + bytes(400), BrokenPicture),
        (b"\xff\xd8" + b"\xff\xfe\0\2" * 1_000_000, BrokenPicture),
        (b"\xff\xd8" + b"\xff" * 20_000_000, BrokenPicture),
        (odd.png_bomb(), TooManyPixels),
        (odd.png_bomb(12_000, 12_000), TooManyPixels),
        (odd.vast_jpeg(), TooManyPixels),
        (odd.scan_bomb(), TooManyScans),
        (odd.transparent(), TooManyPixels),
        (odd.scanned_apart(), TooManyPixels),
        (odd.jpeg(odd.photo()) + bytes(25_000_000), FileTooLarge),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else f"{len(value)} bytes",
)
async def test_what_cannot_be_read_is_refused_with_its_own_reason_and_soon(content, refusal):
    started = time.process_time()

    with pytest.raises(refusal) as refused:
        await prepared(content)

    assert isinstance(refused.value, UnusablePicture)
    assert str(refused.value).endswith(".")
    assert time.process_time() - started < EVIL_SECONDS


# SPEC: MMS-4
@pytest.mark.parametrize(
    "content",
    [
        odd.jpeg(Image.new("RGB", (1, 1))),
        odd.png(Image.new("1", (1, 1))),
        odd.jpeg(Image.new("L", (20_000, 1))),
        odd.png(Image.new("L", (1, 20_000))),
        odd.jpeg(Image.new("L", (9_000, 9_000))),
        odd.png(odd.photo().quantize(200)),
        odd.png(odd.photo().convert("LA")),
        odd.png(odd.photo(), transparency=(0, 0, 0)),
        odd.text_bomb(),
        odd.with_chunk(odd.png(odd.photo()), odd.chunk(b"iCCP", b"x\0\0not packed")),
        odd.with_chunk(odd.png(odd.photo()), odd.chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff")),
        odd.jpeg(odd.photo(), exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x07"),
        odd.jpeg(odd.photo(), icc_profile=b"no profile at all"),
        odd.jpeg(odd.photo().convert("L"), icc_profile=odd.swapped_profile()),
        odd.jpeg(odd.photo(), progressive=True),
        odd.jpeg(odd.photo())[:20] + b"junk\xff\0\xff" + odd.jpeg(odd.photo())[20:],
        odd.jpeg(odd.photo()) + b"\xff\xda" * 200_000,
        odd.jpeg(odd.photo(), restart_marker_blocks=3),
        odd.saved(odd.photo(), "MPO", save_all=True, append_images=[odd.photo()]),
        odd.animation(),
    ],
    ids=lambda content: f"{len(content)} bytes",
)
async def test_odd_but_honest_pictures_are_taken(content):
    fitted = await sent(content)

    image = opened(fitted)
    assert image.size == (fitted.width, fitted.height)
    assert Image.MIME[image.format] == fitted.media_type
    assert getattr(image, "n_frames", 1) == 1


# SPEC: MMS-3
@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_picture_is_upright_whichever_way_the_phone_was_held(orientation):
    upright = odd.photo(400, 300, grain=0)
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    stored = upright if turn is None else upright.transpose(Image.Transpose(turn))

    image = opened(await sent(odd.jpeg(stored, exif=odd.exif(orientation), quality=95)))

    assert image.size == (400, 300)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        assert brightness(image, x, y) == pytest.approx(brightness(upright, x, y), abs=8)


# SPEC: MMS-3
# TRUST: 2.3-46
@pytest.mark.parametrize("limit", [MMS_LIMIT_BYTES, 9_000])
@pytest.mark.parametrize("content", [odd.telltale_jpeg(), odd.telltale_png()], ids=["jpeg", "png"])
async def test_nothing_but_the_picture_is_sent_or_kept(content, limit):
    assert content.count(b"SECRET") >= 3

    picture = await prepared(content)
    [fitted] = await PICTURES.fit([picture], limit=limit)

    for file in (picture.normalised, picture.original or b"", fitted.content):
        assert b"SECRET" not in file
        assert b"Exif" not in file
        assert b"eXIf" not in file
        assert b"ICC_PROFILE" not in file
        assert b"iCCP" not in file


# SPEC: MMS-3
async def test_colours_of_another_profile_are_shown_as_they_were_meant():
    meant = odd.photo(grain=0)

    image = opened(await sent(odd.wide_gamut_photo()))

    assert "icc_profile" not in image.info
    assert brightness(image, 1, 0) == pytest.approx(brightness(meant, 1, 0), abs=16)
    assert brightness(image, 0, 1) == pytest.approx(brightness(meant, 0, 1), abs=16)


# SPEC: MMS-3
async def test_what_was_transparent_is_white():
    image = opened(await sent(odd.glass()))

    assert brightness(image, 0, 0.5)[0] > 230
    assert brightness(image, 1, 0.5)[0] < 25


async def test_deep_grey_keeps_its_shades():
    image = opened(await sent(odd.deep_grey()))

    shades = [brightness(image, x, 0.5)[0] for x in (0, 0.5, 1)]
    assert shades == pytest.approx([12, 128, 243], abs=14) or shades == pytest.approx(
        [243, 128, 12], abs=14
    )


async def test_inks_become_the_colours_they_print():
    inks = Image.new("CMYK", (64, 64), (0, 255, 255, 0))

    red, green, blue = brightness(opened(await sent(odd.jpeg(inks))), 0.5, 0.5)

    assert (red, green, blue) == pytest.approx((255, 0, 0), abs=12)


async def test_saving_pictures_leaves_the_loop_free():
    image, finest = odd.photo(2000, 1500), JpegSettings(2000, MIN_COARSENESS)
    turns = 0

    async def take_turns():
        nonlocal turns
        while True:
            await asyncio.sleep(0.0005)
            turns += 1

    turning = asyncio.create_task(take_turns())
    for _ in range(5):
        await asyncio.to_thread(encode_jpeg, image, finest)
    turning.cancel()

    assert turns > 5 * 5


async def test_pictures_in_the_making_leave_the_loop_free():
    content = odd.jpeg(odd.photo(2000, 1500), quality=88)
    lags = []

    async def feel_the_loop():
        while True:
            started = time.perf_counter()
            await asyncio.sleep(0.002)
            lags.append(time.perf_counter() - started - 0.002)

    feeling = asyncio.create_task(feel_the_loop())
    await PICTURES.fit(await asyncio.gather(*(prepared(content) for _ in range(4))))
    feeling.cancel()

    # Not the longest: on a busy machine other programs have their turns too.
    assert len(lags) > 20
    assert percentile(lags, 90) < 0.03


def test_the_profile_of_these_tests_is_not_that_of_the_web():
    profile = ImageCms.ImageCmsProfile(io.BytesIO(odd.swapped_profile()))

    assert "sRGB" not in ImageCms.getProfileDescription(profile)


# FAULT: M-18
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": "4:4:4"}])
@pytest.mark.parametrize("missing", [1, 2, 10])
async def test_a_jpeg_that_lacks_but_its_end_is_taken(options, missing):
    whole = odd.jpeg(odd.photo(600, 2000), quality=90, **options)

    image = opened(await sent(whole[:-missing]))

    meant = Image.open(io.BytesIO(whole))
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 0.9)):
        assert brightness(image, x, y) == pytest.approx(brightness(meant, x, y), abs=8)


# FAULT: M-18
@pytest.mark.parametrize("part", [0.5, 0.85, 0.97])
@pytest.mark.parametrize("kind", [odd.jpeg, odd.png])
async def test_a_picture_of_which_a_part_is_missing_is_not_sent(kind, part):
    content = kind(odd.photo(800, 600))

    with pytest.raises(BrokenPicture, match="damaged or incomplete"):
        await prepared(content[: int(len(content) * part)])
