"""The line between a browser and the server, as somebody's eyes see it fail and come back."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser import chromium
from tests.faults.house import CUSTOMERS, PASSWORD, PLACES, House
from tests.faults.measuring import until_it_holds
from tests.faults.promises import Figure, Stage, at_least, at_most, none, promise
from tests.proxies import Line, line_to

MAYA, QUEEN_STREET = CUSTOMERS[0], PLACES["Queen Street"]
DRAFT = "Half a thought"
LONGEST_MILLISECONDS = 60_000
BUBBLES = "all => all.map(each => each.querySelector('[data-testid=message-body]')?.innerText)"


@dataclass(frozen=True)
class Cut:
    seconds: float
    noticed: bool = True

    @property
    def words(self) -> str:
        return f"{self.seconds} s {'without a line' if self.noticed else 'of silence'}"


CUTS = (Cut(1.5), Cut(10), Cut(45), Cut(10, noticed=False))


@dataclass
class Eye:
    """Amira, in front of a browser that looks at one conversation."""

    page: Page
    context: BrowserContext
    line: Line

    async def sends(self, text: str) -> None:
        await self.page.get_by_role("textbox", name="Message", exact=True).fill(text)
        await self.page.get_by_role("button", name="Send", exact=True).click()

    async def writes(self, text: str) -> None:
        await self.page.get_by_role("textbox", name="Message", exact=True).fill(text)

    async def sees(self, text: str) -> None:
        bubble = self.page.get_by_test_id("message").filter(has_text=text)
        await bubble.first.wait_for(timeout=LONGEST_MILLISECONDS)

    async def is_told(self, words: str) -> None:
        await self.page.get_by_text(words).first.wait_for(timeout=LONGEST_MILLISECONDS)

    async def has_nothing_pending(self) -> None:
        gone = "document.querySelector('[data-status=pending]') === null"
        await self.page.wait_for_function(gone, timeout=LONGEST_MILLISECONDS)

    async def bubbles(self) -> list[str]:
        shown: list[str] = await self.page.get_by_test_id("message").evaluate_all(BUBBLES)
        return shown

    async def draft(self) -> str:
        return await self.page.get_by_role("textbox", name="Message", exact=True).input_value()

    async def was_reloaded(self) -> bool:
        return not await self.page.evaluate("window.stayed === true")


@asynccontextmanager
async def watching(house: House, conversation: int, *, lines: int) -> AsyncIterator[list[Eye]]:
    """So many times Amira, each with a browser and a line of her own."""
    async with async_playwright() as playwright:
        path, arguments = chromium.executable(), chromium.ARGUMENTS
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        opened = [line_to(house.server) for _ in range(lines)]
        try:
            yield [await eye(browser, each.__enter__(), conversation) for each in opened]
        finally:
            await browser.close()
            for each in opened:
                await asyncio.to_thread(each.__exit__, None, None, None)


async def eye(browser: Browser, line: Line, conversation: int) -> Eye:
    context = await browser.new_context(base_url=line.url, viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.goto(f"/live-conversations/{conversation}")
    await page.get_by_role("textbox", name="Email").fill("amira@bright.test")
    await page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_function("window.did_handshake === true")
    await page.evaluate("window.stayed = true")
    return Eye(page, context, line)


@asynccontextmanager
async def conversation_watched(
    stage: Stage, *, lines: int = 1
) -> AsyncIterator[tuple[House, int, list[Eye]]]:
    async with stage.house() as house:
        await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
        [conversation] = house.conversations
        async with watching(house, conversation, lines=lines) as eyes:
            yield house, conversation, eyes


@promise(
    "R12", "A line that drops loses nothing, repeats nothing and reloads nothing", in_short=False
)
async def dropped_lines(stage: Stage) -> list[Figure]:
    async with conversation_watched(stage, lines=len(CUTS)) as (house, _, eyes):
        outcomes = await asyncio.gather(
            *(tunnel(house, each, cut) for each, cut in zip(eyes, CUTS, strict=True))
        )
        await asyncio.gather(*(each.sees(cut.words) for each in eyes for cut in CUTS))
        stored = len(house.rows("SELECT id FROM messages"))
        shown = [await each.bubbles() for each in eyes]
        return [
            *outcomes,
            none("bubbles missing", sum(stored - len(set(each)) for each in shown)),
            none("bubbles shown twice", sum(len(each) - len(set(each)) for each in shown)),
            none("pages that were loaded once more", sum([await e.was_reloaded() for e in eyes])),
            none("drafts lost", sum([await each.draft() != DRAFT for each in eyes])),
        ]


async def tunnel(house: House, eye: Eye, cut: Cut) -> Figure:
    """Both write meanwhile; how long after the line is back the customer's text is there."""
    eye.line.cut(seconds=cut.seconds, noticed=cut.noticed)
    back = time.perf_counter() + cut.seconds
    await eye.sends(cut.words)
    await eye.writes(DRAFT)
    asked = f"Asked during {cut.words}"
    await house.twilio.bring(asked, customer=MAYA, to=QUEEN_STREET)
    await eye.sees(asked)
    return at_most(3, f"until it was all there after {cut.words}", time.perf_counter() - back)


@promise(
    "R13",
    "Somebody whose line is dead is told so",
    in_short=False,
)
async def dead_line(stage: Stage) -> list[Figure]:
    async with conversation_watched(stage) as (_, _, [eye]):
        began = time.perf_counter()
        eye.line.cut(seconds=30, noticed=False)
        await eye.is_told("Reconnecting…")
        told = time.perf_counter() - began
        return [at_most(20, "until the page said so", told)]


@promise(
    "R27", "Every press of Send becomes one message, however the line trembles", in_short=False
)
async def trembling_line(stage: Stage) -> list[Figure]:
    presses = 200
    async with conversation_watched(stage) as (house, _, [eye]):
        shaking = asyncio.create_task(shake(eye.line))
        for number in range(presses):
            await eye.sends(f"Press {number:03}")
        shaking.cancel()
        count = "SELECT count(*), count(DISTINCT text) FROM messages WHERE text LIKE 'Press %'"
        seconds = await until_it_holds(lambda: house.rows(count) == [(presses,) * 2])
        [(stored, different)] = house.rows(count)
        began = time.perf_counter()
        await eye.has_nothing_pending()
        calm = time.perf_counter() - began
        return [
            at_least(presses, "presses that became a message", different),
            none("messages of no press of their own", stored - different),
            at_most(30, "until all were safe, after the last press", seconds),
            at_most(30, "until no bubble was pending", calm),
            none("reloads", await eye.was_reloaded()),
        ]


async def shake(line: Line) -> None:
    while True:
        line.cut(seconds=random.uniform(0.2, 2), noticed=random.random() < 0.6)
        await asyncio.sleep(random.uniform(2.5, 4))


@promise(
    "R28", "A phone without any network keeps the page, and sends when it is back", in_short=False
)
async def airplane(stage: Stage) -> list[Figure]:
    async with conversation_watched(stage) as (house, _, [eye]):
        await eye.context.set_offline(True)
        eye.line.cut(seconds=90, noticed=False)
        await eye.sends("Written in the air")
        await eye.writes(DRAFT)
        await eye.is_told("Offline – 1 message waiting")
        await asyncio.sleep(88)
        held = len(house.rows("SELECT id FROM messages WHERE direction = 'outbound'"))
        began = time.perf_counter()
        await eye.context.set_offline(False)
        gone = "SELECT count(*) FROM messages WHERE text = 'Written in the air'"
        await until_it_holds(lambda: house.rows(gone) == [(1,)])
        return [
            none("texts that arrived without a network", held),
            at_most(10, "until it was sent, once back", time.perf_counter() - began),
            none("reloads", await eye.was_reloaded()),
            none("drafts lost", await eye.draft() != DRAFT),
        ]


@promise(
    "R11b", "Over a kill, a browser keeps its place and what was being written", in_short=False
)
async def killed_under_a_browser(stage: Stage) -> list[Figure]:
    async with conversation_watched(stage) as (house, conversation, [eye]):
        await eye.writes(DRAFT)
        house.server.kill()
        began = time.perf_counter()
        await house.restart()
        await house.twilio.bring("Hello again", customer=MAYA, to=QUEEN_STREET)
        await eye.sees("Hello again")
        back = time.perf_counter() - began
        return [
            at_most(10, "until the page was back", back),
            none("drafts lost", await eye.draft() != DRAFT),
            none("places lost", f"/live-conversations/{conversation}" not in eye.page.url),
            none("bubbles shown twice", len(await eye.bubbles()) - len(set(await eye.bubbles()))),
        ]
