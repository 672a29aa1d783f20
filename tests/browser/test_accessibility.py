"""What machines can find of WCAG 2.2 AA, in each state, at three sizes, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.states import STATES

WHOLE_BROWSER = {"camera"}
"""States that the headless shell, which is three times as quick, cannot show."""

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Without `preload`, which asks for stylesheets at addresses where none are.
QUIETLY = {"resultTypes": ["violations"], "preload": False}
EVERYTHING = QUIETLY | {"runOnly": {"type": "tag", "values": LEVELS}}
COLOURS = QUIETLY | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""Nothing else differs between light and dark."""

STILL = "document.getAnimations().every((one) => one.playState !== 'running')"
SMALL_TARGETS = """() => {
  return [...document.querySelectorAll(
    ':is(button, a, summary, select, input, .composer-field)')]
  .filter((one) => !one.closest('[inert], .message-body, .skips, .switch'))
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((one) => !document.querySelector('dialog[open]') || one.closest('dialog[open]'))
  .map((one) => [touched(one), one.outerHTML.slice(0, 200)])
  .filter(([[width, height]]) => width < 44 || height < 44)
  .map(([[width, height], html]) => `${width}×${height} ${html}`);

  // What lies invisibly around a small word is touched with it.
  function touched(one) {
    const { width, height } = one.getBoundingClientRect();
    const around = getComputedStyle(one, '::after');
    if (around.position !== 'absolute') return [Math.round(width), Math.round(height)];
    return [parseFloat(around.width), parseFloat(around.height)].map(Math.round);
  }
}"""


# SPEC: LAY-6
def test_nothing_keeps_anybody_out_of_any_state(agent, size):
    amira = agent("amira", size)
    states = [name for name in STATES if name not in WHOLE_BROWSER]

    assert [trouble for name in states for trouble in troubles(amira, name, size)] == []


# SPEC: LAY-6
@pytest.mark.whole_browser
def test_nothing_keeps_anybody_out_of_taking_a_picture(agent, size):
    amira = agent("amira", size)

    assert [trouble for name in WHOLE_BROWSER for trouble in troubles(amira, name, size)] == []


def troubles(amira, name, size) -> list[str]:
    """What is wrong with one state, in light and in dark."""
    amira.page.emulate_media(color_scheme="light")
    if name != "home":
        amira.goes_to("/live-conversations")
    STATES[name](amira)
    found = violations(amira.page, EVERYTHING)
    if amira.page.locator("h1").count() != 1:
        found.append("there must be one h1")
    if is_touched(size):
        found += amira.page.evaluate(SMALL_TARGETS)
    amira.page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in violations(amira.page, COLOURS)]
    return [f"{name}: {each}" for each in found]


def is_touched(size) -> bool:
    return size[0] < 1200


def violations(page, options) -> list[str]:
    """One line for each element that something is wrong with."""
    page.wait_for_function(STILL)
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
