"""Who acts in the browser stories, and what they can do and see."""

import re

from playwright.sync_api import Locator, Page, expect

PASSWORD = "demo-password"


class Agent:
    """Someone of the team in front of a screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, email: str, *, going_to: str = "/live-conversations") -> None:
        self.page.goto(going_to)
        self.page.get_by_role("textbox", name="Email").fill(email)
        self.page.get_by_role("textbox", name="Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(f"**{going_to}")
        if going_to.startswith("/live-conversations"):
            self.is_connected()

    def goes_to(self, path: str) -> None:
        self.page.goto(path)
        self.is_connected()

    def is_connected(self) -> None:
        self.page.wait_for_function("window.did_handshake === true")

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

    def row(self, preview: str) -> Locator:
        return self.page.get_by_test_id("conversation-item").filter(has_text=preview)

    def message(self, text: str) -> Locator:
        return self.page.get_by_test_id("message").filter(has_text=text)

    def opens(self, preview: str) -> None:
        self.row(preview).first.click()
        self.page.wait_for_url(re.compile(r"/live-conversations/\d+"))

    def sends(self, text: str) -> None:
        self.box.fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()

    def sees_once(self, text: str, *, status: str | None = None) -> None:
        expect(self.message(text)).to_have_count(1)
        if status:
            expect(self.message(text)).to_have_attribute("data-status", status)

    def opens_details(self) -> None:
        self.page.get_by_role("button", name="Conversation details").click()
        expect(self.page.get_by_test_id("detail-customer-number")).to_be_visible()


class Phone:
    """A customer with the simulator's phone in hand."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def belongs_to(self, number: str, *, texting: str) -> None:
        self.page.goto("/simulator/")
        self.page.get_by_role("button", name="Add customer").click()
        self.page.get_by_role("textbox", name="Phone number").fill(number)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("combobox", name="Customer")).to_have_value(number)
        self.page.get_by_role("combobox", name="Texting").select_option(label=texting)

    def texts(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Text message").fill(text)
        self.page.get_by_role("button", name="Send").click()

    def lets_the_next_one(self, fate: str) -> None:
        self.page.get_by_role("combobox", name="Next message from the team").select_option(fate)

    def sees_once(self, text: str) -> None:
        expect(self.page.get_by_test_id("phone-message").filter(has_text=text)).to_have_count(1)
