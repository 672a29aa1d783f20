"""A busy day of the demo, and what its log says of it: nothing that anybody wrote."""

import asyncio
import json
import re
from hashlib import sha256

import httpx
import pytest

from storage.copying import copy_database
from tests.agents import BrowserlessAgent
from tests.open_page import OpenPage
from tests.servers import Server
from tests.support.python_pages import opened_by
from tests.support.simulated_phone import QUEEN_STREET, texts_in
from tests.ui.visitors import Visitor, until

MARK = "Zitronenfalter"
PASSWORD = "demo-password"
CUSTOMER = "+14165550177"


@pytest.fixture
def demo(tmp_path):
    server = Server(
        "demo", tmp_path, LOG_LEVEL="debug", LOG_FORMAT="json", MESSAGES_PER_SECOND="50"
    )
    server.start()
    yield server
    server.stop()


async def the_next_one_fails(demo):
    async with httpx.AsyncClient(base_url=f"{demo.url}/simulator") as phone:
        controls = (await phone.get("/phone/state")).json()["controls"]
        answer = await phone.put("/phone/controls", json=controls | {"next_message": "30007"})
        assert answer.is_success, answer.text


async def forges(demo):
    async with httpx.AsyncClient(base_url=demo.url) as stranger:
        form = {"Body": MARK, "From": CUSTOMER, "To": QUEEN_STREET, "MessageSid": "SM1"}
        answer = await stranger.post("/webhooks/twilio/inbound", data=form)
        assert answer.status_code == 403


async def adds(olga, path, **fields):
    """Of the same name a second time, which is refused."""
    form = await olga.open(f"{path}/new")
    for field, value in fields.items():
        await form.fill(field, value)
    await form.press_button("Add")

    async def it_is_there():
        return MARK in (await olga.get(path)).text

    await until(it_is_there)


async def is_refused_a_location(olga):
    """Its number is not the company's."""
    form = await olga.open("/settings/points-of-contact/new")
    refused = asyncio.Event()
    form.socket.on("update", lambda drawn: "cannot use" in str(drawn) and refused.set())
    await form.fill("Name", MARK)
    await form.fill("App number", CUSTOMER)
    await form.press_button("Add")
    async with asyncio.timeout(60):
        await refused.wait()


async def sets_up(demo):
    """Olga writes into every form; some of it is refused. What she reads of the settings, and
    what her browser shows to be let in."""
    olga = Visitor(demo.url)
    await olga.sign_in("olga@demo.test", PASSWORD)
    template = {"Name": MARK, "Text": f"{MARK} {{customer}}"}
    await adds(olga, "/settings/templates", **template)
    await adds(olga, "/settings/templates", **template)
    await is_refused_a_location(olga)
    notice = await olga.open("/settings")
    await notice.fill("Text", MARK)
    await notice.press_button("Save notice")
    await until(lambda: notice_is_kept(olga))
    await writes_about_herself(olga)
    pages = [(await olga.get(path)).text for path in ("/settings", "/settings/check-up")]
    await olga.get(f"/{MARK}?{MARK}={MARK}")
    cookies = list(olga.browser.cookies.values())
    await olga.leave()
    return "".join(pages), cookies


async def notice_is_kept(olga):
    return MARK in (await olga.get("/settings")).text


async def writes_about_herself(olga):
    account = await opened_by(olga, "/account")
    await account.fill("Your name", MARK)
    await account.fill("Phone", CUSTOMER)
    await account.click("Save")
    await account.is_refused("Current password", "Type your current password")
    await account.fill("Current password", PASSWORD)
    await account.click("Save")
    await until(lambda: account.sent_to == ["/account"])


async def texts_back(demo):
    """Amira answers, names, comments, drafts, starts, looks for it. The id of her page."""
    amira = BrowserlessAgent(demo.url)
    await amira.sign_in("amira@demo.test", PASSWORD)
    await amira.open(f"/live-conversations?message={MARK}")
    page: OpenPage = await amira.page()
    (row,) = page.props("conversation_list")["rows"]
    number = row["id"]
    await page.report("shell", "navigate", f"/live-conversations/{number}", 0)
    await page.report("composer", "saveDraft", number, MARK, 1_800_000_000_000)
    await page.report("shell", "openDetails", number)
    await until(lambda: page.shows("Rename"))
    await page.choose("Rename")
    await until(lambda: page.shows("Conversation title"))
    await page.fill("Conversation title", MARK)
    await page.report("composer", "sendComment", number, "a key", MARK)
    await page.report("composer", "checkNumber", f"{CUSTOMER[:-1]}8", 0)
    await page.report("composer", "startConversation", "key", 1, MARK, MARK, MARK, 0, [])
    await the_next_one_fails(demo)
    await amira.send(number, key="another key", text=f"{MARK} back")
    sent = await amira.sees(f"{MARK} back")
    await until(lambda: amira.log[sent.message["id"]].message["error"])
    await amira.close()
    return page.page_id


# SPEC: OPS-3
# TRUST: 2.3-36 2.3-54 2.3-56
async def test_a_busy_day_leaves_no_text_no_number_and_no_secret_in_the_log(demo):
    stranger = Visitor(demo.url)
    await stranger.sign_in(f"{MARK}@demo.test", MARK)
    await stranger.leave()
    await texts_in(demo, f"{MARK}, is it ready?", customer=CUSTOMER)
    await forges(demo)
    page_id = await texts_back(demo)
    pages, cookies = await sets_up(demo)
    demo.stop()

    log = demo.log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert len(lines) > 4
    assert {"at", "level", "logger", "message"} <= lines[0].keys()
    assert any("signed in" in line["message"] for line in lines)
    found = re.search(rf".*({MARK}|1416555\d{{4}}).*", log, re.IGNORECASE)
    assert found is None, found[0][:500]
    assert PASSWORD not in log.replace(f"Password: {PASSWORD}", "")
    key = (demo.data_dir / "demo" / "secret-key").read_text()
    auth_token = sha256(key.encode()).hexdigest()[:32]
    saved = demo.data_dir / "saved.db"
    copy_database(demo.data_dir / "demo" / "live-conversations.db", saved)
    assert len(cookies) == 3
    assert [secret for secret in (page_id, *cookies) if secret in log] == []
    for secret in (key, auth_token):
        assert secret not in log
        assert secret not in pages
        assert secret.encode() not in saved.read_bytes()
