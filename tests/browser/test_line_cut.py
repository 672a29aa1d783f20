"""The line breaks while people write: nothing is lost, nothing comes twice, nothing reloads."""

import re
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Agent
from tests.proxies import Line, line_to

DRAFT = "Half a thought"
LONGEST_MILLISECONDS = 70_000
ON_ITS_WAY_OR_THERE = re.compile("sent|delivered")

WATCH = """() => {
  window.stayed = true;
  const bar = document.querySelector('.connection');
  const watch = () => { window.barWasShown ||= bar.textContent.includes('Reconnecting…'); };
  new MutationObserver(watch).observe(bar, { childList: true, subtree: true });
}"""


@dataclass(frozen=True)
class Cut:
    seconds: float
    noticed: bool = True
    bar: bool = True
    """Whether it lasts long enough to be worth mentioning on the page."""

    @property
    def words(self) -> str:
        return f"Written in {self.seconds} s {'without a line' if self.noticed else 'of silence'}"


CUTS = (
    Cut(1.5, bar=False),
    Cut(10),
    Cut(10, noticed=False, bar=False),
    Cut(45),
    Cut(45, noticed=False),
)


@dataclass
class Traveller:
    """Amira once more, on a line of her own."""

    agent: Agent
    line: Line
    cut: Cut

    @property
    def page(self) -> Page:
        return self.agent.page

    def enters_the_tunnel(self) -> None:
        self.page.evaluate(WATCH)
        self.line.cut(seconds=self.cut.seconds, noticed=self.cut.noticed)
        self.agent.sends(self.cut.words)
        self.agent.box.fill(DRAFT)

    def leaves_the_tunnel(self) -> None:
        sent = self.agent.message(self.cut.words)
        expect(sent).to_have_attribute(
            "data-status", ON_ITS_WAY_OR_THERE, timeout=LONGEST_MILLISECONDS
        )
        expect(self.page.get_by_text("Reconnecting…")).to_have_count(0)

    def has_lost_nothing(self) -> None:
        expect(self.agent.box).to_have_value(DRAFT)
        assert self.page.evaluate("window.stayed"), "the page was loaded once more"
        if self.cut.bar:
            assert self.page.evaluate("window.barWasShown"), "nobody was told of the trouble"


@pytest.fixture
def travellers(agent, demo):
    """All are on their way at the same time, so that the longest tunnel is the whole wait."""

    def travellers(towards: str) -> list[Traveller]:
        return [Traveller(arrived(cut, towards), lines[cut], cut) for cut in CUTS]

    def arrived(cut: Cut, towards: str) -> Agent:
        amira = agent("amira", address=lines[cut].url)
        amira.opens(towards)
        amira.sees_once(towards)
        return amira

    with ExitStack() as stack:
        lines = {cut: stack.enter_context(line_to(demo)) for cut in CUTS}
        yield travellers


# SPEC: MSG-8 MSG-9
def test_cuts_of_any_length_lose_nothing_and_repeat_nothing(travellers, agent, phone):
    maya = phone("+14165550145", "Queen Street")
    maya.texts("Is anybody there?")
    people = travellers("Is anybody there?")

    for traveller in people:
        traveller.enters_the_tunnel()
    maya.texts("First question")
    for number, traveller in enumerate(people):
        traveller.leaves_the_tunnel()
        maya.texts(f"Question {number} after that")

    olga = agent("olga")
    olga.opens("Question 4 after that")
    olga.sees_once("Question 4 after that")
    for traveller in people:
        maya.sees_once(traveller.cut.words)
        traveller.has_lost_nothing()
        shows_the_same(traveller.agent, olga)


def shows_the_same(someone: Agent, other: Agent) -> None:
    """To the very message, in the same order."""
    everything = other.page.get_by_test_id("message")
    expect(someone.page.get_by_test_id("message")).to_have_count(everything.count())
    assert ids(someone) == ids(other)


def ids(someone: Agent) -> list[str]:
    read = "all => all.map(one => one.dataset.id)"
    return someone.page.get_by_test_id("message").evaluate_all(read)


# SPEC: MSG-8 MSG-9
def test_a_killed_server_comes_back_under_an_open_page(agent, phone, demo):
    maya = phone("+14165550146", "Queen Street")
    maya.texts("Are you open today?")
    amira = agent("amira")
    amira.opens("Are you open today?")
    address = amira.page.url

    demo.kill()
    amira.sends("Until six.")
    amira.box.fill(DRAFT)
    demo.start()

    amira.sees_once("Until six.", status="delivered")
    expect(amira.box).to_have_value(DRAFT)
    assert amira.page.url == address
    maya.sees_once("Until six.")
    maya.texts("Then I come by.")
    amira.sees_once("Then I come by.")
    amira.sees_once("Until six.")
