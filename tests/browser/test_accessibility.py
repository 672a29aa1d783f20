"""What machines can find of WCAG 2.2 AA, in each state, at three sizes, light and dark."""

import pytest

from tests.browser.axe import COLOURS, EVERYTHING, SMALL_TARGETS, violations
from tests.browser.states import STATES

WHOLE_BROWSER = {"camera"}
"""States that the headless shell, which is three times as quick, cannot show."""


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
