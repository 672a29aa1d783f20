"""A press counts once, in order, whatever becomes of the line it is sent over."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.people import Agent
from tests.proxies import Line, line_to

OVERDUE_MILLISECONDS = 2500


@pytest.fixture
def line(demo) -> Iterator[Line]:
    with line_to(demo) as line:
        yield line


@pytest.fixture
def answered(agent, customer, line) -> Callable[[str, str], Agent]:
    """Somebody on a train looks at the details of a conversation that nobody waits in."""

    def answered(text: str, number: str) -> Agent:
        customer(text, number=number)
        amira = agent("amira", address=line.url)
        amira.opens(text)
        amira.sends("Gladly!")
        amira.opens_details()
        return amira

    return answered


# SPEC: HOUSE-2
def test_what_is_pressed_on_a_dead_line_is_done_once_on_the_next_one(answered, line):
    amira = answered("May I bring the ladder back?", "+14165550171")

    line.change_networks()
    amira.chooses("Close")

    expect(amira.details).to_contain_text("Closed", timeout=60_000)
    closings = amira.details.get_by_test_id("timeline-entry").filter(has_text="losed")
    expect(closings).to_have_count(1)


# SPEC: HOUSE-2
def test_who_leaves_before_a_press_has_arrived_is_told(answered, line):
    amira = answered("Is the drill still rented?", "+14165550172")

    line.change_networks()
    amira.chooses("Close")
    amira.lets_pass(OVERDUE_MILLISECONDS)
    amira.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(amira.details).to_contain_text("Closed", timeout=60_000)
    line.cut(seconds=0)  # what the browser keeps open of the network it left
    amira.page.reload()

    amira.is_told("Your last change did not reach the server")
