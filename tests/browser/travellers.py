"""Amira on her way through tunnels, each on a line of her own."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.people import ON_ITS_WAY_OR_THERE, Agent
from tests.proxies import Line

DRAFT = "Half a thought"
LONGEST_MILLISECONDS = 70_000
WATCH = """() => {
  window.stayed = true;
  const bar = document.querySelector('.connection');
  const watch = () => { window.barWasShown ||= bar.textContent.includes('1 message waiting'); };
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
        expect(self.page.get_by_text("1 message waiting")).to_have_count(0)

    def has_lost_nothing(self) -> None:
        expect(self.agent.box).to_have_value(DRAFT)
        assert self.page.evaluate("window.stayed"), "the page was loaded once more"
        if self.cut.bar:
            assert self.page.evaluate("window.barWasShown"), "nobody was told of the trouble"
