"""Stories about the plain pages: signing in and out, and the very first set-up."""

import re
from http.cookies import SimpleCookie

import pytest
from nicegui import Client

from tests.ui.visitors import PASSWORD, Visitor, token_in
from ui.door.addresses import safe_next

AMIRA = "amira@bright.test"
NEW_COMPANY = {
    "company": "Green Fork",
    "name": "Dana Kim",
    "email": "dana@fork.test",
    "password": PASSWORD,
}


def alert(answer):
    """What the page says went wrong, as a screen reader would read it out."""
    return re.search(r'role="alert">([^<]+)<', answer.text)[1]


def value_of(field, answer):
    return re.search(rf'name="{field}"[^>]*value="([^"]*)"', answer.text)[1]


# SPEC: ACC-8
async def test_amira_signs_in_and_out(visitor):
    amira = visitor()

    arrived = await amira.sign_in(AMIRA)
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/")
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
    assert alert(answer) == "That email and password do not go together."
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


# Where to go afterwards


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

    assert answer.headers["location"] == "/"


async def test_who_is_signed_in_already_goes_straight_on(amira):
    answer = await amira.get("/sign-in?next=/live-conversations/12")

    assert answer.headers["location"] == "/live-conversations/12"


# Cookies


def cookie_of(answer, name):
    jar = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        jar.load(header)
    return jar[name]


# TRUST: 2.3-13
async def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_site(visitor):
    cookie = cookie_of(await visitor().sign_in(AMIRA), "lc")

    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("lax", "/", "")
    assert len(cookie.value) >= 43


# TRUST: 2.3-13
async def test_over_https_the_cookie_belongs_to_this_host_alone(open_house, bright_home):
    async with open_house(public_base_url="https://chat.bright.test") as address:
        amira = Visitor(address)
        form = await amira.get("/sign-in")
        kept = cookie_of(form, "__Host-lc-form").value
        amira.browser.headers["Cookie"] = f"__Host-lc-form={kept}"
        fields = {"email": AMIRA, "password": PASSWORD, "token": token_in(form)}
        cookie = cookie_of(await amira.post("/sign-in", **fields), "__Host-lc")
        await amira.leave()

    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("lax", "/", "")


# TRUST: 2.3-12
async def test_a_cookie_that_somebody_planted_is_worth_nothing_afterwards(visitor):
    amira, thief = visitor(), visitor()
    for browser in (amira.browser, thief.browser):
        browser.cookies.set("lc", "planted", domain="127.0.0.1")

    answer = await amira.sign_in(AMIRA)

    assert cookie_of(answer, "lc").value != "planted"
    assert (await thief.get("/session")).status_code == 401


async def test_a_second_sign_in_on_one_browser_ends_the_first(visitor):
    desk, copy = visitor(), visitor()
    token = token_in(await desk.get("/sign-in"))
    await desk.sign_in("olga@bright.test")
    copy.browser.cookies.set("lc", desk.browser.cookies["lc"], domain="127.0.0.1")

    await desk.post("/sign-in", email=AMIRA, password=PASSWORD, token=token)

    assert (await desk.get("/session")).json()["name"] == "Amira Benali"
    assert (await copy.get("/session")).status_code == 401


async def test_a_signed_out_cookie_is_worth_nothing(amira, visitor):
    thief = visitor()
    thief.browser.cookies.set("lc", amira.browser.cookies["lc"], domain="127.0.0.1")

    await amira.post("/sign-out")

    assert (await thief.get("/session")).status_code == 401


# Forms of others


# TRUST: 2.3-10
async def test_a_form_without_our_token_signs_nobody_in(visitor):
    stranger = visitor()
    await stranger.get("/sign-in")

    answer = await stranger.post("/sign-in", email=AMIRA, password=PASSWORD)

    assert answer.status_code == 403
    assert "try once more" in alert(answer)
    assert "lc" not in stranger.browser.cookies


async def test_the_token_of_another_browser_does_not_fit(visitor):
    stranger, thief = visitor(), visitor()
    await stranger.get("/sign-in")
    token = token_in(await thief.get("/sign-in"))

    answer = await stranger.post("/sign-in", email=AMIRA, password=PASSWORD, token=token)

    assert answer.status_code == 403


async def test_a_token_that_was_made_up_in_both_places_does_not_fit(visitor):
    stranger = visitor()
    stranger.browser.cookies.set("lc-form", "made.up", domain="127.0.0.1")

    answer = await stranger.post("/sign-in", email=AMIRA, password=PASSWORD, token="made.up")

    assert answer.status_code == 403


async def test_two_tabs_with_the_form_do_not_spoil_each_other(visitor):
    amira = visitor()
    first = token_in(await amira.get("/sign-in"))
    await amira.get("/sign-in")

    answer = await amira.post("/sign-in", email=AMIRA, password=PASSWORD, token=first)

    assert answer.status_code == 303


# TRUST: 2.3-10
async def test_following_a_link_signs_nobody_out(amira):
    await amira.get("/sign-out")

    assert (await amira.get("/session")).json() == {
        "name": "Amira Benali",
        "company": "Bright Home",
    }


# TRUST: 2.3-18
async def test_a_form_that_was_signed_with_the_old_key_is_good_while_it_is_named(open_house):
    amira = Visitor("")
    for keys, is_good in (("old key", True), ("new key,old key", True), ("new key", False)):
        async with open_house(secret_key=keys) as address:
            amira.address = address
            amira.browser.base_url = address
            if keys == "old key":
                token = token_in(await amira.get("/sign-in"))
            answer = await amira.post("/sign-in", email=AMIRA, password="a guess", token=token)
        assert (answer.status_code != 403) == is_good
    await amira.leave()


# TRUST: 2.3-36
async def test_no_cookie_and_no_token_is_ever_logged(visitor, caplog):
    caplog.set_level("DEBUG")
    amira = visitor()
    await amira.sign_in(AMIRA)
    await amira.open()

    ours = [record for record in caplog.records if not record.name.startswith(("http", "hpack"))]
    logged = "\n".join(record.getMessage() for record in ours)
    assert amira.browser.cookies["lc"] not in logged
    assert amira.browser.cookies["lc-form"] not in logged


# The first start


@pytest.fixture
async def empty_house(open_house):
    async with open_house() as address:
        dana = Visitor(address)
        yield dana
        await dana.leave()


async def filled_in(dana, link, **fields):
    form = await dana.get(f"/set-up/{link}")
    return await dana.post(f"/set-up/{link}", token=token_in(form), **fields)


async def test_dana_sets_up_her_company_and_is_in(services, empty_house):
    dana, link = empty_house, await services.setup.link()

    answer = await filled_in(dana, link, **NEW_COMPANY)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await dana.get("/session")).json() == {"name": "Dana Kim", "company": "Green Fork"}


async def test_the_set_up_page_works_once(services, empty_house):
    dana, link = empty_house, await services.setup.link()
    await filled_in(dana, link, **NEW_COMPANY)

    answer = await dana.get(f"/set-up/{link}")

    assert answer.status_code == 410
    assert "expired or was used already" in answer.text


async def test_a_link_that_was_made_up_leads_nowhere(empty_house):
    assert (await empty_house.get("/set-up/made-up")).status_code == 410


async def test_what_is_wrong_is_said_and_what_was_typed_stays_but_the_password(
    services, empty_house
):
    dana, link = empty_house, await services.setup.link()

    answer = await filled_in(dana, link, **NEW_COMPANY | {"password": "too short"})

    assert answer.status_code == 422
    assert "too short" in alert(answer)
    assert value_of("company", answer) == "Green Fork"
    assert 'value="too short"' not in answer.text


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
