"""Stories about the page on which two-step sign-in is set up, and where it is required."""

import re
from dataclasses import replace

import pyotp
import pytest
from nicegui import Client
from socketio.exceptions import ConnectionError as Refused

from domain.gateways.clock import SystemClock
from tests.support.plain_pages import member_of
from tests.support.python_pages import App, opened_by
from tests.support.python_pages import parts as parts
from tests.support.python_pages import team as team
from tests.ui.visitors import PASSWORD, until
from ui.security import session_revocation

PATH = "/account/two-step"


@pytest.fixture
async def at_two_step(team):
    """Jonas's browser, and the page about two-step sign-in in it."""
    jonas = await team("jonas")
    return jonas, await opened_by(jonas, PATH)


async def begins(page):
    """As the page says; return the app that was given the key."""
    await page.fill("Current password", PASSWORD)
    await page.click("Set up")
    await page.sees("2. Type the code it shows")
    (key,) = (each["text"] for each in page.drawn() if is_called(each, "key"))
    assert re.fullmatch(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", key)
    return App(SystemClock(), key.replace(" ", ""))


def is_called(element, test_id):
    return element.get("props", {}).get("data-testid") == test_id


async def finishes(page, app):
    """Return the recovery codes."""
    await page.fill("Six digits", app.code())
    await page.click("Switch on")
    await page.sees("Your recovery codes")
    return codes_on(page)


def codes_on(page):
    return [each for each in page.words if re.fullmatch(r"\d{5} \d{5} \d{5} \d{5}", each)]


# SPEC: ACC-8
# TRUST: 2.3-9
async def test_jonas_sets_it_up_and_sees_the_key_and_the_codes_only_then(at_two_step):
    jonas, page = at_two_step
    await page.fill("Current password", "a guess")
    await page.click("Set up")
    await page.is_refused("Current password", "The current password is not right.")
    app = await begins(page)
    (path,) = (each["props"]["d"] for each in page.drawn() if each["tag"] == "path")
    assert re.fullmatch(r"(?:M\d+ \d+h1v1h-1z)+", path)
    asked = pyotp.parse_uri(page.link("Open the app on this device"))
    assert (asked.secret, asked.name) == (app.key, "jonas@bright.test")
    await page.fill("Six digits", "000000")
    await page.click("Switch on")
    await page.is_refused("Six digits", "Wrong code, or already used. Try the next one.")

    codes = await finishes(page, app)

    assert len(codes) == 10
    assert page.has("Copy")
    assert page.link("I’ve saved them") == "/account#two-step"
    for there in ("/account", PATH):
        text = (await jonas.get(there)).text
        assert app.key not in text.replace(" ", "")
        assert not any(code in text for code in codes)
    assert (await opened_by(jonas, "/account")).shows("On. 10 recovery codes are left.")


async def test_jonas_makes_new_recovery_codes_and_switches_it_off(at_two_step):
    jonas, page = at_two_step
    await finishes(page, await begins(page))
    account = await opened_by(jonas, "/account")
    page = await opened_by(jonas, PATH)
    await page.fill("Current password, or a code from your app", "a guess")
    await page.click("New recovery codes")
    await page.is_refused("Current password, or a code from your app", "neither your password")
    await page.fill("Current password, or a code from your app", PASSWORD)
    await page.click("New recovery codes")
    await page.sees("The earlier codes no longer work.")
    code, *others = codes_on(page)
    assert len(others) == 9

    page = await opened_by(jonas, PATH)
    await page.fill("Current password, or a code from your app", code, nth=1)
    await page.click("Switch off")

    await until(lambda: page.sent_to == ["/account#two-step"])
    await account.sees("Off. Turn it on to sign in")


# SPEC: ACC-9
# TRUST: 2.3-9
async def test_where_it_is_required_nothing_else_is_served_and_no_other_page_is_joined(
    team, parts, house
):
    jonas = await team("jonas")
    inbox = await jonas.open("/live-conversations")
    await parts.services.company.require_two_step(True, by=house.olga)
    await until(lambda: not inbox.socket.connected)

    led = await jonas.get("/live-conversations/12?status=closed")
    assert led.headers["location"] == f"{PATH}?next=/live-conversations/12%3Fstatus%3Dclosed"
    for path in ("/", "/account", "/users", "/settings", "/session", "/account/device"):
        answer = await jonas.get(path)
        assert answer.headers.get("location", PATH).startswith(PATH)
        assert answer.status_code in (303, 401)
    with pytest.raises(Refused):
        await inbox.connect(cookie=jonas.cookie)
    page = await opened_by(jonas, led.headers["location"])
    assert page.shows("Bright Home requires two-step sign-in of everyone")
    assert not page.has("Live Conversations")
    assert not page.has("Notifications on this device")

    app = await begins(page)
    codes = await finishes(page, app)
    await parts.services.sign_in.operator_acted()

    assert len(codes) == 10
    assert page.link("I’ve saved them") == "/live-conversations/12?status=closed"
    assert (await jonas.get("/live-conversations")).status_code == 200


# TRUST: 2.3-9
async def test_a_page_from_before_cannot_be_joined_by_who_must_set_it_up_first(team, parts, house):
    """It was drawn, and its browser comes for it only after the rule was made."""
    jonas = await team("jonas")
    inbox = await jonas.open("/live-conversations")
    page = Client.instances[inbox.page_id]
    await inbox.close()
    page.request.state.member = replace(page.request.state.member, must_set_up_two_factor=False)
    await parts.services.company.require_two_step(True, by=house.olga)

    with pytest.raises(Refused):
        await inbox.connect(cookie=jonas.cookie)


# TRUST: 2.3-9
async def test_the_codes_stay_in_view_when_open_pages_are_looked_at_again(
    team, parts, house, monkeypatch
):
    monkeypatch.setattr(session_revocation, "LOOK_EVERY_SECONDS", 0.05)
    await parts.services.company.require_two_step(True, by=house.olga)
    jonas = await team("jonas")
    page = await opened_by(jonas, PATH)
    codes = await finishes(page, await begins(page))

    await parts.services.profile.set_notifications(
        hide_texts=True,
        quiet_from="",
        quiet_until="",
        by=await member_of(jonas, parts.services),
    )
    revocation = session_revocation.SessionRevocation(parts.services.sign_in, look_every=1)
    await revocation.end_outdated()

    assert page.socket.connected
    assert codes_on(page) == codes
