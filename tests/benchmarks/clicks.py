"""With a million messages, in Chromium: from the click to painted messages; scrolling far up."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.benchmarks.big import LONG_ONE
from tests.benchmarks.big_data import LONGEST, big_data
from tests.benchmarks.first_page import DESKTOP, LIST, chromium_browser, sign_in_of_amira
from tests.benchmarks.measuring import percentile
from tests.benchmarks.programs import Program, ours
from tests.benchmarks.table import Row, at_most

CLICKS, ROWS = 40, 10
PAGES_UP = 16
"""More than are kept in the page, so that bubbles have to leave it."""

CLICK = """async (index) => {
  const row = document.querySelectorAll('[data-testid=conversation-item]')[index];
  const frame = () => new Promise(requestAnimationFrame);
  const isDrawn = () => {
    const log = document.querySelector('[role=log]');
    const isThere = location.pathname.endsWith(`/${row.dataset.id}`) && log.ariaBusy !== 'true';
    return isThere && log.querySelector('[data-testid=message]');
  };
  const start = performance.now();
  row.click();
  do await frame(); while (!isDrawn());
  await frame();
  return performance.now() - start;
}"""
SCROLL_UP = """async (pages) => {
  const frames = [];
  let bubbles = 0;
  const log = document.querySelector('[role=log]');
  const oldest = () => log.querySelector('[data-testid=message]').dataset.id;
  for (let page = 0; page < pages; page += 1) {
    const before = oldest();
    let last = performance.now();
    for (let waited = 0; oldest() === before && waited < 600; waited += 1) {
      log.scrollBy(0, -200);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      frames.push(now - last);
      last = now;
      bubbles = Math.max(bubbles, log.querySelectorAll('[data-testid=message]').length);
    }
  }
  return { frames, bubbles };
}"""


def rows(_data: Path) -> Iterator[Row]:
    with ours(big_data()) as program, chromium_browser() as browser:
        sign_in = sign_in_of_amira(browser, program.url)
        width, height = DESKTOP
        context = browser.new_context(
            viewport={"width": width, "height": height}, storage_state=sign_in
        )
        yield from opening(context.new_page(), program)
        yield from scrolling(context.new_page(), program)


def opening(page: Page, program: Program) -> Iterator[Row]:
    connect(page, program.url + LIST)
    page.evaluate(CLICK, 0)
    times = [page.evaluate(CLICK, (number + 1) % ROWS) for number in range(CLICKS)]
    for percent, budget in ((50, None), (95, at_most(150))):
        yield Row(
            what=f"1M messages: click to painted messages, p{percent}",
            unit="ms",
            ours=percentile(times, percent),
            budget=budget,
        )
    page.close()


def scrolling(page: Page, program: Program) -> Iterator[Row]:
    connect(page, f"{program.url}{LIST}/{LONG_ONE}")
    page.wait_for_selector("[data-testid=message]")
    seen = page.evaluate(SCROLL_UP, PAGES_UP)
    what = f"conversation of {LONGEST:,}, {PAGES_UP} pages up"
    yield Row(what=f"{what}: bubbles", unit="", ours=seen["bubbles"], budget=at_most(300))
    yield Row(
        what=f"{what}: frame, p50",
        unit="ms",
        ours=percentile(seen["frames"], 50),
        budget=at_most(20),
    )


def connect(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_function("window.did_handshake === true")
