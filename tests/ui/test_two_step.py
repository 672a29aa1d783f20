"""Stories about two-step sign-in as people meet it: setting up, signing in, losing the phone."""

import pytest
import typer
from typer.testing import CliRunner

from domain.model.two_factor_errors import OwnTwoFactor
from tests.support.plain_pages import OPEN, ROUTES, deeds_in_the_log, member_of, told
from tests.support.python_pages import App
from tests.ui.visitors import PASSWORD, token_in
from ui.command_line.administration import add_administration

pytestmark = pytest.mark.usefixtures("letter_box")

AMIRA = "amira@bright.test"
PATH = "/account/two-step"


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
    amira_id, olga_id = [
        user.user.id
        for name in ("Amira", "Olga")
        for user in await services.users.all(by=by, search=name)
    ]
    assert "Switch off two-step sign-in" not in (await olga.get(f"/users/{olga_id}")).text
    with pytest.raises(OwnTwoFactor, match="Switch off your own two-step sign-in under Account"):
        await services.two_factor.switch_off_for(olga_id, by=by)
    assert "Switch off two-step sign-in" in (await olga.get(f"/users/{amira_id}")).text

    await services.two_factor.switch_off_for(amira_id, by=by)

    assert (await visitor().sign_in(AMIRA)).headers["location"] == "/live-conversations"
    deeds = await deeds_in_the_log(olga, services)
    assert "two-step sign-in switched off for a user" in deeds


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
