"""Files in bubbles: pictures in full, documents by name, and what could not be fetched."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES
from tests.browser.pictures import adds, database_of, file, pictures, size_of
from tests.fakes import photo

PHONE = SIZES["phone"]


# SPEC: LOG-2
def test_pictures_are_looked_at_in_full(agent, customer, size):
    word = f"Closer please, {size[0]}"
    customer(word, number=f"+1416552{size[0]:04}")
    amira = agent("amira", size)
    amira.opens(word)
    adds(amira, file("wide.jpg", photo(900, 300)), file("tall.jpg", photo(300, 900)))
    amira.sends("Both")
    amira.sees_once("Both", status="delivered")
    page, view = amira.page, amira.page.get_by_role("dialog", name="Attachment")

    pictures(amira.message("Both")).first.click()
    are_leafed_through(page, view)
    is_swiped_and_enlarged(page, view)
    if size == PHONE:
        is_pinched(page, view.get_by_role("img"))

    page.keyboard.press("Escape")
    expect(view).to_be_hidden()
    expect(pictures(amira.message("Both")).first.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(view).to_be_visible()
    place = amira.path
    page.go_back()
    expect(view).to_be_hidden()
    amira.sees_once("Both")
    assert amira.path == place


def are_leafed_through(page, view):
    """By buttons and by keys, from the wide one to the tall one and back."""
    picture = view.get_by_role("img")
    expect(view).to_contain_text("wide.jpg")
    expect(view).to_contain_text("1 of 2")
    expect(picture).to_have_js_property("naturalWidth", 900)
    expect(view.get_by_role("button", name="Previous")).to_be_hidden()
    view.get_by_role("button", name="Next").click()
    expect(picture).to_have_js_property("naturalHeight", 900)
    expect(picture).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowLeft")
    expect(view).to_contain_text("wide.jpg")
    with page.expect_download() as download:
        view.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "wide.jpg"


def is_swiped_and_enlarged(page, view):
    picture = view.get_by_role("img")
    swipes(page, by=-200)
    expect(view).to_contain_text("tall.jpg")
    swipes(page, by=200)
    expect(view).to_contain_text("wide.jpg")
    before = picture.bounding_box()["width"]
    picture.dblclick()
    expect(picture).to_have_attribute("style", re.compile(r"scale\(2\.5\)"))
    page.wait_for_function("document.getAnimations().length === 0")
    assert picture.bounding_box()["width"] == pytest.approx(2.5 * before, rel=0.01)
    page.mouse.wheel(0, 2000)
    expect(picture).to_have_attribute("style", re.compile(r"scale\(1\)"))


def is_pinched(page, picture):
    pinches(page, apart=[40, 120])
    expect(picture).to_have_attribute("style", re.compile(r"scale\(3\)"))
    pinches(page, apart=[120, 20])
    expect(picture).to_have_attribute("style", re.compile(r"scale\(1\)"))


def swipes(page, *, by):
    middle = {"x": page.viewport_size["width"] / 2, "y": page.viewport_size["height"] / 2}
    page.mouse.move(**middle)
    page.mouse.down()
    page.mouse.move(middle["x"] + by, middle["y"], steps=5)
    page.mouse.up()


def pinches(page, *, apart):
    """Two fingers, so many pixels from each other at first and in the end."""
    width, height = page.viewport_size["width"], page.viewport_size["height"]
    line = page.context.new_cdp_session(page)
    for kind, pixels in zip(("touchStart", "touchMove"), apart, strict=True):
        points = [
            {"x": width / 2 + side * pixels / 2, "y": height / 2, "id": number}
            for number, side in enumerate((-1, 1))
        ]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


# SPEC: LOG-2 MMS-5
def test_a_lost_picture_is_fetched_again_and_a_document_is_offered(agent, customer, demo):
    maya = customer("Two files for you", number="+14165551707")
    amira = agent("amira")
    amira.opens("Two files for you")
    lets_files_fail(maya, fail=True)
    maya.sends_file("coat.jpg", photo(320, 240), "image/jpeg")
    message = amira.page.get_by_test_id("message").last
    expect(pictures(message)).to_have_attribute("data-state", "loading")

    a_day_goes_by(demo)
    expect(pictures(message)).to_contain_text("could not be loaded")
    lets_files_fail(maya, fail=False)
    pictures(message).get_by_role("button", name="Try again").click()
    expect(pictures(message)).to_have_attribute("data-state", "ready")
    assert size_of(pictures(message)) == [320, 240]

    maya.sends_file("card.vcf", b"BEGIN:VCARD\r\nFN:Maya\r\nEND:VCARD\r\n", "text/x-vcard")
    document = pictures(amira.page.get_by_test_id("message").last)
    expect(document).to_contain_text("VCF · 33 byte")
    with amira.page.expect_download() as download:
        document.get_by_role("link", name="Download attachment-1.vcf").click()
    assert download.value.suggested_filename == "attachment-1.vcf"


def lets_files_fail(customer, *, fail):
    customer.page.get_by_role("switch", name="Files from the phone fail").set_checked(fail)


def a_day_goes_by(demo):
    """For whoever tries to fetch a file."""
    with closing(sqlite3.connect(database_of(demo))) as line:
        line.execute("UPDATE attachments SET wanted_at = datetime(wanted_at, '-2 days')")
        line.commit()
