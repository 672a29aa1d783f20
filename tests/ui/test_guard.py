"""Stories at the door: who is let in, who is sent away, and what every answer says."""

import re
from dataclasses import replace
from datetime import timedelta

import nicegui
import pytest
from nicegui import Client
from socketio.exceptions import ConnectionError as Refused

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.services.accounts.tokens import hashed
from domain.services.admin.operator import OperatorService
from storage.database import Database
from tests.ui.visitors import Visitor, until

EVIL = "https://evil.example"
STATIC = f"/_nicegui/{nicegui.__version__}/static/nicegui.js"


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


# SPEC: LAY-1
async def test_what_never_changes_comes_packed_as_the_browser_asks_for_it(visitor):
    stranger = visitor()

    async def encodings(path, accepted):
        plain = await stranger.get(path, **{"Accept-Encoding": "identity"})
        answer = await stranger.get(path, **{"Accept-Encoding": accepted})
        assert answer.content == plain.content
        assert answer.headers["vary"] == "Accept-Encoding"
        return answer.headers.get("content-encoding"), answer.num_bytes_downloaded

    packed, small = await encodings(STATIC, "gzip, deflate, br, zstd")
    zipped, larger = await encodings(STATIC, "gzip")

    assert (packed, zipped) == ("br", "gzip")
    assert small < larger
    page = await stranger.get("/sign-in", **{"Accept-Encoding": "gzip, br"})
    assert page.headers["content-encoding"] == "gzip"
    head = await stranger.browser.head(STATIC, headers={"Accept-Encoding": "br"})
    assert "content-encoding" not in head.headers


async def test_the_carrier_needs_no_cookie_and_no_origin(visitor):
    answer = await visitor().post("/webhooks/echo", origin=None, Body="Hi")

    assert answer.json() == {"bytes": 7}


async def test_a_demo_may_leave_more_doors_open(open_house, bright_home):
    async with open_house(also_open=("/broken",)) as address:
        stranger = Visitor(address)
        assert (await stranger.get("/broken/window")).status_code == 404
        assert (await stranger.get("/brokenwindow")).status_code == 303
        await stranger.leave()


# Sockets


# TRUST: 2.3-31
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_stolen_page_id_is_worth_nothing_without_the_cookie(
    visitor, amira, pressed, transport
):
    tab = await amira.open()
    await tab.close()

    with pytest.raises(Refused):
        await tab.connect(cookie="", by=transport)


# TRUST: 2.3-31
async def test_a_stolen_page_id_is_worth_nothing_with_the_cookie_of_another(visitor, amira):
    olga = visitor()
    await olga.sign_in("olga@bright.test")
    tab = await amira.open()
    await tab.close()

    with pytest.raises(Refused):
        await tab.connect(cookie=olga.cookie)


async def test_the_owner_of_a_page_may_come_back_to_it(amira, pressed):
    tab = await amira.open()
    await tab.close()

    await tab.connect(cookie=amira.cookie)
    await tab.press()

    await until(lambda: pressed == ["Amira Benali"])


# TRUST: 2.3-31
async def test_a_socket_speaks_for_its_own_page_only(visitor, amira, pressed):
    olga = visitor()
    await olga.sign_in("olga@bright.test")
    hers, olgas = await amira.open(), await olga.open()

    await hers.press(through=olgas)
    await olgas.press()

    await until(lambda: pressed)
    assert pressed == ["Olga Lindqvist"]


# TRUST: 2.3-30
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_page_of_another_site_gets_no_socket(amira, transport):
    tab = await amira.open()
    await tab.close()

    with pytest.raises(Refused):
        await tab.connect(cookie=amira.cookie, origin=EVIL, by=transport)


# TRUST: 2.3-30
async def test_a_page_of_another_site_reads_nothing_from_a_socket(amira):
    answer = await amira.get("/_nicegui_ws/socket.io/?EIO=4&transport=polling", Origin=EVIL)

    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers


# TRUST: 2.3-30
async def test_who_does_not_say_where_they_come_from_gets_no_websocket(amira):
    tab = await amira.open()
    await tab.close()

    with pytest.raises(Refused):
        await tab.connect(cookie=amira.cookie, origin=None)


# TRUST: R13
async def test_a_dead_line_is_noticed_and_told_of_within_sixteen_seconds(amira):
    tab = await amira.open()

    engine = tab.socket.eio
    assert engine.ping_interval + engine.ping_timeout <= 14


# Origins


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


# The end of a sign-in


# SPEC: ACC-8
# TRUST: 2.3-15
async def test_signing_out_ends_every_open_page_of_that_browser(amira, pressed):
    one, two = await amira.open(), await amira.open()

    await amira.post("/sign-out")

    await until(lambda: not one.socket.connected and not two.socket.connected)
    assert (one.sent_to, two.sent_to) == (["/sign-in"], ["/sign-in"])
    assert Client.instances == {}


# FAULT: T-2
# TRUST: 2.3-15
async def test_a_page_that_was_ended_cannot_be_entered_again(amira, pressed):
    tab, cookie = await amira.open(), amira.cookie
    await amira.post("/sign-out")
    await until(lambda: not tab.socket.connected)

    with pytest.raises(Refused):
        await tab.connect(cookie=cookie)


# FAULT: N-45
async def test_a_page_that_was_ended_is_not_deleted_again_when_its_browser_stays_away(amira):
    """A tab that was left waits for its browser, is ended meanwhile, and then gives it up."""
    tab = await amira.open()
    page, deleted = Client.instances[tab.page_id], []
    page.on_delete(lambda: deleted.append(page.id))
    await tab.close()
    await until(lambda: page._delete_tasks)
    await amira.post("/sign-out")
    await until(lambda: page.is_deleted)

    page.delete()

    assert deleted == [page.id]


async def test_signing_out_on_the_phone_leaves_the_desk_alone(visitor, amira, pressed):
    phone = visitor()
    await phone.sign_in("amira@bright.test")
    desk, pocket = await amira.open(), await phone.open()

    await phone.post("/sign-out")
    await until(lambda: not pocket.socket.connected)

    await desk.press()
    await until(lambda: pressed)


# SPEC: ACC-7
# TRUST: 2.3-16
async def test_a_password_reset_ends_every_open_page_of_the_user(services, visitor, amira):
    phone = visitor()
    await phone.sign_in("amira@bright.test")
    desk, pocket = await amira.open(), await phone.open()

    await services.administration.reset_password("amira@bright.test")

    await until(lambda: not desk.socket.connected and not pocket.socket.connected)


# SPEC: ACC-1, ACC-7
# TRUST: 2.3-25
async def test_switching_the_feature_off_reaches_pages_that_are_open(services, amira):
    tab = await amira.open("/live-conversations")

    await services.administration.switch_feature("Bright Home", on=False)

    await until(lambda: not tab.socket.connected)
    assert (await amira.get("/live-conversations")).status_code == 403


# FAULT: S-10
async def test_what_the_operator_does_in_a_process_of_its_own_reaches_open_pages_soon(
    open_house, bright_home, database_path, clock, pressed
):
    command_line = Database(database_path)
    operator = OperatorService(
        store=command_line, clock=clock, passwords=Argon2Passwords(), phones=PhoneNumbers()
    )
    async with open_house(look_every=3600) as address:
        amira = Visitor(address)
        await amira.sign_in("amira@bright.test")
        page = await amira.open()

        await operator.reset_password("amira@bright.test")

        await until(lambda: page.sent_to == ["/sign-in"])
        await until(lambda: not page.socket.connected)
        await amira.leave()
    await command_line.close()


# TRUST: 2.3-9
async def test_requiring_two_step_sign_in_ends_the_pages_of_those_without(amira, store):
    tab = await amira.open()

    async with store.transaction() as tx:
        company = await tx.companies.find_by_name("Bright Home")
        await tx.companies.save(replace(company, two_step_required=True))

    await until(lambda: not tab.socket.connected)
    assert (await amira.get("/")).headers["location"] == "/account/two-step"
    assert (await amira.get("/session")).status_code == 401
    with pytest.raises(Refused):
        await tab.connect(cookie=amira.cookie)


# TRUST: 2.3-14
async def test_a_page_that_is_left_open_over_night_is_ended(amira, clock):
    tab = await amira.open()

    clock.pass_by(hours=12, seconds=1)

    await until(lambda: not tab.socket.connected)
    assert tab.sent_to == ["/sign-in"]


@pytest.fixture
def is_noted(store, clock):
    """Whether the watch over open pages knows that this browser was used within the hour."""

    async def is_noted(visitor):
        an_hour_ago, long_ago = clock.now() - timedelta(hours=1), clock.now() - timedelta(days=1)
        token = hashed(visitor.browser.cookies["lc"])
        async with store.reading() as stored:
            return await stored.users.find_sign_in(
                token, used_since=an_hour_ago, begun_since=long_ago, until=clock.now()
            )

    return is_noted


async def test_pressing_buttons_keeps_a_sign_in_from_falling_idle(amira, clock, is_noted):
    tab = await amira.open()
    clock.pass_by(hours=8)

    await tab.press()

    await until(lambda: is_noted(amira))


async def test_news_that_reach_an_empty_desk_do_not_count_as_use(visitor, amira, clock, is_noted):
    olga = visitor()
    await olga.sign_in("olga@bright.test")
    empty_desk, busy_desk = await amira.open(), await olga.open()
    clock.pass_by(hours=8)

    receipt = {"client_id": empty_desk.page_id, "next_message_id": 1}
    await empty_desk.socket.call("ack", receipt)
    await busy_desk.press()

    await until(lambda: is_noted(olga))
    assert not await is_noted(amira)


# What every answer says


# TRUST: 2.3-41
async def test_every_script_of_a_page_carries_the_nonce_of_its_policy(amira):
    page = await amira.get("/")

    nonce = re.search(r"'nonce-([^']+)'", page.headers["content-security-policy"])[1]
    scripts = re.findall(r"<script[^>]*>", page.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)


# TRUST: 2.3-41
async def test_what_people_write_never_gets_the_nonce(amira):
    page = await amira.get("/")

    assert "alert(1)" in page.text
    assert not re.search(r"<script[^>]*>alert\(1\)", page.text)


# TRUST: 2.3-41
async def test_no_two_answers_have_the_same_nonce(amira):
    policies = {(await amira.get("/")).headers["content-security-policy"] for _ in range(3)}

    assert len(policies) == 3


# TRUST: 2.3-19 2.3-42
async def test_every_answer_tells_the_browser_what_to_refuse(amira):
    for path in ("/", "/set-up/made-up", "/nowhere", "/broken", "/cellar", "/session"):
        said = (await amira.get(path)).headers
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] == "no-referrer"
        assert said["cross-origin-opener-policy"] == "same-origin"
        assert said["cross-origin-resource-policy"] == "same-origin"
        assert said["permissions-policy"].startswith("camera=(self)")
        assert said["cache-control"] == "no-store"


# TRUST: 2.3-42
async def test_every_page_refuses_scripts_and_frames_of_others(amira):
    for path in ("/", "/set-up/made-up", "/nowhere", "/broken", "/cellar"):
        policy = (await amira.get(path)).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert re.search(r"script-src 'self' 'nonce-[^']+'[ ;]", policy)


# FAULT: A-5
async def test_only_pages_that_compile_in_the_browser_may_do_so(amira, visitor):
    async def policy(somebody, path):
        return (await somebody.get(path)).headers["content-security-policy"]

    for path in ("/sign-in", "/set-up/made-up"):
        assert "unsafe-eval" not in await policy(visitor(), path)
    for path in ("/nowhere", "/broken", "/cellar"):
        assert "unsafe-eval" not in await policy(amira, path)
    assert "'unsafe-eval'" in await policy(amira, "/")


# TRUST: 2.3-42
@pytest.mark.parametrize(
    ("public_base_url", "insisted"),
    [("https://chat.bright.test", True), ("http://127.0.0.1:8080", False)],
)
async def test_https_is_insisted_on_where_there_is_https(open_house, public_base_url, insisted):
    async with open_house(public_base_url=public_base_url) as address:
        stranger = Visitor(address)
        said = (await stranger.get("/sign-in")).headers
        await stranger.leave()

    assert ("strict-transport-security" in said) == insisted


async def test_pages_and_scripts_are_compressed_on_their_way(amira):
    for path in ("/", STATIC):
        answer = await amira.get(path, **{"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"


# TRUST: 2.3-57
async def test_nobody_rewrites_the_links_of_a_page_by_a_header(amira, visitor):
    page = await amira.get("/", **{"X-Forwarded-Prefix": "/elsewhere"})
    led = await visitor().get("/", **{"X-Forwarded-Prefix": "/elsewhere"})

    assert "/elsewhere" not in page.text
    assert led.headers["location"] == "/sign-in"


# FAULT: A-17
async def test_what_is_not_there_is_not_kept_by_browsers(visitor):
    for folder in ("libraries", "components", "resources/x", "esm/x", "static", "nowhere"):
        answer = await visitor().get(f"/_nicegui/{nicegui.__version__}/{folder}/none.js")
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")

    kept = await visitor().get(STATIC)
    assert "immutable" in kept.headers["cache-control"]


# What went wrong


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
