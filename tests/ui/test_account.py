"""Stories about somebody's own account: sign-ins, name, password, and a password forgotten."""

import re
from datetime import time

import pytest

from domain.model.carrier_errors import NotSent
from tests.support.plain_pages import deeds_in_the_log, member_of
from tests.support.python_pages import opened_by
from tests.support.python_pages import parts as parts
from tests.support.python_pages import team as team
from tests.ui.visitors import PASSWORD, Visitor, token_in, until

NEW = "a summer coat on hold"
PHONE = "Mozilla/5.0 (iPhone; CPU) Version/19 Safari/605"


@pytest.fixture
async def amira_at_her_account(team):
    """Her browser, and the page in it."""
    amira = await team("amira")
    return amira, await opened_by(amira, "/account")


# SPEC: ACC-8
# TRUST: 2.3-17
async def test_amira_sees_a_new_sign_in_at_once_and_ends_it(amira_at_her_account):
    amira, page = amira_at_her_account
    assert page.shows("This device")
    assert not page.shows("Safari on an iPhone")
    phone = Visitor(amira.address, **{"User-Agent": PHONE})
    await phone.sign_in("amira@bright.test")
    await page.sees("Safari on an iPhone")

    await page.click("Sign out Safari on an iPhone")

    await page.is_told("Signed out there.")
    await until(lambda: not page.shows("Safari on an iPhone"))
    assert (await phone.get("/session")).status_code == 401
    await phone.leave()


# SPEC: ACC-8
async def test_amira_changes_her_name_and_every_page_of_hers_loads_with_it(amira_at_her_account):
    amira, page = amira_at_her_account
    await page.fill("Your name", " ")
    await page.click("Save")
    await page.is_refused("Your name", "Fill this in.")

    await page.fill("Your name", "Amira H")
    await page.click("Save")

    await until(lambda: not page.socket.connected)
    assert page.sent_to == ["/account"]
    assert (await opened_by(amira, "/account")).field("Your name")["value"] == "Amira H"
    assert (await amira.get("/session")).json()["name"] == "Amira H"


# FAULT: N-32
# SPEC: ACC-8 ACC-9
async def test_a_new_phone_number_needs_the_password_and_nothing_typed_is_lost(
    amira_at_her_account, parts
):
    amira, page = amira_at_her_account
    asked = [each for each in page.drawn() if page.is_field(each, "Current password")]
    assert len(asked) == 1  # the one of the card below
    await page.fill("Phone", "nonsense")
    await page.click("Save")
    await page.is_refused("Phone", "is not a phone number")
    await page.fill("Phone", "+44 20 7946 0123")
    await page.click("Save")
    await page.is_refused("Current password", "Type your current password")
    assert page.field("Phone")["value"] == "+44 20 7946 0123"

    await page.fill("Current password", PASSWORD)
    await page.click("Save")

    await page.is_told("Saved.")
    by = await member_of(amira, parts.services)
    assert (await parts.services.profile.get(by=by)).phone == "+442079460123"
    again = await opened_by(amira, "/account")
    assert again.field("Phone")["value"] == "020 7946 0123"


# SPEC: ACC-8
# TRUST: 2.3-8
async def test_amira_changes_her_password_and_is_signed_out_elsewhere(amira_at_her_account, team):
    amira, page = amira_at_her_account
    phone, stranger = await team("amira"), Visitor(amira.address)
    await page.fill("New password", "short")
    await page.click("Change password")
    await page.is_refused("Current password", "Fill this in.")
    await page.is_refused("New password", "Use at least 12 characters.")
    await page.fill("Current password", "a guess")
    await page.fill("New password", NEW)
    await page.click("Change password")
    await page.is_refused("Current password", "The current password is not right.")
    assert (await phone.get("/session")).status_code == 200

    await page.fill("Current password", PASSWORD)
    await page.click("Change password")

    await page.is_told("Your password is changed.")
    assert (await phone.get("/session")).status_code == 401
    assert (await amira.get("/session")).status_code == 200
    assert (await stranger.sign_in("amira@bright.test")).status_code == 401
    assert (await stranger.sign_in("amira@bright.test", NEW)).status_code == 303
    await stranger.leave()


# SPEC: NOT-1
async def test_amira_sets_quiet_hours_and_hides_texts(amira_at_her_account, parts):
    amira, page = amira_at_her_account
    await page.fill("From", "22:00")
    await page.click("Save notifications")
    await page.is_refused("Until", "Give both times of the quiet hours")
    assert page.field("From")["value"] == "22:00"

    await page.fill("Until", "07:00")
    await page.fill("Hide texts in notifications", True)
    await page.click("Save notifications")

    await page.is_told("Saved.")
    user = await parts.services.profile.get(by=await member_of(amira, parts.services))
    assert (user.quiet_from, user.quiet_until, user.hides_texts) == (time(22), time(7), True)
    again = await opened_by(amira, "/account")
    assert (again.field("From")["value"], again.field("Until")["value"]) == ("22:00", "07:00")


async def test_browsers_know_which_field_holds_what(amira_at_her_account):
    _, page = amira_at_her_account

    current, new = page.field("Current password"), page.field("New password")
    assert (current["type"], current["autocomplete"]) == ("password", "current-password")
    assert (new["type"], new["autocomplete"]) == ("password", "new-password")
    names = [each["props"] for each in page.drawn() if each["tag"] == "input"]
    assert {(each["autocomplete"], each["value"]) for each in names} == {
        ("username", "amira@bright.test")
    }
    await page.click("Show password")
    await until(lambda: page.field("Current password")["type"] == "text")
    await page.click("Hide password")
    await until(lambda: page.field("Current password")["type"] == "password")


# SPEC: ACC-2
async def test_nora_has_an_account_without_notifications(team):
    page = await opened_by(await team("nora"), "/account")

    assert page.shows("You sign in with nora@bright.test.")
    assert not page.shows("Notifications")


async def test_who_is_not_signed_in_is_asked_to_on_every_page_of_the_account(team):
    stranger = Visitor((await team("nora")).address)

    for path in ("/", "/account", "/account/two-step"):
        assert (await stranger.get(path)).headers["location"].startswith("/sign-in")
    await stranger.leave()


# FAULT: A-6
# SPEC: ACC-8
@pytest.mark.usefixtures("letter_box")
async def test_amira_forgot_her_password_and_helps_herself(visitor, services, letter_box, olga):
    amira = visitor()
    assert 'href="/forgot-password"' in (await amira.get("/sign-in")).text
    told_of = {}
    for email in ("amira@bright.test", "nobody@bright.test", "not an address"):
        token = token_in(await amira.get("/forgot-password"))
        page = (await amira.post("/forgot-password", token=token, email=email)).text
        told_of[email] = re.sub(r'nonce="[^"]+"', "", page)
    await services.forgotten_password.drain()

    assert len(set(told_of.values())) == 1
    (letter,) = letter_box.letters
    assert letter.to == "amira@bright.test"
    path = letter.link.removeprefix("https://inbox.bright.test")
    form = await amira.get(path)
    new = "a summer coat on hold"
    assert (await amira.post(path, token=token_in(form), password=new)).status_code == 303
    assert (await visitor().get(path)).status_code == 410
    assert "link to a new password asked for" in await deeds_in_the_log(olga, services)


# FAULT: A-6
async def test_nobody_fills_a_mail_box_with_links(visitor, services, letter_box, clock):
    async def asks(email, times):
        for _ in range(times):
            services.forgotten_password.request_link(email, address="192.0.2.10")
            await services.forgotten_password.drain()

    await asks("amira@bright.test", 5)
    assert len(letter_box.letters) == 3
    for number in range(7):
        await asks(f"guess{number}@bright.test", 1)
    await asks("olga@bright.test", 1)  # the eleventh of this network
    assert len(letter_box.letters) == 3

    clock.pass_by(minutes=16)
    letter_box.trouble = NotSent()
    await asks("amira@bright.test", 1)
    letter_box.trouble = None
    await asks("amira@bright.test", 1)
    assert len(letter_box.letters) == 4
