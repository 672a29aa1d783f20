"""Stories of the session guard: who is let in, who is sent away, and what they are told."""

from nicegui import Client

from tests.support.serving import STATIC
from tests.ui.visitors import Visitor, until

EVIL = "https://evil.example"


async def test_who_is_signed_in_gets_in_and_may_press_the_button(amira, pressed):
    tab = await amira.open()

    await tab.press()

    await until(lambda: pressed == ["Amira Benali"])


async def test_a_stranger_is_led_to_the_sign_in_page_and_from_there_back(visitor):
    stranger = visitor()

    async def leads_to(path):
        answer = await stranger.get(path)
        assert answer.status_code == 303
        return answer.headers["location"]

    assert await leads_to("/") == "/sign-in"
    assert await leads_to("/nowhere") == "/sign-in?next=/nowhere"
    assert await leads_to("/live-conversations/12") == "/sign-in?next=/live-conversations/12"
    assert await leads_to("/a?b=1&c=%26") == "/sign-in?next=/a%3Fb%3D1%26c%3D%2526"


async def test_a_stranger_gets_nothing_but_pages_to_sign_in_with(visitor):
    stranger = visitor()

    for path in ("/session", "/media/1", "/api/x", "/_nicegui/auto/static/x", "/_nicegui_ws/"):
        assert (await stranger.get(path)).status_code == 401


async def test_scripts_and_pictures_are_not_led_to_a_page(visitor):
    answer = await visitor().get("/live-conversations", **{"Sec-Fetch-Dest": "image"})

    assert answer.status_code == 401


async def test_what_the_sign_in_page_needs_is_open_to_all(visitor):
    stranger = visitor()

    for path in ("/sign-in", STATIC):
        assert (await stranger.get(path)).status_code == 200


async def test_the_carrier_needs_no_cookie_and_no_origin(visitor):
    answer = await visitor().post("/webhooks/echo", origin=None, Body="Hi")

    assert answer.json() == {"bytes": 7}


async def test_a_demo_may_leave_more_doors_open(open_house, bright_home):
    async with open_house(also_open=("/broken",)) as address:
        stranger = Visitor(address)
        assert (await stranger.get("/broken/window")).status_code == 404
        assert (await stranger.get("/brokenwindow")).status_code == 303
        await stranger.leave()


async def test_a_form_of_another_site_is_refused(amira):
    for origin in (EVIL, "null", "http://127.0.0.1", "http://localhost:1"):
        assert (await amira.post("/sign-out", origin=origin)).status_code == 403

    assert (await amira.get("/session")).status_code == 200


async def test_our_own_form_is_taken_where_the_browser_hides_its_origin(amira):
    amira.browser.headers["Sec-Fetch-Site"] = "same-origin"

    answer = await amira.post("/sign-out", origin="null")

    assert answer.status_code == 303


async def test_the_public_address_is_ours_and_on_this_machine_also_the_local_one(
    open_house, bright_home
):
    async with open_house(public_base_url="https://chat.bright.test") as address:
        stranger = Visitor(address)
        for origin in ("https://chat.bright.test", address):
            assert (await stranger.post("/sign-out", origin=origin)).status_code == 303
        stranger.browser.headers["Host"] = "rebound.example"
        rebound = await stranger.post("/sign-out", origin="http://rebound.example")
        assert rebound.status_code == 403
        await stranger.leave()


# TRUST: 2.3-34
async def test_a_wrong_address_is_answered_and_keeps_nothing_on_the_server(amira):
    for _ in range(3):
        answer = await amira.get("/nowhere")

    assert answer.status_code == 404
    assert "Not found" in answer.text
    assert Client.instances == {}


# SPEC: ACC-2
# TRUST: 2.3-25
async def test_nora_is_told_whom_to_ask(visitor):
    nora = visitor()
    await nora.sign_in("nora@bright.test")

    answer = await nora.get("/live-conversations")

    assert answer.status_code == 403
    assert "Ask an administrator of your company" in answer.text


async def test_a_conversation_that_is_not_ones_own_is_not_there(amira):
    answer = await amira.get("/live-conversations/404")

    assert answer.status_code == 404
    assert "This conversation does not exist" in answer.text


# TRUST: 2.3-42
async def test_what_broke_is_nobodys_business(amira):
    for path in ("/broken", "/cellar"):
        answer = await amira.get(path)
        assert answer.status_code == 500
        assert "Something went wrong" in answer.text
        assert "recipe" not in answer.text


async def test_scripts_are_answered_in_json(amira):
    answer = await amira.get("/nowhere", **{"Sec-Fetch-Dest": "empty"})

    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("There is nothing at this address")


# TRUST: 2.3-45
async def test_a_body_that_is_too_large_is_not_read(visitor):
    stranger = visitor()

    async def endless():
        for _ in range(100):
            yield b"x" * 1024

    declared = await stranger.browser.post("/webhooks/echo", content=b"x" * 100_000)
    chunked = await stranger.browser.post("/webhooks/echo", content=endless())

    assert (declared.status_code, chunked.status_code) == (413, 413)
