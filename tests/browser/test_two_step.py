"""Two-step sign-in on a phone, from the key to the code, and where it is required."""

import re
import time
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import COLOURS, EVERYTHING, SMALL_TARGETS, violations
from tests.browser.people import PASSWORD

pytestmark = pytest.mark.whole_browser

PHONE = (390, 780)
STEP_SECONDS = 30


def is_sound(page: Page) -> None:
    """Nothing keeps anybody out, in light and in dark, and nothing is wider than the phone."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    found = violations(page, EVERYTHING) + page.evaluate(SMALL_TARGETS)
    page.emulate_media(color_scheme="dark")
    found += violations(page, COLOURS)
    page.emulate_media(color_scheme="light")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def begins_to_set_up(page: Page) -> None:
    page.get_by_role("textbox", name="Current password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()


def sets_up(page: Page) -> pyotp.TOTP:
    """As the page says, with the key typed by hand."""
    app = pyotp.TOTP(page.get_by_test_id("key").inner_text().replace(" ", ""))
    page.get_by_role("textbox", name="Six digits").fill(app.now())
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    return app


def next_code(app: pyotp.TOTP) -> str:
    """The one of now was used; a phone that is a little fast shows this one already."""
    return app.at(time.time() + STEP_SECONDS)


# SPEC: ACC-4 ACC-8 ACC-9
# TRUST: 2.3-9
def test_jonas_signs_in_with_a_code_and_olga_requires_one_of_everyone(agent, open_page, demo):
    jonas = agent("jonas", PHONE, going_to="/account").page
    jonas.get_by_role("link", name="Set up").click()
    begins_to_set_up(jonas)
    expect(jonas.get_by_role("img", name="QR code with your key")).to_be_visible()
    expect(jonas.get_by_role("link", name="Open the app on this device")).to_be_visible()
    is_sound(jonas)
    jonas.get_by_role("textbox", name="Six digits").fill("000000")
    jonas.get_by_role("button", name="Switch on").click()
    expect(jonas.get_by_role("alert")).to_contain_text("Wrong code, or already used")
    is_sound(jonas)
    app = sets_up(jonas)
    codes = jonas.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    recovery_code = codes.first.inner_text()
    is_sound(jonas)
    jonas.get_by_role("button", name="Copy").click()
    expect(jonas.get_by_text("Copied.")).to_be_visible()
    with jonas.expect_download() as download:
        jonas.get_by_role("button", name="Download").click()
    assert recovery_code in Path(download.value.path()).read_text()
    jonas.get_by_role("link", name="I’ve saved them").click()
    expect(jonas.get_by_text("On. 10 recovery codes are left.")).to_be_visible()
    jonas.get_by_role("link", name="Recovery codes, or switch off").click()
    is_sound(jonas)

    for code in (next_code(app), recovery_code):
        leaves(jonas)
        begins(jonas, "jonas@demo.test")
        is_sound(jonas)
        jonas.get_by_role("textbox", name="Code from your app").fill(code)
        jonas.get_by_role("button", name="Sign in").click()
        jonas.wait_for_url("**/live-conversations")

    is_required_of_everyone(agent)


def is_required_of_everyone(agent) -> None:
    """Who is at work is led to the page, and from there back."""
    amira, olga = agent("amira"), agent("olga", going_to="/settings").page
    olga.wait_for_function("window.did_handshake === true")
    olga.get_by_role("radio", name=re.compile("^Required for everyone")).click()
    olga.get_by_role("button", name="Save rule").click()
    expect(olga.get_by_text("requires two-step sign-in of everyone")).to_be_visible()
    amira.page.wait_for_url("**/account/two-step**")
    begins_to_set_up(amira.page)
    sets_up(amira.page)
    amira.page.get_by_role("link", name="I’ve saved them").click()
    amira.goes_to("/live-conversations")


def leaves(page: Page) -> None:
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Logout").click()


def begins(page: Page, email: str) -> None:
    """With the password."""
    page.get_by_role("textbox", name="Email").fill(email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Two-step sign-in")).to_be_visible()
