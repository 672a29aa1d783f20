"""Taking a picture: in a dialog at a desk, with the camera app on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES
from tests.fakes import photo

pytestmark = pytest.mark.whole_browser

IS_DARK = "one => one.srcObject?.getTracks().every((track) => track.readyState === 'ended') ?? true"


def preview(amira):
    return amira.page.get_by_test_id("attachment-preview")


# SPEC: MSG-4
def test_a_picture_is_taken_again_and_used(agent, phone):
    maya = phone("+14165551801", "Queen Street")
    maya.texts("How does it look?")
    amira = agent("amira", permissions=["camera"])
    amira.opens("How does it look?")
    dialog = amira.page.get_by_role("dialog", name="Take a picture")
    taken = dialog.get_by_role("img", name="The picture you took")

    amira.button("Take picture").press("Enter")
    dialog.get_by_role("button", name="Take", exact=True).click()
    expect(taken).to_be_visible()
    expect(dialog.get_by_role("button", name="Use picture")).to_be_focused()
    dialog.get_by_role("button", name="Retake").click()
    expect(taken).to_have_count(0)
    expect(dialog.locator("video")).to_be_visible()
    amira.page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Use picture")).to_be_focused()
    amira.page.keyboard.press("Enter")

    expect(dialog).to_be_hidden()
    assert amira.page.locator("video").evaluate(IS_DARK)
    expect(preview(amira)).to_have_attribute("data-state", "ready")
    amira.sends("Like this")
    amira.sees_once("Like this", status="delivered")
    expect(maya.page.locator("[data-testid=phone-message] img")).to_have_count(1)


# SPEC: MSG-4 MSG-6
def test_a_camera_that_may_not_be_used_is_told_in_words(agent, phone):
    phone("+14165551802", "Queen Street").texts("No camera today?")
    amira = agent("amira")
    amira.opens("No camera today?")
    amira.box.fill("Wait")

    amira.button("Take picture").click()

    amira.is_told("The camera is blocked. Allow it for this page in the browser")
    expect(amira.page.get_by_role("dialog", name="Take a picture")).to_be_hidden()
    expect(amira.box).to_have_value("Wait")


# SPEC: MSG-4
def test_on_a_phone_its_own_camera_is_asked(agent, phone):
    phone("+14165551803", "Queen Street").texts("And on the road?")
    amira = agent("amira", SIZES["phone"], is_mobile=True)
    amira.opens("And on the road?")

    with amira.page.expect_file_chooser() as choosing:
        amira.button("Take picture").click()
    assert choosing.value.element.get_attribute("capture") == "environment"
    choosing.value.set_files({"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo()})

    expect(preview(amira)).to_have_attribute("data-state", "ready")
    expect(preview(amira)).to_have_attribute("title", re.compile("IMG.jpg"))
