"""A conversation of ten thousand messages on a slow machine: scrolled up, and what it weighs."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from tests.benchmarks.big import LONG_ONE
from tests.benchmarks.big_data import LONGEST, big_data
from tests.benchmarks.first_page import (
    DESKTOP,
    LIST,
    TIMES_SLOWER,
    chromium_browser,
    sign_in_of_amira,
)
from tests.benchmarks.measuring import percentile
from tests.benchmarks.programs import ours
from tests.benchmarks.table import Row, at_least, at_most

SCREENS_PER_SECOND = 3
"""A quick hand on the wheel."""
FRAMES = 600
SCROLL = """async ([frames, pixels]) => {
  const log = document.querySelector('[role=log]');
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let number = 0; number < frames; number += 1) {
    log.scrollBy(0, -pixels);
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times;
}"""
TO_THE_BEGINNING = """async () => {
  const log = document.querySelector('[role=log]');
  const seen = new Set();
  let bubbles = 0;
  while (!log.querySelector('.log-beginning') || log.scrollTop > 0) {
    log.scrollTop = 0;
    await new Promise(requestAnimationFrame);
    const messages = log.querySelectorAll('[data-testid=message]');
    bubbles = Math.max(bubbles, messages.length);
    messages.forEach(({ dataset }) => seen.add(dataset.id));
  }
  return { bubbles, messages: seen.size };
}"""
BARE = f"""<div role="log" style="height: 100vh; overflow: auto">
{'<p style="margin: 40px">Nothing but a line of words</p>' * 500}</div>
<script>document.querySelector('[role=log]').scrollTop = 1e6</script>"""
"""The floor: what this machine makes of a page that neither loads nor draws anything more."""
LONGEST_WAY_MILLISECONDS = 180_000


def rows(_data: Path) -> Iterator[Row]:
    with ours(big_data()) as program, chromium_browser() as browser:
        width, height = DESKTOP
        context = browser.new_context(
            viewport={"width": width, "height": height},
            storage_state=sign_in_of_amira(browser, program.url),
        )
        context.set_default_timeout(LONGEST_WAY_MILLISECONDS)
        page = context.new_page()
        page.goto(f"{program.url}{LIST}/{LONG_ONE}")
        page.wait_for_function("window.did_handshake === true")
        page.wait_for_selector("[data-testid=message]")
        frames = scrolled_slowly(page)
        bare = context.new_page()
        bare.set_content(BARE)
        yield from smoothness(frames, scrolled_slowly(bare))
        bare.close()
        yield from scrolled_up(page, context.new_cdp_session(page))


def scrolled_slowly(page: Page) -> list[float]:
    """Milliseconds of each frame."""
    page.bring_to_front()
    devices = page.context.new_cdp_session(page)
    step = round(SCREENS_PER_SECOND * DESKTOP[1] / 60)
    devices.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    frames: list[float] = page.evaluate(SCROLL, [FRAMES, step])
    devices.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    devices.detach()
    return frames


def smoothness(frames: list[float], bare: list[float]) -> Iterator[Row]:
    """A frame is late by what loading and drawing older messages takes."""
    what = f"{LONGEST:,} messages, {TIMES_SLOWER}× slower, scrolled up"
    yield Row(
        what=f"{what}: frames a second",
        unit="",
        ours=1000 * len(frames) / sum(frames),
        floor=1000 * len(bare) / sum(bare),
        budget=at_least(50),
    )
    for percent in (95, 99, 100):
        yield Row(
            what=f"{what}: frame, p{percent}",
            unit="ms",
            ours=percentile(frames, percent),
            floor=percentile(bare, percent),
        )


def scrolled_up(page: Page, devices: CDPSession) -> Iterator[Row]:
    """To the first message of all, so that as much as can be is kept in the page."""
    page.bring_to_front()
    seen = page.evaluate(TO_THE_BEGINNING)
    devices.send("HeapProfiler.collectGarbage")
    heap = devices.send("Runtime.getHeapUsage")["usedSize"] / 1_000_000
    assert seen["messages"] == LONGEST, f"only {seen['messages']} of the messages were there"
    what = f"{LONGEST:,} messages, scrolled to the first"
    yield Row(what=f"{what}: bubbles", unit="", ours=seen["bubbles"], budget=at_most(300))
    yield Row(what=f"{what}: heap of the page", unit="MB", ours=heap, budget=at_most(60))
