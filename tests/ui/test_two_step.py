"""Stories about two-step sign-in as people meet it: setting up, signing in, losing the phone."""

import html
import re

import pyotp
import pytest
import typer
from typer.testing import CliRunner

from domain.model.two_factor_errors import OwnTwoFactor
from tests.support.plain_pages import OPEN, ROUTES, member_of, submit, told
from tests.ui.visitors import PASSWORD, found, token_in
from ui.command_line.administration import add_administration

pytestmark = pytest.mark.usefixtures("letter_box")

AMIRA = "amira@bright.test"
PATH = "/account/two-step"
RECOVERY_CODE = r"<li>(\d{5} \d{5} \d{5} \d{5})</li>"


class App:
    """On somebody's phone: makes codes from a key, by the clock of the house."""

    def __init__(self, clock, page) -> None:
        self._clock = clock
        self.key = found(r'data-testid="key">([A-Z2-7 ]+)<', page.text).replace(" ", "")

    def code(self) -> str:
        return pyotp.TOTP(self.key).at(self._clock.now())


@pytest.fixture
def sets_up(clock):
    """`app, codes = await sets_up(somebody)`; a minute later that first code is used up."""

    async def sets_up(somebody, *, going_to=""):
        onward = f"?next={going_to}" if going_to else ""
        form = await somebody.get(f"{PATH}{onward}")
        begun = await somebody.post(
            f"{PATH}/set-up{onward}", token=token_in(form), current=PASSWORD
        )
        form = await somebody.get(begun.headers["location"])
        app = App(clock, form)
        done = await somebody.post(f"{PATH}/confirm{onward}", token=token_in(form), code=app.code())
        clock.pass_by(minutes=1)
        return app, done

    return sets_up


async def types(somebody, code, *, path="/sign-in/code"):
    token = token_in(await somebody.get(path))
    return await somebody.post(path, token=token, code=code)


# SPEC: ACC-8
# TRUST: 2.3-9
async def test_amira_sets_it_up_and_sees_the_key_and_the_codes_only_then(amira, sets_up):
    page = (await amira.get("/account")).text
    assert "Off. Beside your password" in page
    form = await amira.get(
        (await submit(amira, f"{PATH}/set-up", current=PASSWORD)).headers["location"]
    )
    key = found(r'data-testid="key">([^<]+)<', form.text)
    assert re.fullmatch(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", key)
    assert re.search(
        r'<svg class="qr" viewBox="0 0 (\d+) \1"[^>]*><path d="M[^"]+"/></svg>', form.text
    )
    asked = html.unescape(found(r'href="(otpauth://[^"]+)"', form.text))
    assert pyotp.parse_uri(asked).secret == key.replace(" ", "")
    assert pyotp.parse_uri(asked).name == AMIRA

    wrong = await submit(amira, f"{PATH}/confirm", code="000000")
    assert told(wrong).startswith("This code is not right")
    assert key in wrong.text
    app, shown = await sets_up(amira)

    codes = re.findall(RECOVERY_CODE, shown.text)
    assert len(codes) == 10
    assert 'href="/account#two-step"' in shown.text
    for path in ("/account", PATH):
        page = (await amira.get(path)).text
        assert app.key not in page.replace(" ", "")
        assert not any(code in page for code in codes)
    assert "On. 10 recovery codes are left." in (await amira.get("/account")).text
    assert (
        told(await submit(amira, f"{PATH}/set-up", current=PASSWORD))
        == "Two-step sign-in is on already."
    )


# TRUST: 2.3-9
async def test_after_the_password_a_code_is_asked_for_and_leads_on(amira, sets_up, visitor):
    app, _ = await sets_up(amira)
    phone = visitor()

    asked = await phone.sign_in(AMIRA, next="/account?saved")
    assert asked.headers["location"] == "/sign-in/code?next=/account%3Fsaved"
    assert "lc" not in phone.browser.cookies
    assert (await phone.get("/session")).status_code == 401
    page = await phone.get(asked.headers["location"])
    assert '<label for="code">Code from your app, or a recovery code</label>' in page.text
    assert 'autocomplete="one-time-code"' in page.text
    wrong = await types(phone, "000000", path=asked.headers["location"])
    assert (wrong.status_code, told(wrong)[:22]) == (401, "This code is not right")
    arrived = await types(phone, app.code(), path=asked.headers["location"])

    assert (arrived.status_code, arrived.headers["location"]) == (303, "/account?saved")
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
    services,
    sets_up,
    visitor,
):
    app, _ = await sets_up(amira)
    by = await member_of(olga, services)
    (user,) = await services.users.all(by=by, search="Amira")
    path = f"/reset/{(await services.users.link(user.user.id, by=by)).token}"
    phone = visitor()
    form = await phone.get(path)

    asked = await phone.post(path, token=token_in(form), password="a summer coat on hold")

    assert asked.headers["location"] == "/sign-in/code"
    assert (await phone.get("/session")).status_code == 401
    await types(phone, app.code())
    assert (await phone.get("/session")).json()["name"] == "Amira Benali"


async def test_amira_makes_new_recovery_codes_and_switches_it_off(amira, sets_up, visitor):
    _, shown = await sets_up(amira)
    old = re.findall(RECOVERY_CODE, shown.text)
    for path in ("recovery-codes", "switch-off"):
        refused = await submit(amira, f"{PATH}/{path}", proof="a guess")
        assert told(refused).startswith("This is neither your password")

    renewed = await submit(amira, f"{PATH}/recovery-codes", proof=PASSWORD)
    new = re.findall(RECOVERY_CODE, renewed.text)
    phone = visitor()
    await phone.sign_in(AMIRA)
    assert (await types(phone, old[0])).status_code == 401
    assert (await types(phone, new[0])).status_code == 303
    assert "9 recovery codes are left" in (await amira.get("/account")).text

    off = await submit(amira, f"{PATH}/switch-off", proof=new[1])
    assert off.headers["location"] == "/account?saved#two-step"
    assert (await visitor().sign_in(AMIRA)).headers["location"] == "/"


# SPEC: ACC-4
# TRUST: 2.3-9
async def test_olga_sees_who_has_it_and_switches_it_off_for_who_lost_the_phone(
    amira,
    olga,
    services,
    sets_up,
    visitor,
):
    await sets_up(amira)
    await sets_up(olga)
    by = await member_of(olga, services)
    assert (await olga.get("/users")).text.count("· two-step sign-in") == 2
    amira_id, olga_id = (
        user.user.id
        for name in ("Amira", "Olga")
        for user in await services.users.all(by=by, search=name)
    )
    assert "Switch off two-step sign-in" not in (await olga.get(f"/users/{olga_id}")).text
    with pytest.raises(OwnTwoFactor, match="Switch off your own two-step sign-in under Account"):
        await services.two_factor.switch_off_for(olga_id, by=by)
    assert "Switch off two-step sign-in" in (await olga.get(f"/users/{amira_id}")).text

    await services.two_factor.switch_off_for(amira_id, by=by)

    assert (await visitor().sign_in(AMIRA)).headers["location"] == "/"
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
    assert (await visitor().sign_in(AMIRA)).headers["location"] == "/"


# SPEC: ACC-9
# TRUST: 2.3-9
async def test_where_it_is_required_nothing_is_served_before_it_is_set_up(
    amira,
    olga,
    sets_up,
):
    nonsense = await submit(olga, "/settings/two-step", rule="planet")
    assert told(nonsense) == "The choice is missing."
    await submit(olga, "/settings/two-step", rule="everyone")

    for somebody in (olga, amira):
        for method, path in ROUTES:
            if ROUTES[method, path] == OPEN or path.startswith(PATH):
                continue
            answer = await somebody.send(
                method, path.format(user_id=1, conversation_id=1, deed="deactivate")
            )
            leads = answer.headers.get("location", "")
            assert answer.status_code == 401 or leads.startswith(PATH), (method, path)
        page = (await somebody.get(PATH)).text
        assert "Bright Home requires two-step sign-in of everyone" in page
        assert 'drawer-item" href' not in page
    led = await amira.get("/live-conversations/12?status=closed")
    assert led.headers["location"] == f"{PATH}?next=/live-conversations/12%3Fstatus%3Dclosed"

    _, shown = await sets_up(amira, going_to="/account?saved")
    assert 'href="/account?saved"' in shown.text
    assert (await amira.get("/account")).status_code == 200
    off = await submit(amira, f"{PATH}/switch-off", proof=PASSWORD)
    assert (await amira.get(off.headers["location"])).headers["location"].startswith(PATH)
    await sets_up(olga)
    assert 'value="everyone" checked' in (await olga.get("/settings")).text
