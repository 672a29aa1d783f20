"""Who acts in the browser stories, and what they can do and see."""

import re
import time
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

PASSWORD = "demo-password"
PANELS = ("list", "conversation", "details")
PATIENCE_SECONDS = 30
ON_ITS_WAY_OR_THERE = re.compile("sent|delivered")
SCROLL_ON = """frame => {
  const list = frame.firstElementChild;
  const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 2;
  list.scrollTop = atEnd ? 0 : list.scrollTop + 0.8 * list.clientHeight;
}"""

TEXT_IN = """async ([pair, texts]) => {
  for (const text of texts) {
    await fetch('/simulator/phone/texts', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...pair, text }),
    });
  }
}"""


def choose(place: Page | Locator, name: str, option: str) -> None:
    """From one of our lists: the options stand beside everything else while it is open."""
    place.get_by_role("combobox", name=name).click()
    page = place if isinstance(place, Page) else place.page
    page.get_by_role("option", name=option, exact=True).click()
    expect(page.get_by_role("option")).to_have_count(0)


class Agent:
    """Someone of the team in front of a screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, email: str, *, going_to: str = "/live-conversations") -> None:
        self.page.goto(going_to)
        self.page.get_by_role("textbox", name="Email").fill(email)
        self.page.get_by_role("textbox", name="Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self._is_at(going_to)

    def arrives(self, path: str) -> None:
        """Signed in already."""
        self.page.goto(path)
        self._is_at(path)

    def _is_at(self, going_to: str) -> None:
        self.page.wait_for_url(f"**{going_to}")
        if going_to.startswith("/live-conversations"):
            self.is_connected()

    def goes_to(self, path: str) -> None:
        self.page.goto(path)
        self.is_connected()

    def is_connected(self) -> None:
        self.page.wait_for_function("window.did_handshake === true")

    def another_tab(self) -> "Agent":
        other = Agent(self.page.context.new_page())
        other.goes_to("/live-conversations")
        return other

    def lets_pass(self, milliseconds: int) -> None:
        """By the clock of the page: whatever it was to do sooner, it has begun by then."""
        self.page.evaluate("time => new Promise(done => setTimeout(done, time))", milliseconds)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def list(self) -> Locator:
        return self.page.get_by_test_id("conversation-list")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message", exact=True)

    @property
    def details(self) -> Locator:
        return self.page.get_by_test_id("details-panel")

    def panel(self, name: str) -> Locator:
        return self.page.get_by_test_id(f"{name}-panel")

    def sees_panels(self, *names: str) -> None:
        for name in PANELS:
            expect(self.panel(name)).to_be_visible(visible=name in names)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, preview: str) -> Locator:
        return self.page.get_by_test_id("conversation-item").filter(has_text=preview)

    def message(self, text: str) -> Locator:
        return self.page.get_by_test_id("message").filter(has_text=text)

    def finds(self, preview: str) -> Locator:
        """Wait for a row, scrolling up and down: what is far away is not drawn."""
        row = self.row(preview).first
        end = time.monotonic() + PATIENCE_SECONDS
        while not row.is_visible() and time.monotonic() < end:
            self.list.evaluate(SCROLL_ON)
            self.page.wait_for_timeout(100)
        expect(row).to_be_visible()
        return row

    def opens(self, preview: str) -> None:
        self.finds(preview).click()
        self.page.wait_for_url(re.compile(r"/live-conversations/\d+"))

    def sends(self, text: str) -> None:
        self.box.fill(text)
        self.button("Send").click()

    def sees_once(self, text: str, *, status: str | None = None) -> None:
        expect(self.message(text)).to_have_count(1)
        if status:
            expect(self.message(text)).to_have_attribute("data-status", status)

    def is_told(self, sentence: str) -> None:
        """By something that pops up."""
        expect(self.page.get_by_role("alert")).to_contain_text(sentence)

    def opens_details(self) -> None:
        self.button("Conversation details").click()
        expect(self.page.get_by_test_id("detail-customer-number")).to_be_visible()

    def chooses(self, action: str) -> None:
        """From the menu beside the name, in the details."""
        self.button("Conversation actions").click()
        self.page.get_by_role("menuitem", name=action).click()

    def closes_unanswered(self) -> None:
        """The customer wrote last, so it is asked whether that was meant."""
        self.chooses("Close")
        self.answers("Close anyway?", "Close")

    def answers(self, question: str, answer: str) -> None:
        asked = self.page.get_by_role("dialog").filter(has_text=question)
        asked.get_by_role("button", name=answer, exact=True).click()
        expect(asked).to_have_count(0)

    def comments(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Comment").fill(text)
        self.button("Send comment").click()


class Phone:
    """A customer with the simulator's phone in hand."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def belongs_to(self, number: str, *, texting: str) -> None:
        self.page.goto("/simulator/")
        self.page.get_by_role("button", name="Add customer").click()
        self.page.get_by_role("textbox", name="Phone number").fill(number)
        self.page.keyboard.press("Enter")
        # Behind the dialog nothing takes what is typed, though the customer may be shown already.
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        expect(self.page.get_by_role("combobox", name="Customer")).to_have_value(number)
        self.page.get_by_role("combobox", name="Texting").select_option(label=texting)

    def texts(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Text message").fill(text)
        self.page.get_by_role("button", name="Send").click()

    def texts_all(self, texts: list[str]) -> None:
        """One after the other, as quickly as the carrier takes them."""
        pair = {
            "customer": self.page.get_by_role("combobox", name="Customer").input_value(),
            "app_number": self.page.get_by_role("combobox", name="Texting").input_value(),
        }
        self.page.evaluate(TEXT_IN, [pair, texts])

    def sends_file(self, name: str, content: bytes, media_type: str) -> None:
        file = {"name": name, "mimeType": media_type, "buffer": content}
        with self.page.expect_file_chooser() as choosing:
            self.page.get_by_role("button", name="Attach a file").click()
        choosing.value.set_files(file)

    def lets_the_next_one(self, fate: str) -> None:
        self.page.get_by_role("combobox", name="Next message from the team").select_option(fate)

    def sees_once(self, text: str) -> None:
        expect(self.page.get_by_test_id("phone-message").filter(has_text=text)).to_have_count(1)
