"""The cookies and the tokens of forms: whose they are, and what they are worth to others."""

from http.cookies import SimpleCookie

from tests.ui.visitors import PASSWORD, Visitor, alert, token_in

AMIRA = "amira@bright.test"


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
