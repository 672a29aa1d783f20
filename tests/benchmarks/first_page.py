"""What the first visit costs a browser, and the next one; also on a slow phone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.benchmarks.demo_data import EMAIL, page_of_maya
from tests.benchmarks.programs import floor, ours
from tests.benchmarks.table import Budget, Row, at_most
from tests.browser import chromium
from tests.browser.people import Agent

LIST = "/live-conversations"
A_CONVERSATION = "[data-testid=conversation-item]"
ANYTHING = "body"

IS_USABLE = """(sight) => window.did_handshake === true
    && document.querySelector(sight) !== null && performance.now()"""
PAINTED_AT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
COUNT_NODES = "() => document.querySelectorAll('*').length"

DESKTOP, PHONE = (1440, 900), (390, 780)
SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""Lighthouse's slow 4G: milliseconds, and bytes per second."""
TIMES_SLOWER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    kilobytes: float
    requests: int
    nodes: int
    painted: float
    usable: float
    """Drawn and connected. Both in seconds from the click."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A machine and what it is signed in with; waits until it sees something."""

    browser: Browser
    sign_in: StorageState | None = None
    sight: str = ANYTHING
    is_slow_phone: bool = False

    def visits(self, url: str) -> tuple[Visit, Visit]:
        """With nothing in its cache, and once more."""
        width, height = PHONE if self.is_slow_phone else DESKTOP
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, storage_state=self.sign_in
        )
        try:
            return self._visit(context, url), self._visit(context, url)
        finally:
            context.close()

    def _visit(self, context: BrowserContext, url: str) -> Visit:
        page = context.new_page()
        loaded = self._observed(page)
        page.goto(url)
        usable = page.wait_for_function(IS_USABLE, arg=self.sight).json_value()
        page.wait_for_load_state("networkidle")
        visit = Visit(
            kilobytes=sum(loaded) / 1000,
            requests=len(loaded),
            nodes=page.evaluate(COUNT_NODES),
            painted=page.evaluate(PAINTED_AT) / 1000,
            usable=usable / 1000,
        )
        page.close()
        return visit

    def _observed(self, page: Page) -> list[int]:
        """Grows by the bytes of each answer that comes over the line."""
        loaded: list[int] = []

        def note(finished: dict[str, float]) -> None:
            if size := int(finished["encodedDataLength"]):  # none when it was in the cache
                loaded.append(size)

        devtools = page.context.new_cdp_session(page)
        devtools.on("Network.loadingFinished", note)
        devtools.send("Network.enable")
        if self.is_slow_phone:
            devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
        return loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    first: Visit
    next: Visit
    first_by_phone: Visit
    next_by_phone: Visit


NEXT_BY_PHONE = "slow phone, next page usable"
REASONS = {
    NEXT_BY_PHONE: "Starting Quasar and shaking hands takes NiceGUI's empty page longer than that."
}
FIGURES: tuple[tuple[str, str, Callable[[Visits], float], Budget | None], ...] = (
    ("first page, over the line", "kB", lambda of: of.first.kilobytes, at_most(400)),
    ("first page, requests", "", lambda of: of.first.requests, at_most(20)),
    ("first page, DOM nodes", "", lambda of: of.first.nodes, at_most(1500)),
    ("first page, usable", "s", lambda of: of.first.usable, None),
    ("next page, over the line", "kB", lambda of: of.next.kilobytes, None),
    ("next page, requests", "", lambda of: of.next.requests, None),
    ("next page, usable", "s", lambda of: of.next.usable, None),
    ("slow phone, first page painted", "s", lambda of: of.first_by_phone.painted, at_most(2.8)),
    ("slow phone, first page usable", "s", lambda of: of.first_by_phone.usable, at_most(3.5)),
    (NEXT_BY_PHONE, "s", lambda of: of.next_by_phone.usable, at_most(1)),
)


def rows(data: Path) -> Iterator[Row]:
    with chromium_browser() as browser:
        with ours(data) as program:
            sign_in = sign_in_of_amira(browser, program.url)
            amira = Visitor(browser=browser, sign_in=sign_in, sight=A_CONVERSATION)
            mine = visits_of(amira, program.url + page_of_maya(data), by_phone=program.url + LIST)
        with floor("pages") as program:
            least = visits_of(Visitor(browser=browser), program.url, by_phone=program.url)
    for what, unit, figure, budget in FIGURES:
        yield Row(
            what=what,
            unit=unit,
            ours=figure(mine),
            floor=figure(least),
            budget=budget,
            reason=REASONS.get(what, ""),
        )


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    path = chromium.executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


def sign_in_of_amira(browser: Browser, url: str) -> StorageState:
    context = browser.new_context(base_url=url)
    Agent(context.new_page()).sign_in(EMAIL)
    sign_in = context.storage_state()
    context.close()
    return sign_in


def visits_of(visitor: Visitor, url: str, *, by_phone: str) -> Visits:
    first, following = visitor.visits(url)
    first_by_phone, next_by_phone = replace(visitor, is_slow_phone=True).visits(by_phone)
    return Visits(
        first=first,
        next=following,
        first_by_phone=first_by_phone,
        next_by_phone=next_by_phone,
    )
