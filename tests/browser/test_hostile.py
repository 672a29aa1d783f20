"""What strangers and colleagues write is shown as text, wherever it stands, and never runs."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.gateways.clock import SystemClock
from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.gateways.settings import read_settings
from domain.model.actor import ALL
from domain.model.attachments import InboundMedia, StoredFile
from domain.model.carrier import InboundText
from domain.services.admin.operator import OperatorService
from domain.wiring import App
from storage.media_files import MediaFolder
from storage.migrate import migrate
from tests.servers import Server
from tests.ui.visitors import PASSWORD

RUNS = "window.__ran=1"
TEXTS = (
    f'<img src=x onerror="{RUNS}">',
    f"<script>{RUNS}</script>",
    f"</script><script>{RUNS}</script>",
    f"<svg onload={RUNS}>",
    f"<svg><script>{RUNS}</script></svg>",
    f'"><img src=x onerror={RUNS}>',
    f"'><body onload={RUNS}>",
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'></iframe>",
    f"<a href='javascript:{RUNS}'>press</a>",
    f"javascript:{RUNS}",
    f"data:text/html,<script>{RUNS}</script>",
    f"<details open ontoggle={RUNS}>x</details>",
    f"<input autofocus onfocus={RUNS}>",
    f"<video><source onerror={RUNS}></video>",
    f"<math><mtext><script>{RUNS}</script></mtext></math>",
    f"<style>@import 'javascript:{RUNS}';</style>",
    "<style>* { display: none }</style>",
    f"<template><script>{RUNS}</script></template>",
    f"<object data='javascript:{RUNS}'></object>",
    f"<embed src='javascript:{RUNS}'>",
    f"<form action='javascript:{RUNS}'><button>press</button></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    f"{{{{constructor.constructor('{RUNS}')()}}}}",
    "{{ 7*7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "${7*7}",
    "`${7*7}`",
    "#{7*7}",
    "<%= 7*7 %>",
    f"<div v-html=\"'<img src=x onerror={RUNS}>'\"></div>",
    f'<div v-on:mouseover="{RUNS}">v</div>',
    f'<div @click="{RUNS}">v</div>',
    '<div :style="{display: 1}">v</div>',
    "\u202e\u2066evil.exe\u2069",
    "zero\u200bwidth\u200djoined",
    "nul \0 inside",
    "line\u2028separator\u2029here",
    "\\u003cscript\\u003e",
    "&lt;script&gt; &amp; &#60;",
    "%3Cscript%3E",
    "' OR 1=1; DROP TABLE messages; --",
    '"NEAR(" AND * OR %_',
    "]]><!--",
    "<!-- --><plaintext>",
    "https://evil.example/\"onmouseover='window.__ran=1'",
    f"http://evil.example/?q=<script>{RUNS}</script>",
    f"mailto:x@evil.example?body=<script>{RUNS}</script>",
    "\N{CYRILLIC SMALL LETTER A}pple.com https://xn--pple-43d.com",
    "'; alert(1); //",
)
NAME = f"<img src=x onerror={RUNS}>{{{{7*7}}}}"
SHOWN_AS_TEXT = (
    "() => [...document.querySelectorAll('.bubble script, .bubble img, .bubble iframe, .bubble svg,"
    " .bubble object, .bubble form, .bubble style')].filter(each => !each.closest('.icon')"
    " && !each.matches('.icon')).length"
)
MAYA, NUMBER = "+14165550137", "+14165550100"
PAGES = (
    "/",
    "/users",
    "/users/1",
    "/users?search=" + "%3Cscript%3Ewindow.__ran=1%3C/script%3E",
    "/settings",
    "/settings/points-of-contact",
    "/settings/points-of-contact/1",
    "/settings/templates",
    "/settings/templates/1",
    "/settings/unrouted",
    "/settings/audit-log",
    "/account",
    "/live-conversations?name=%3Cimg%20src=x%20onerror=window.__ran=1%3E",
    "/live-conversations/new",
)


async def furnish(folder: Path) -> None:
    """Everything that has a name is called by a hostile one, and a customer has texted it all."""
    migrate(folder / "live-conversations.db")
    parts = App(settings(folder))
    administration = OperatorService(
        store=parts.store, clock=SystemClock(), passwords=Argon2Passwords(), phones=PhoneNumbers()
    )
    await administration.create_company(NAME, live_conversations=True)
    await administration.create_point_of_contact(NAME, number=NUMBER, company=NAME)
    await administration.create_user(
        "amira@bright.test", name=NAME, company=NAME, is_admin=True, password=PASSWORD
    )
    await texted(parts, to="+14165559999", text=TEXTS[0])
    for number, text in enumerate(TEXTS):
        await texted(parts, text=text, number=number)
    await answered(parts)
    await sent_a_file(parts, folder)
    await parts.store.close()


def settings(folder: Path):
    return read_settings(
        data_dir=folder,
        public_base_url="http://127.0.0.1",
        twilio_account_sid="AC" + "1" * 32,
        twilio_auth_token="for-tests",
        twilio_api_base_url="http://127.0.0.1:9",
    )


async def texted(parts: App, *, text: str, number: int = 99, to: str = NUMBER, media=()) -> None:
    await parts.services.inbound.receive(
        InboundText(
            account="AC" + "1" * 32,
            carrier_id=f"SM{number:032}",
            sender=MAYA,
            recipient=to,
            text=text,
            media=media,
        )
    )


async def answered(parts: App) -> None:
    """Whoever answers, comments and renames writes no better."""
    services = parts.services
    _, amira = await services.sign_in.sign_in(
        "amira@bright.test", PASSWORD, address="-", device=NAME
    )
    async with parts.store.transaction() as tx:
        await tx.companies.add_template(amira.company_id, name=NAME, text=NAME)
    await services.messaging.send(1, by=amira, text=f"Answer {NAME}", key="answer-1")
    await services.conversations.rename(1, NAME, by=amira)
    await services.conversations.comment(1, f"Comment {NAME}", by=amira, key="comment-1")


async def sent_a_file(parts: App, folder: Path) -> None:
    """A page with a script that calls itself a picture, and has been fetched."""
    media = (InboundMedia(url="https://api.twilio.com/x", media_type="image/svg+xml"),)
    await texted(parts, text="Look at this", number=1000, media=media)
    content = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUNS}'/>".encode()
    kept = await MediaFolder(folder / "media", spare_bytes=0).store(content)
    file = StoredFile(
        name=f"{NAME}.svg",
        media_type="image/svg+xml",
        content_hash=kept,
        size=len(content),
        width=None,
        height=None,
    )
    async with parts.store.transaction() as tx:
        await tx.attachments.mark_downloaded(1, file)
        assert await tx.messages.get(len(TEXTS) + 2, within=ALL)


@pytest.fixture(scope="module")
def hostile_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    with ThreadPoolExecutor() as beside:  # Playwright's own loop runs in this thread
        beside.submit(lambda: asyncio.run(furnish(folder))).result()
    server = Server(
        "serve",
        folder,
        TWILIO_ACCOUNT_SID="AC" + "1" * 32,
        TWILIO_AUTH_TOKEN="for-tests",
        TWILIO_API_BASE_URL="http://127.0.0.1:9",
    )
    server.start()
    yield server
    server.stop()


def enters(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("textbox", name="Email").fill("amira@bright.test")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")


def nothing_ran(page: Page, where: str) -> None:
    assert page.evaluate("window.__ran") is None, f"something ran at {where}"


# TRUST: 2.3-38 2.3-39 2.3-41
def test_fifty_hostile_texts_are_text_wherever_they_stand(open_page, hostile_house):
    """Whatever the policy stops would be written to the console, which fails this story."""
    page = open_page(hostile_house.url)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    enters(page, "/live-conversations/1/details")
    page.wait_for_function("window.did_handshake === true")
    expect(page.get_by_test_id("message-body").last).to_contain_text("Look at this")
    log = page.get_by_role("log")
    while "Conversation started" not in log.inner_text():
        log.evaluate("log => log.scrollTo(0, 0)")
        page.wait_for_timeout(100)

    shown = page.get_by_test_id("message-body").all_inner_texts()
    for text in TEXTS:
        words = " ".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split())
        assert any(words in " ".join(each.split()) for each in shown), text
    assert page.evaluate(SHOWN_AS_TEXT) == 0
    assert page.get_by_test_id("conversation-item").first.inner_text().count(NAME) == 1
    expect(page.get_by_test_id("details-panel")).to_contain_text(f"Comment {NAME}")
    for link in page.locator(".message-body a").all():
        assert link.get_attribute("href").split(":")[0] in ("http", "https", "mailto", "tel")
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    page.get_by_role("button", name="Templates").click()
    expect(page.get_by_role("option").first).to_contain_text(NAME)
    nothing_ran(page, page.url)
    for path in PAGES:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        nothing_ran(page, path)


# TRUST: 2.3-47
def test_a_file_that_holds_a_page_is_a_download(open_page, hostile_house):
    page = open_page(hostile_house.url)
    enters(page, "/account")

    with page.expect_download() as download:
        page.evaluate("location.href = '/media/1'")

    assert RUNS in Path(download.value.path()).read_text()
    nothing_ran(page, "/media/1")


# TRUST: 2.3-41
def test_markup_that_got_into_a_page_all_the_same_would_not_run(browser: Browser, hostile_house):
    page = browser.new_page(base_url=hostile_house.url)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    enters(page, "/account")

    with page.expect_console_message(lambda it: "Content Security Policy" in it.text):
        page.evaluate(f"document.body.insertAdjacentHTML('beforeend', {TEXTS[0]!r})")

    nothing_ran(page, "/account")
    assert any("Content Security Policy" in each for each in refused)
    page.close()
