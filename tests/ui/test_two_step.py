"""Stories about two-step sign-in as people meet it: setting up, signing in, losing the phone."""

import re
from contextlib import suppress
from dataclasses import replace

import pyotp
import pytest
import typer
from nicegui import Client
from socketio.exceptions import ConnectionError as Refused
from typer.testing import CliRunner

from domain.gateways.clock import SystemClock
from tests.support.plain_pages import OPEN, ROUTES, submit, told
from tests.support.python_pages import member_of, opened_by
from tests.support.python_pages import parts as parts
from tests.support.python_pages import team as team
from tests.ui.visitors import PASSWORD, token_in, until
from ui.command_line.administration import add_administration
from ui.security import session_revocation

pytestmark = pytest.mark.usefixtures("letter_box")

AMIRA = "amira@bright.test"
PATH = "/account/two-step"


class App:
    """On somebody's phone: makes codes from a key, by the clock of the house."""

    def __init__(self, clock, key: str) -> None:
        self._clock = clock
        self.key = key

    def code(self) -> str:
        return pyotp.TOTP(self.key).at(self._clock.now())


@pytest.fixture
def sets_up(clock, services):
    """`app, codes = await sets_up(somebody)`; a minute later that first code is used up."""

    async def sets_up(somebody):
        by = await member_of(somebody, services)
        await services.two_factor.begin(PASSWORD, by=by)
        standing = await services.two_factor.status(by=by)
        app = App(clock, "".join(standing.set_up.groups))
        codes = await services.two_factor.confirm(app.code(), by=by)
        clock.pass_by(minutes=1)
        return app, codes

    return sets_up


async def types(somebody, code, *, path="/sign-in/code"):
    token = token_in(await somebody.get(path))
    return await somebody.post(path, token=token, code=code)


# TRUST: 2.3-9
async def test_after_the_password_a_code_is_asked_for_and_leads_on(amira, sets_up, visitor):
    app, _ = await sets_up(amira)
    phone = visitor()

    asked = await phone.sign_in(AMIRA, next="/account?x")
    assert asked.headers["location"] == "/sign-in/code?next=/account%3Fx"
    assert "lc" not in phone.browser.cookies
    assert (await phone.get("/session")).status_code == 401
    page = await phone.get(asked.headers["location"])
    assert '<label for="code">Code from your app, or a recovery code</label>' in page.text
    assert 'autocomplete="one-time-code"' in page.text
    wrong = await types(phone, "000000", path=asked.headers["location"])
    assert (wrong.status_code, told(wrong)[:22]) == (401, "Wrong code, or already")
    arrived = await types(phone, app.code(), path=asked.headers["location"])

    assert (arrived.status_code, arrived.headers["location"]) == (303, "/account?x")
    assert (await phone.get("/session")).json()["name"] == "Amira Benali"
    assert "lc-half" not in phone.browser.cookies


# TRUST: 2.3-9
async def test_between_the_steps_nothing_is_open(amira, sets_up, visitor):
    await sets_up(amira)
    stranger = visitor()
    await stranger.sign_in(AMIRA)
    half_way = stranger.browser.cookies["lc-half"]
    stranger.browser.cookies.set("lc", half_way, domain="127.0.0.1")

    for method, path in ROUTES:
        if ROUTES[method, path] != OPEN:
            answer = await stranger.send(
                method, path.format(user_id=1, conversation_id=1, deed="deactivate")
            )
            leads = answer.headers.get("location", "")
            assert answer.status_code == 401 or leads.startswith("/sign-in"), (method, path)


async def test_who_guesses_at_codes_is_told_how_long_to_wait(amira, sets_up, visitor):
    app, _ = await sets_up(amira)
    thief = visitor()
    await thief.sign_in(AMIRA)
    for _ in range(5):
        await types(thief, "000000")

    answer = await types(thief, app.code())

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert "Wait 15 minutes" in told(answer)


# TRUST: 2.3-9
async def test_the_second_step_needs_the_first_and_a_form_of_ours(amira, sets_up, visitor, clock):
    app, _ = await sets_up(amira)
    stranger = visitor()
    away = await stranger.get("/sign-in/code?next=/account")
    assert away.headers["location"] == "/sign-in?next=/account"
    token = token_in(await stranger.get("/sign-in"))
    made_up = await stranger.post("/sign-in/code", token=token, code=app.code())
    assert (made_up.status_code, told(made_up)) == (401, "That took too long. Sign in again.")
    await stranger.sign_in(AMIRA)
    foreign = await stranger.post("/sign-in/code", code=app.code())
    assert (foreign.status_code, "try once more" in told(foreign)) == (403, True)

    clock.pass_by(minutes=11)
    late = await types(stranger, app.code(), path="/sign-in/code?next=/account")

    assert told(late) == "That took too long. Sign in again."
    assert '<form method="post" action="/sign-in?next=/account">' in late.text


# TRUST: 2.3-7
async def test_a_link_to_a_new_password_asks_for_a_code_too(
    amira,
    olga,
    sets_up,
    visitor,
):
    app, _ = await sets_up(amira)
    amira_id = re.search(r'/users/(\d+)">Amira', (await olga.get("/users")).text)[1]
    link = await submit(olga, f"/users/{amira_id}/link")
    path = re.search(r'value="http://[^/]+(/reset/[^"]+)"', link.text)[1]
    phone = visitor()
    form = await phone.get(path)

    asked = await phone.post(path, token=token_in(form), password="a summer coat on hold")

    assert asked.headers["location"] == "/sign-in/code"
    assert (await phone.get("/session")).status_code == 401
    await types(phone, app.code())
    assert (await phone.get("/session")).json()["name"] == "Amira Benali"


# SPEC: ACC-4
# TRUST: 2.3-9
async def test_olga_sees_who_has_it_and_switches_it_off_for_who_lost_the_phone(
    amira,
    olga,
    sets_up,
    visitor,
):
    await sets_up(amira)
    await sets_up(olga)
    users = (await olga.get("/users")).text
    assert users.count("· two-step sign-in") == 2
    amira_id, olga_id = (
        re.search(rf'/users/(\d+)">{name}', users)[1] for name in ("Amira", "Olga")
    )
    assert "Switch off two-step sign-in" not in (await olga.get(f"/users/{olga_id}")).text
    own = await submit(olga, f"/users/{olga_id}/two-step-off")
    assert told(own) == "Switch off your own two-step sign-in under Account."
    assert "Switch off two-step sign-in" in (await olga.get(f"/users/{amira_id}")).text

    await submit(olga, f"/users/{amira_id}/two-step-off")

    assert (await visitor().sign_in(AMIRA)).headers["location"] == "/live-conversations"
    log = (await olga.get("/settings/audit-log")).text
    assert "Two-step sign-in switched off for a user" in log


async def test_the_operator_switches_it_off_from_the_command_line(
    amira,
    sets_up,
    services,
    visitor,
):
    await sets_up(amira)
    commands, asked = typer.Typer(), []
    add_administration(commands, asked.append)

    said = CliRunner().invoke(commands, ["user", "two-step-off", AMIRA]).output
    await asked[0](services.administration)

    assert said.startswith(f"{AMIRA} signs in with the password alone")
    assert (await visitor().sign_in(AMIRA)).headers["location"] == "/live-conversations"


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
    assert len(codes_on(page)) == 10

    page = await opened_by(jonas, PATH)
    await page.fill("Current password, or a code from your app", codes_on(page)[:1] or PASSWORD)
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
    with suppress(KeyError):
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
