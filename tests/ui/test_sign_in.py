"""Stories about signing in and out: what the form says, who is let in, and where one gets to."""

import re

import pytest
from nicegui import Client

from tests.ui.visitors import Visitor, alert, token_in, value_of
from ui.security.redirects import safe_next

AMIRA = "amira@bright.test"


# SPEC: ACC-8
async def test_amira_signs_in_and_out(visitor):
    amira = visitor()

    arrived = await amira.sign_in(AMIRA)
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/live-conversations")
    assert "Hello Amira Benali" in (await amira.get("/")).text

    left = await amira.post("/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert (await amira.get("/")).headers["location"] == "/sign-in"


async def test_the_form_has_named_fields_for_people_and_password_managers(visitor):
    page = (await visitor().get("/sign-in")).text

    assert '<label for="email">Email</label>' in page
    assert '<label for="password">Password</label>' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert re.search(r"<button[^>]*>Sign in</button>", page)
    assert "Chatter" in page


async def test_only_a_demo_tells_how_to_get_in(open_house, visitor):
    assert "demo" not in (await visitor().get("/sign-in")).text


async def test_a_demo_tells_how_to_get_in(open_house):
    hint = "This is a demo: amira@demo.test, password demo-password."
    async with open_house(demo_hint=hint) as address:
        stranger = Visitor(address)
        assert hint in (await stranger.get("/sign-in")).text
        await stranger.leave()


# TRUST: 2.3-34
async def test_strangers_keep_nothing_on_the_server(visitor):
    stranger = visitor()

    for path in ("/sign-in", "/", "/nowhere", "/set-up/made-up"):
        await stranger.get(path)

    assert Client.instances == {}


# TRUST: 2.3-19
async def test_the_sign_in_page_is_kept_by_no_cache(visitor):
    assert (await visitor().get("/sign-in")).headers["cache-control"] == "no-store"


async def test_a_wrong_password_is_said_plainly_and_the_address_stays(visitor):
    answer = await visitor().sign_in(AMIRA, "a summer coat on hold")

    assert answer.status_code == 401
    assert alert(answer) == "Wrong email or password."
    assert value_of("email", answer) == AMIRA
    assert "summer" not in answer.text


# TRUST: 2.3-4
async def test_a_stranger_reads_the_same_as_someone_with_a_wrong_password(visitor):
    known = await visitor().sign_in(AMIRA, "a summer coat on hold")
    unknown = await visitor().sign_in("a.mira@bright.test", "a summer coat on hold")

    def told(answer, email):
        text = re.sub('nonce="[^"]+"', "", answer.text)
        return text.replace(email, "").replace(token_in(answer), "")

    assert known.status_code == unknown.status_code
    assert told(known, AMIRA) == told(unknown, "a.mira@bright.test")


# TRUST: 2.3-5
async def test_who_guesses_is_told_how_long_to_wait(visitor):
    stranger = visitor()
    for _ in range(5):
        await stranger.sign_in(AMIRA, "guess")

    answer = await stranger.sign_in(AMIRA)

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"
    assert "Wait 15 minutes" in alert(answer)


# TRUST: 2.3-38
async def test_what_was_typed_comes_back_as_text(visitor):
    answer = await visitor().sign_in('"><script>alert(1)</script>', "guess")

    assert "<script>alert" not in answer.text


# TRUST: 2.3-11
@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/live-conversations/12", "/live-conversations/12"),
        ("/live-conversations?status=closed&q=a%20b", "/live-conversations?status=closed&q=a%20b"),
        ("", "/"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("https:evil.example", "/"),
        ("https://evil.example", "/"),
        ("%2f%2fevil.example", "/"),
        ("/%2fevil.example", "/"),
        ("/%5cevil.example", "/"),
        ("/%09/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
    ],
)
def test_only_a_path_of_this_site_is_led_to(wanted, leads_to):
    assert safe_next(wanted) == leads_to


async def test_after_signing_in_one_is_where_one_wanted_to_be(visitor):
    answer = await visitor().sign_in(AMIRA, next="/live-conversations?status=closed&q=a%20b")

    assert answer.headers["location"] == "/live-conversations?status=closed&q=a%20b"


# TRUST: 2.3-11
async def test_after_signing_in_one_stays_on_this_site(visitor):
    answer = await visitor().sign_in(AMIRA, next="//evil.example")

    assert answer.headers["location"] == "/live-conversations"


async def test_who_is_signed_in_already_goes_straight_on(amira):
    answer = await amira.get("/sign-in?next=/live-conversations/12")

    assert answer.headers["location"] == "/live-conversations/12"


# FAULT: A-3
async def test_somebody_who_guesses_in_the_same_office_keeps_amira_out_of_no_browser_of_hers(
    visitor,
):
    amira, guest = visitor(), visitor()
    await amira.sign_in(AMIRA)
    await amira.post("/sign-out")
    for _ in range(5):
        await guest.sign_in(AMIRA, "a guess of some length")
    assert (await guest.sign_in(AMIRA)).status_code == 429

    assert (await amira.sign_in(AMIRA)).status_code == 303


# FAULT: A-3
async def test_a_browser_is_known_to_those_who_signed_in_there_and_to_nobody_else(visitor):
    amira, guest = visitor(), visitor()
    for email in (AMIRA, "olga@bright.test"):
        await amira.sign_in(email)
        await amira.post("/sign-out")
    known = amira.browser.cookies["lc-known"]
    for _ in range(5):
        await guest.sign_in("nora@bright.test", "a guess of some length")
        await guest.sign_in(AMIRA, "a guess of some length")

    guest.browser.cookies.set("lc-known", f"{known}0")
    assert (await guest.sign_in(AMIRA)).status_code == 429
    assert (await amira.sign_in("nora@bright.test")).status_code == 429
    assert (await amira.sign_in(AMIRA)).status_code == 303


# FAULT: A-6
async def test_without_a_mail_server_a_forgotten_password_is_for_an_administrator(visitor):
    page = (await visitor().get("/sign-in")).text
    assert "Forgot your password? Ask an administrator of your company for a link." in page

    assert (await visitor().get("/forgot-password")).headers["location"] == "/sign-in"
