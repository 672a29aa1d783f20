"""Stories about somebody's own account: sign-ins, name, password, and a password forgotten."""

import re

import pytest

from domain.model.carrier_errors import NotSent
from tests.support.plain_pages import deeds_in_the_log, submit, told
from tests.ui.visitors import PASSWORD, token_in

pytestmark = pytest.mark.usefixtures("letter_box")


# SPEC: ACC-8
# TRUST: 2.3-17
async def test_amira_sees_her_sessions_and_ends_the_other_one(amira, visitor):
    phone = visitor(**{"User-Agent": "Mozilla/5.0 (iPhone; CPU) Version/19 Safari/605"})
    await phone.sign_in("amira@bright.test")
    page = (await amira.get("/account")).text
    assert "Safari on an iPhone" in page
    number = re.search(r'name="sign_in" value="(\d+)"', page)[1]

    await submit(amira, "/account/sign-ins/end", sign_in=number)

    assert (await phone.get("/session")).status_code == 401
    assert "Safari on an iPhone" not in (await amira.get("/account")).text


# SPEC: ACC-8
async def test_amira_changes_her_name_and_password(amira, visitor):
    done = await submit(amira, "/account", name="Amira H", phone="", time_zone="Europe/Paris")
    assert done.headers["location"] == "/account?saved"
    wrong = await submit(amira, "/account/password", current="guess", password=PASSWORD)
    assert told(wrong) == "That email and password do not go together."

    new = "a summer coat on hold"
    await submit(amira, "/account/password", current=PASSWORD, password=new)

    assert (await visitor().sign_in("amira@bright.test", new)).status_code == 303
    assert (await amira.get("/session")).json()["name"] == "Amira H"


# FAULT: A-6
# SPEC: ACC-8
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
