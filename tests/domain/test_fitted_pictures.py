"""What is made of pictures so that they fit, and how they look afterwards."""

import io

import pytest
from PIL import Image

from domain.model.pictures import MMS_LIMIT_BYTES
from tests.domain import odd_pictures as odd
from tests.support.sent_pictures import opened, sent


async def test_a_photograph_becomes_a_baseline_jpeg_that_every_phone_shows():
    fitted = await sent(odd.jpeg(odd.photo(4032, 3024), quality=88))

    assert b"\xff\xc0" in fitted.content
    assert b"\xff\xc2" not in fitted.content
    assert max(fitted.width, fitted.height) <= 2048
    assert fitted.media_type == "image/jpeg"


async def test_a_progressive_jpeg_is_not_sent_as_it_came():
    fitted = await sent(odd.jpeg(odd.photo(), progressive=True))

    assert b"\xff\xc2" not in fitted.content


async def test_what_fits_as_it_came_is_not_compressed_again():
    small = odd.jpeg(odd.photo(), quality=80)

    fitted = await sent(small)

    assert opened(fitted).tobytes() == Image.open(io.BytesIO(small)).tobytes()


# SPEC: MMS-2
async def test_a_whole_page_captured_keeps_the_pixels_of_its_letters():
    page = odd.screenshot(1000, 9000)

    fitted = await sent(odd.png(page))

    assert fitted.media_type == "image/png"
    assert len(fitted.content) <= MMS_LIMIT_BYTES
    assert opened(fitted).size == page.size == (fitted.width, fitted.height)


async def test_a_screenshot_stays_legible_where_a_jpeg_of_its_bytes_would_not():
    shot = odd.screenshot()

    fitted = await sent(odd.png(shot))

    assert fitted.media_type == "image/png"
    assert len(fitted.content) < len(odd.png(shot))
    assert opened(fitted).convert("RGB").tobytes() == shot.tobytes()


# FAULT: M-18
async def test_a_long_conversation_captured_as_a_jpeg_can_be_read():
    """It is looked at page by page, so each page has the pixels of a picture."""
    fitted = await sent(odd.jpeg(odd.chat(), quality=92))

    assert fitted.width > 1000
    assert fitted.height / fitted.width == pytest.approx(9000 / 1080, rel=0.01)
    assert MMS_LIMIT_BYTES / 2 < len(fitted.content) <= MMS_LIMIT_BYTES


# FAULT: M-18
@pytest.mark.parametrize("size", [(12_000, 1500), (1500, 12_000)])
async def test_a_long_photograph_is_judged_by_its_shorter_side_too(size):
    fitted = await sent(odd.jpeg(odd.photo(*size), quality=92))

    assert min(fitted.width, fitted.height) > 500
    assert max(fitted.width, fitted.height) <= 10_000
