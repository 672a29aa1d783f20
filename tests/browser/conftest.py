"""A real browser on the real demo: people at desks, on tablets and on phones."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.browser import chromium
from tests.browser.people import Agent, Phone
from tests.browser.pictures import database_of
from tests.browser.signed_in import token_of
from tests.faults.warm_server import WarmServer
from tests.servers import Server, free_port

SIZES = {"phone": (390, 780), "tablet": (900, 1100), "desktop": (1440, 900)}
PATIENCE_MILLISECONDS = 30_000

FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=PATIENCE_MILLISECONDS)


class Postbox:
    """The mail server of the house: keeps what the demo sends."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=policy.default))
        return "250 Taken"


@pytest.fixture(scope="session")
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture(scope="session")
def mail_server(postbox: Postbox) -> Iterator[str]:
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture(scope="session")
def played_demo(tmp_path_factory: pytest.TempPathFactory, mail_server: str) -> tuple[Server, Path]:
    """A server that is not running, and its data as they are in the beginning."""
    data, beginning = (tmp_path_factory.mktemp(name) for name in ("demo", "beginning"))
    mail = {"SMTP_URL": mail_server, "MAIL_FROM": "inbox@demo.test"}
    server = WarmServer("demo", data, MESSAGES_PER_SECOND="50", **mail)
    server.start()
    server.stop()
    shutil.copytree(data, beginning, dirs_exist_ok=True)
    return server, beginning


@pytest.fixture(scope="module")
def demo(played_demo: tuple[Server, Path]) -> Iterator[Server]:
    """Anew for each file of stories, which then are the same whatever was told before."""
    server, beginning = played_demo
    shutil.rmtree(server.data_dir)
    shutil.copytree(beginning, server.data_dir)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database(demo: Server) -> Iterator[sqlite3.Connection]:
    """What the demo has stored, for those who must know that something arrived, or break it."""
    with closing(sqlite3.connect(database_of(demo), isolation_level=None)) as connection:
        yield connection


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[[str], Browser]]:
    """Starts a browser by the path of its program; each program once."""
    with sync_playwright() as playwright:

        @cache
        def launch(path: str) -> Browser:
            return playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)

        yield launch


@pytest.fixture
def browser(launch: Callable[[str], Browser], request: pytest.FixtureRequest) -> Browser:
    """`@pytest.mark.whole_browser`: the story needs a camera, the clipboard or notifications."""
    is_whole = request.node.get_closest_marker("whole_browser")
    return launch(chromium.executable() if is_whole else chromium.quick())


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Each story that asks for it is told three times."""
    return SIZES[request.param]


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """A machine of somebody's own; anything wrong on its console fails the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []
    marks = request.node.iter_markers("tolerates")
    expected = (*EXPECTED_TROUBLES, *(words for mark in marks for words in mark.args))

    def open_page(
        address: str, size: tuple[int, int] = SIZES["desktop"], **options: object
    ) -> Page:
        width, height = size
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            has_touch=width < 500,
            locale="en-US",
            timezone_id="America/Toronto",
            **options,
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: note_trouble(troubles, message, expected))
        return page

    yield open_page
    if request.node.stash.get(FAILED, False):
        for context in contexts:
            print(*map(as_seen, context.pages), sep="\n\n")
    for context in contexts:
        context.close()
    assert not troubles, troubles


def as_seen(page: Page) -> str:
    """What a failed story should tell: where the page was and what it showed."""
    messages = page.get_by_test_id("message").evaluate_all(
        "all => all.map(one => `${one.dataset.id} ${one.dataset.key} ${one.innerText}`)"
    )
    return "\n".join([page.url, *messages] if messages else [page.url, page.inner_text("body")])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


EXPECTED_TROUBLES = (
    "WebSocket",
    "net::ERR",
    "status of 401",
    "status of 403",
    r"status of 400 .*/_nicegui_ws/",
)
"""Lost lines and closed doors are part of some stories; browsers log them. What else belongs to
one, it says by itself: `@pytest.mark.tolerates("status of 400")`."""


def note_trouble(troubles: list[str], message: ConsoleMessage, expected: tuple[str, ...]) -> None:
    told = f"{message.text} {message.location['url']}"
    if message.type == "error" and not any(re.search(each, told) for each in expected):
        troubles.append(told)


@pytest.fixture
def agent(open_page: Callable[..., Page], demo: Server) -> Callable[..., Agent]:
    """Somebody who is signed in: `agent("amira", size)`. `test_doors` tells how one signs in."""

    def agent(
        name: str,
        size: tuple[int, int] = SIZES["desktop"],
        *,
        address: str = demo.url,
        going_to: str = "/live-conversations",
        **options: object,
    ) -> Agent:
        agent = Agent(open_page(address, size, **options))
        token = token_of(f"{name}@demo.test", database_of(demo))
        agent.page.context.add_cookies([{"name": "lc", "value": token, "url": address}])
        agent.arrives(going_to)
        return agent

    return agent


@pytest.fixture
def phone(open_page: Callable[..., Page], demo: Server) -> Callable[..., Phone]:
    """A customer's phone in the simulator: `phone("+14165550199", "Queen Street")`."""

    def phone(number: str, place: str, size: tuple[int, int] = SIZES["desktop"]) -> Phone:
        phone = Phone(open_page(demo.url, size))
        phone.belongs_to(number, texting=place)
        return phone

    return phone


@pytest.fixture
def customer(phone: Callable[..., Phone]) -> Callable[..., Phone]:
    """Somebody who has texted: `customer("Is it ready?", number="+14165550709")`."""

    def customer(text: str, *, number: str) -> Phone:
        someone = phone(number, "Queen Street")
        someone.texts(text)
        return someone

    return customer
