"""Starting a conversation: the form in place of the panels, or going on with an earlier one."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import choose
from tests.fakes import photo
from tests.proxies import line_to

HERE = re.compile(r"/live-conversations/\d+")


class Form:
    def __init__(self, amira) -> None:
        self.page = amira.page
        self.whole = amira.page.get_by_test_id("start-conversation")
        self.number = self.whole.get_by_role("textbox", name="Phone number")
        self.title = self.whole.get_by_role("textbox", name="Title")
        self.text = self.whole.get_by_role("textbox", name="Message")
        self.send = self.whole.get_by_role("button", name="Send")
        self.previews = self.whole.get_by_test_id("attachment-preview")

    def fill(self, number, place, text) -> None:
        self.number.fill(number)
        choose(self.whole, "Point of contact", place)
        self.text.fill(text)

    def adds(self, name) -> None:
        file = {"name": name, "mimeType": "image/jpeg", "buffer": photo()}
        self.whole.locator("input[type=file]").set_input_files(file)
        expect(self.previews).to_have_attribute("data-state", "ready")


# SPEC: NEW-1 NEW-3 LAY-3 LAY-5 LOG-4
def test_amira_starts_a_conversation_and_lands_in_it(agent, phone, size):
    amira = agent("amira", size)
    customer = phone(f"+141655507{size[0] % 100:02}", "Harbour")
    amira.button("Start Conversation").click()
    form = Form(amira)
    expect(form.number).to_be_focused()
    assert amira.path == "/live-conversations/new"
    amira.sees_panels()

    expect(form.send).to_be_disabled()
    form.fill(f"416 55507{size[0] % 100:02}", "Harbour", "Hello from the pier")
    expect(form.number).to_have_value(f"(416) 555-07{size[0] % 100:02}")
    expect(form.whole).to_contain_text("Reply STOP to opt out")
    form.adds("pier.jpg")
    form.send.click()

    amira.page.wait_for_url(HERE)
    amira.sees_once("Hello from the pier")
    expect(amira.message("Hello from the pier").get_by_test_id("attachment")).to_have_count(1)
    customer.sees_once("Hello from the pier")
    expect(customer.page.locator("[data-testid=phone-message] img")).to_have_count(1)
    amira.page.go_back()
    amira.page.wait_for_url(re.compile(r"/live-conversations$"))


# SPEC: NEW-4
def test_a_number_that_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(agent):
    amira = agent("amira")
    amira.goes_to("/live-conversations/new")
    form = Form(amira)
    form.fill("12345678901234567890", "Queen Street", "Hello")
    expect(form.whole.get_by_role("alert")).to_contain_text("is not a phone number")
    expect(form.send).to_be_disabled()
    for number, reason in (
        ("72345", "cannot be texted"),
        ("416 555 0100", "one of your own numbers"),
    ):
        form.number.fill(number)
        form.number.blur()
        expect(form.whole.get_by_role("alert")).to_contain_text(reason)
    form.number.fill("(416) 555-0796")
    form.title.fill("x" * 300)
    expect(form.whole.get_by_role("alert")).to_contain_text("The title is too long: 300")

    form.adds("kept.jpg")
    amira.page.reload()
    amira.is_connected()

    expect(form.text).to_have_value("Hello")
    expect(form.previews).to_have_attribute("title", "kept.jpg")
    amira.button("Remove attachment").click()
    expect(form.title).to_have_value("x" * 300)
    form.title.fill("  ")
    expect(form.send).to_be_enabled()
    amira.page.keyboard.press("Escape")
    amira.sees_panels("list")


# SPEC: NEW-2
def test_who_is_texted_with_already_can_be_continued_with_the_text_carried_over(agent, phone, size):
    number = f"+1416556{size[0]:04}"
    customer = phone(number, "Queen Street")
    customer.texts(f"Is it me you know? {size[0]}")
    amira = agent("amira", size)
    amira.finds(f"Is it me you know? {size[0]}")
    amira.button("Start Conversation").click()
    form = Form(amira)
    form.fill(number, "Queen Street", "It is you")
    form.adds("badge.jpg")
    form.send.click()

    question = amira.page.get_by_role("dialog", name=re.compile("You already text with"))
    expect(question).to_contain_text(f"Is it me you know? {size[0]}")
    continuing = question.get_by_role("button", name="Continue existing conversation")
    expect(continuing).to_be_focused()
    continuing.click()

    amira.page.wait_for_url(HERE)
    expect(amira.box).to_have_value("It is you")
    expect(amira.message("It is you")).to_have_count(0)
    amira.page.reload()
    amira.is_connected()
    expect(amira.page.get_by_test_id("attachment-preview")).to_have_attribute("title", "badge.jpg")
    amira.button("Remove attachment").click()
    amira.box.fill("")


# SPEC: NEW-3 MSG-9
@pytest.mark.parametrize("closes", [False, True])
def test_what_is_started_without_a_line_is_started_once_when_it_is_back(agent, phone, demo, closes):
    number, text = f"416555126{closes:d}", f"Written in the tunnel {closes:d}"
    customer = phone(f"+1{number}", "Queen Street")
    with line_to(demo) as line:
        amira = agent("amira", address=line.url, going_to="/live-conversations")
        amira.button("Start Conversation").click()
        form = Form(amira)
        form.fill(number, "Queen Street", text)
        expect(form.number).to_have_value(f"(416) 555-126{closes:d}")
        line.cut(seconds=5)
        amira.page.wait_for_function("!window.socket.connected")
        form.send.click()

        expect(form.whole).to_contain_text("will be started when you are back online")
        expect(form.send).to_be_disabled()
        if closes:
            amira.page.keyboard.press("Escape")
            amira.is_told("The conversation was started.")
            amira.button("Show").click()
        amira.page.wait_for_url(HERE)

        amira.sees_once(text, status="delivered")
        customer.sees_once(text)
        expect(amira.row(f"(416) 555-126{closes:d}")).to_have_count(1)
        expect(amira.button("Send")).to_have_count(1)


# SPEC: NEW-2 MSG-6
def test_who_went_elsewhere_meanwhile_is_told_of_the_existing_one_and_decides(agent, phone, demo):
    phone("+14165551263", "Queen Street").texts("It is me again")
    with line_to(demo) as line:
        amira = agent("amira", address=line.url)
        amira.finds("It is me again")
        amira.button("Start Conversation").click()
        form = Form(amira)
        form.fill("4165551263", "Queen Street", "Hello you")
        line.cut(seconds=3)
        amira.page.wait_for_function("!window.socket.connected")
        form.send.click()
        amira.page.keyboard.press("Escape")

        amira.is_told("You already text with (416) 555-1263 at Queen Street.")
        amira.button("Decide").click()
        question = amira.page.get_by_role("dialog", name=re.compile("You already text with"))
        question.get_by_role("button", name="Continue existing conversation").click()

        expect(amira.box).to_have_value("Hello you")
        amira.box.fill("")


# SPEC: NEW-2
def test_a_new_one_can_be_started_all_the_same_and_closes_nothing(agent, phone):
    customer = phone("+14165550799", "Queen Street")
    customer.texts("First matter")
    amira = agent("amira")
    amira.finds("First matter")
    amira.button("Start Conversation").click()
    form = Form(amira)
    form.fill("4165550799", "Queen Street", "Second matter")
    form.send.click()
    amira.page.get_by_role("button", name="Start new conversation").click()

    amira.page.wait_for_url(HERE)
    amira.sees_once("Second matter")
    expect(amira.row("First matter")).to_be_visible()
    expect(amira.row("Second matter")).to_be_visible()
