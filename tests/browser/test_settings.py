"""Olga changes the settings of the company, and what she has typed is never lost."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import COLOURS, EVERYTHING, SMALL_TARGETS, violations

PHONE, DESKTOP = (390, 780), (1440, 900)
TABS = (
    "",
    "/points-of-contact",
    "/points-of-contact/new",
    "/points-of-contact/1",
    "/templates",
    "/templates/1",
    "/notifications",
    "/check-up",
    "/unrouted",
    "/audit-log",
)


@pytest.fixture
def olga(agent):
    """`olga("/settings")` is in front of that page, with its socket connected."""

    def opens(path: str, size=DESKTOP) -> Page:
        olga = agent("olga", size, going_to=path)
        olga.is_connected()
        return olga.page

    return opens


def field(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def presses(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def chooses(page: Page, name: str, option: str) -> None:
    page.get_by_role("combobox", name=name).click()
    page.get_by_role("option", name=option, exact=True).click()


def is_told(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


# SPEC: ACC-9
def test_olga_writes_a_notice_and_sees_what_it_costs_while_she_types(olga):
    page = olga("/settings")
    notice = card(page, "Legal notice")
    field(notice, "Text").fill("Reply STOP to opt out.")

    expect(notice).to_contain_text("22 of 800 characters · 1 SMS · GSM-7")
    field(notice, "Text").fill("Répondez ARRÊT 🙂")
    expect(notice).to_contain_text("17 of 800 characters · 1 SMS · UCS-2")
    field(notice, "Text").fill("x" * 801)
    expect(notice).to_contain_text("The legal notice is too long: 800 characters is the limit.")
    expect(notice).to_contain_text("6 SMS")
    presses(notice, "Save notice")
    expect(field(notice, "Text")).to_have_value("x" * 801)

    field(notice, "Text").fill("Reply STOP to opt out.")
    chooses(page, "Language of the notice", "French")
    presses(notice, "Save notice")
    is_told(page, "Saved.")
    page.reload()
    expect(field(notice, "Text")).to_have_value("Reply STOP to opt out.")
    expect(page.get_by_role("combobox", name="Language of the notice")).to_have_value("French")


# SPEC: ACC-9 LOG-4
def test_what_a_colleague_saves_shows_and_what_is_being_typed_stays(olga):
    here, there = olga("/settings"), olga("/settings")
    field(there, "Company name").fill("Brighter Ho")
    radio = re.compile("^From every number")
    expect(here.get_by_role("combobox", name="Country")).to_have_value("Canada")
    expect(here.get_by_role("combobox", name="Time zone")).to_have_value("Toronto (America)")

    field(here, "Company name").fill("Bright Home & Sons")
    presses(card(here, "Company"), "Save")
    is_told(here, "Saved.")
    here.get_by_role("radio", name=radio).click()
    presses(here, "Save choice")

    expect(there.get_by_role("radio", name=radio)).to_be_checked()
    expect(field(there, "Company name")).to_have_value("Brighter Ho")
    field(there, "Company name").fill("  ")
    presses(card(there, "Company"), "Save")
    expect(card(there, "Company")).to_contain_text("Fill this in.")


# FAULT: N-32
# SPEC: ACC-9 CAR-3
def test_a_location_gets_a_name_of_its_own_a_number_and_a_notice(olga):
    page = olga("/settings/points-of-contact")
    page.get_by_role("link", name="New location").click()
    field(page, "Name").fill("Market")
    field(page, "App number").fill("416 555")
    presses(page, "Add")
    form = card(page, "New location")
    expect(form).to_contain_text("“416 555” is not a phone number.")
    expect(field(page, "Name")).to_have_value("Market")
    field(page, "App number").fill("416-555-0100")
    presses(page, "Add")
    is_told(page, "Saved. Market is open.")
    field(page, "Name").fill("Market")
    field(page, "App number").fill("416-555-0100")
    presses(page, "Add")
    expect(form).to_contain_text("is already in use.")

    page.get_by_role("link", name="All locations").click()
    row = page.get_by_test_id("point-of-contact").filter(has_text="Market")
    expect(row).to_contain_text("(416) 555-0100")
    row.get_by_role("link").click()
    page.get_by_role("checkbox", name="New customers on this shared number").click()
    expect(page.get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_test_id("notice-length")).to_have_text("Leave empty to use the company’s.")
    field(page, "Text").fill("Répondez STOP.")
    expect(page.get_by_test_id("notice-length")).to_contain_text("14 of 800 characters")
    presses(page, "Save")
    is_told(page, "Saved.")
    page.reload()
    expect(field(page, "Text")).to_have_value("Répondez STOP.")
    expect(page.get_by_role("checkbox")).to_be_checked()


# FAULT: A-6
# SPEC: DET-4
def test_a_location_is_closed_and_a_colleague_sees_it_at_once(olga):
    colleague = olga("/settings/points-of-contact")
    page = olga("/settings/points-of-contact/2")
    name = page.get_by_role("heading", level=1).inner_text()
    row = colleague.get_by_test_id("point-of-contact").filter(has_text=name)
    presses(page, "Close location…")
    presses(page.get_by_role("dialog"), "Close")

    is_told(page, f"{name} is closed.")
    expect(row).to_contain_text("Closed")
    presses(page, "Reopen location")
    is_told(page, f"{name} is open again.")
    expect(row).not_to_contain_text("Closed")


# FAULT: N-6 N-23
# SPEC: LAY-1 ACC-9
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_is_wrong_with_a_template_is_said_beside_it_while_one_types(olga, size):
    page = olga("/settings/templates/new", size)
    field(page, "Name").fill("Greeting")
    field(page, "Text").fill("Hello {client}")

    problem = page.get_by_text("There is no placeholder {client}.")
    expect(problem).to_be_in_viewport()
    presses(page, "Add")
    expect(problem).to_be_in_viewport()
    expect(field(page, "Text")).to_be_focused()
    expect(field(page, "Text")).to_have_value("Hello {client}")
    field(page, "Text").fill("Hello {customer}")
    expect(problem).to_have_count(0)
    expect(page.get_by_test_id("template-preview")).to_have_text("Hello Maya Chen")
    expect(page.get_by_text("15 characters · 1 SMS · GSM-7")).to_be_visible()


# FAULT: N-23
# SPEC: ACC-9
def test_templates_are_added_found_put_first_and_deleted(olga):
    colleague, page = olga("/settings/templates"), olga("/settings/templates/new")
    for number in range(21):
        field(page, "Name").fill(f"Ready {number}")
        field(page, "Text").fill(f"Ready at {number} o'clock")
        presses(page, "Add")
        expect(field(page, "Name")).to_have_value("")
    expect(colleague.get_by_text("1–20 of 24")).to_be_visible()
    presses(colleague, "Next page")
    expect(colleague.get_by_test_id("template").last).to_contain_text("Ready 20")

    colleague.get_by_role("searchbox", name="Search templates").fill("at 17 o")
    row = colleague.get_by_test_id("template")
    expect(row).to_have_count(1)
    presses(row, "Move to top Ready 17")
    expect(colleague.get_by_role("button", name="Move up Ready 17")).to_have_count(0)
    row.get_by_role("link").click()
    presses(colleague, "Delete…")
    presses(colleague.get_by_role("dialog"), "Delete")
    colleague.wait_for_url("**/settings/templates")
    expect(colleague.get_by_text("1–20 of 23")).to_be_visible()
    expect(colleague.get_by_test_id("template").first).not_to_contain_text("Ready 17")


# SPEC: ACC-9 NOT-1
def test_the_number_that_users_are_texted_from_is_checked_and_kept(olga):
    page = olga("/settings/notifications")
    number = field(page, "Notification number")
    number.fill("no number")
    presses(page, "Save")
    expect(page.get_by_text("“no number” is not a phone number.")).to_be_visible()
    expect(number).to_have_value("no number")
    number.fill("+1 416 555 0100")
    presses(page, "Save")
    is_told(page, "Saved.")
    expect(number).to_have_value("(416) 555-0100")
    number.fill("")
    presses(page, "Save")
    expect(page.get_by_role("alert").filter(has_text="Saved.")).to_be_visible()
    page.reload()
    expect(number).to_have_value("")


# FAULT: S-13
# SPEC: CLO-6
def test_an_unrouted_message_is_moved_to_where_it_is_answered(olga, database):
    database.execute(
        "INSERT INTO unrouted_inbound (account, carrier_id, sender, recipient, text, media, at)"
        " VALUES ('AC1', 'SM1', '+14165550110', '+14165550100', 'Is it ready?', '[]', ?)",
        [datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")],
    )
    page = olga("/settings/unrouted")
    expect(page.get_by_test_id("unrouted")).to_contain_text("to (416) 555-0100")
    presses(page, "Move the message from (416) 555-0110")
    asked = page.get_by_role("dialog", name="Move message")
    presses(asked, "Move")
    expect(asked).to_contain_text("The location is missing.")
    chooses(page, "Point of contact", "Queen Street")
    presses(asked, "Move")

    is_told(page, "Moved.")
    expect(asked).to_have_count(0)
    expect(page.get_by_text("Every message has found its location.")).to_be_visible()
    page.goto("/settings/audit-log")
    expect(page.get_by_test_id("audit-entry").first).to_contain_text("Unrouted message moved")


# SPEC: DET-4
def test_a_conversation_is_moved_to_another_location(agent):
    amira = agent("amira", going_to="/live-conversations/1/move")
    amira.is_connected()
    presses(amira.page, "Move")
    expect(amira.page.get_by_text("The location is missing.")).to_be_visible()
    chooses(amira.page, "Move to", "Harbour")
    presses(amira.page, "Move")
    amira.page.wait_for_url("**/live-conversations/1")
    amira.goes_to("/live-conversations/1/move")
    expect(amira.page.get_by_text("is at Harbour.")).to_be_visible()


# SPEC: ACC-9 LAY-1
# FAULT: N-41
@pytest.mark.whole_browser
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_all_pages_are_sound_and_their_tab_is_in_view(olga, size):
    page = olga("/settings", size)
    for path in TABS:
        page.goto(f"/settings{path}")
        page.wait_for_function("window.did_handshake === true")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        current = page.get_by_role("navigation", name="Settings").locator("[aria-current=page]")
        expect(current).to_be_in_viewport(ratio=0.9)
        expect(page.get_by_text("Checking…")).to_have_count(0)
        found = violations(page, EVERYTHING) + page.evaluate(SMALL_TARGETS)
        page.emulate_media(color_scheme="dark")
        found += violations(page, COLOURS)
        page.emulate_media(color_scheme="light")
        assert not found, (path, found)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
