"""Stories about the devices on which people are told of messages, and what is shown there."""

from datetime import time

import pytest

from domain.model.access_errors import NumberNotAssigned
from domain.model.errors import NotAPhoneNumber
from tests.support.plain_pages import member_of, submit

pytestmark = pytest.mark.usefixtures("letter_box")

DEVICE = "/account/device"
PHONE = "https://push.example/send/a-long-secret"
KEYS = {"p256dh": "B" + "a" * 86, "auth": "c" * 22}


async def tell(visitor, method, said, *, origin=None):
    headers = {"Origin": origin or visitor.address}
    return await visitor.browser.request(method, DEVICE, json=said, headers=headers)


async def devices(store, user_id):
    async with store.reading() as stored:
        return await stored.push_devices.count(user_id)


@pytest.fixture
async def amiras_id(store, bright_home):
    async with store.reading() as stored:
        (found,) = [user.id for user in await stored.users.all(1) if user.name[:5] == "Amira"]
    return found


# SPEC: NOT-1
async def test_amira_is_told_on_her_phone_until_she_switches_it_off(amira, store, amiras_id):
    assert (await amira.get(DEVICE)).json() == {"key": "our key"}

    for _ in range(2):
        answer = await tell(
            amira, "POST", {"endpoint": PHONE, "keys": KEYS, "expirationTime": None}
        )
        assert answer.status_code == 204
    assert await devices(store, amiras_id) == 1

    await tell(amira, "DELETE", {"endpoint": "https://push.example/another"})
    assert await devices(store, amiras_id) == 1
    assert (await tell(amira, "DELETE", {"endpoint": PHONE})).status_code == 204
    assert await devices(store, amiras_id) == 0


# SPEC: NOT-1 ACC-8
async def test_signing_out_ends_it_on_this_device_and_on_no_other(amira, visitor, store, amiras_id):
    desk = visitor()
    await desk.sign_in("amira@bright.test")
    await tell(amira, "POST", {"endpoint": PHONE, "keys": KEYS})
    await tell(desk, "POST", {"endpoint": f"{PHONE}-desk", "keys": KEYS})

    await amira.post("/sign-out")
    assert await devices(store, amiras_id) == 1
    await desk.post("/sign-out")

    assert await devices(store, amiras_id) == 0


# SPEC: NOT-1
async def test_a_browser_belongs_to_whoever_signed_in_there_last(
    amira,
    olga,
    store,
    amiras_id,
):
    await tell(amira, "POST", {"endpoint": PHONE, "keys": KEYS})
    await tell(olga, "DELETE", {"endpoint": PHONE})
    assert await devices(store, amiras_id) == 1

    await tell(olga, "POST", {"endpoint": PHONE, "keys": KEYS})

    assert await devices(store, amiras_id) == 0


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        None,
        "x",
        {"endpoint": PHONE},
        {"endpoint": PHONE, "keys": []},
        {"endpoint": PHONE, "keys": {"p256dh": 1, "auth": 2}},
        {"endpoint": PHONE, "keys": {**KEYS, "auth": "<script>"}},
        {"endpoint": [PHONE], "keys": KEYS},
        {"endpoint": "http://push.example/x", "keys": KEYS},
        {"endpoint": "https://localhost/x", "keys": KEYS},
        {"endpoint": "https://us:secret@push.example/x", "keys": KEYS},
        {"endpoint": "javascript:alert(1)", "keys": KEYS},
        {"endpoint": "https://push.example/" + "x" * 1000, "keys": KEYS},
    ],
)
async def test_what_no_browser_gives_out_is_refused(amira, store, amiras_id, said):
    answer = await tell(amira, "POST", said)

    assert (answer.status_code, "cannot be told" in answer.json()["detail"]) == (400, True)
    assert await devices(store, amiras_id) == 0


async def test_another_site_can_neither_add_nor_remove_a_device(amira, store, amiras_id):
    await tell(amira, "POST", {"endpoint": PHONE, "keys": KEYS})

    for method in ("POST", "DELETE"):
        said = {"endpoint": PHONE, "keys": KEYS}
        answer = await tell(amira, method, said, origin="https://evil.example")
        assert answer.status_code == 403

    assert await devices(store, amiras_id) == 1


async def test_there_is_an_end_to_the_devices_of_one_user(amira, store, amiras_id):
    for number in range(21):
        answer = await tell(amira, "POST", {"endpoint": f"{PHONE}{number}", "keys": KEYS})

    assert "on 20 devices already" in answer.json()["detail"]
    assert await devices(store, amiras_id) == 20


async def test_amira_sets_her_quiet_hours(amira, store, amiras_id):
    await submit(amira, "/account/notifications", quiet_from="22:00", quiet_until="07:00")

    async with store.reading() as stored:
        user = await stored.users.get(amiras_id, company_id=1)
    assert (user.quiet_from, user.quiet_until) == (time(22), time(7))
    assert 'type="time" value="22:00"' in (await amira.get("/account")).text
    await submit(amira, "/account/notifications", quiet_from="", quiet_until="")
    async with store.reading() as stored:
        assert (await stored.users.get(amiras_id, company_id=1)).quiet_from is None


async def test_half_of_quiet_hours_is_refused_and_stays_in_the_field(amira, store, amiras_id):
    answer = await submit(
        amira, "/account/notifications", quiet_from="22:00", quiet_until="", hide_texts="on"
    )

    assert answer.status_code == 422
    assert "Give both times of the quiet hours" in answer.text
    assert 'type="time" value="22:00"' in answer.text
    assert 'name="hide_texts" checked' in answer.text
    async with store.reading() as stored:
        assert (await stored.users.get(amiras_id, company_id=1)).quiet_from is None


async def test_amira_hides_texts_in_notifications(amira, store, amiras_id):
    await submit(amira, "/account/notifications", hide_texts="on")

    async with store.reading() as stored:
        assert (await stored.users.get(amiras_id, company_id=1)).hides_texts
    assert 'name="hide_texts" checked' in (await amira.get("/account")).text
    await submit(amira, "/account/notifications")
    assert 'name="hide_texts" checked' not in (await amira.get("/account")).text


# SPEC: ACC-9 NOT-1
async def test_olga_sets_the_number_that_users_are_texted_from(
    olga, queen_street, foreign, services, store
):
    administrator = await member_of(olga, services)

    for refusal, written in (
        (NotAPhoneNumber, "no number"),
        (NumberNotAssigned, "+14165550190"),
    ):
        with pytest.raises(refusal):
            await services.company.set_notification_number(written, by=administrator)
    await services.company.set_notification_number("+1 416 555 0100", by=administrator)
    async with store.reading() as stored:
        assert (await stored.companies.get(1)).notification_number == "+14165550100"
    await services.company.set_notification_number("", by=administrator)
    async with store.reading() as stored:
        assert (await stored.companies.get(1)).notification_number is None


async def test_the_page_can_be_installed(visitor):
    stranger = visitor()

    manifest = await stranger.get("/manifest.webmanifest")
    worker = await stranger.get("/service-worker.js")

    assert manifest.headers["content-type"] == "application/manifest+json"
    assert (manifest.json()["name"], manifest.json()["display"]) == ("Chatter", "standalone")
    assert {icon["sizes"] for icon in manifest.json()["icons"]} == {"192x192", "512x512"}
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    assert "fetch" not in worker.text
    assert 'rel="manifest"' in (await stranger.get("/sign-in")).text
