"""The list, the conversation and its details, on three sizes of screen."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

PHONE, TABLET, DESKTOP = (390, 780), (900, 1100), (1440, 900)
TALL = (1440, 2600)
"""Shows the whole list of the demo at once."""


def resize(amira, size) -> None:
    width, height = size
    amira.page.set_viewport_size({"width": width, "height": height})


def title_in(amira):
    return amira.page.get_by_test_id("conversation-title")


def order_of(amira) -> list[str]:
    rows = amira.page.get_by_test_id("conversation-item")
    return rows.evaluate_all("all => all.map(one => one.dataset.id)")


# SPEC: LAY-1 LAY-2 LAY-5
def test_on_a_phone_one_goes_from_panel_to_panel_and_back(agent):
    amira = agent("amira", PHONE)
    amira.sees_panels("list")

    amira.opens("Wonderful, tomorrow then")
    amira.sees_panels("conversation")
    amira.opens_details()
    amira.sees_panels("details")

    amira.page.go_back()
    amira.sees_panels("conversation")
    amira.page.go_back()
    amira.sees_panels("list")
    amira.page.go_forward()
    amira.sees_panels("conversation")
    amira.sees_once("Wonderful, tomorrow then")
    amira.button("Back").click()
    amira.sees_panels("list")
    assert amira.path == "/live-conversations"


# SPEC: LAY-1 LAY-2
def test_on_a_tablet_the_details_slide_over_and_esc_closes_them(agent):
    amira = agent("amira", TABLET)
    amira.opens("Wonderful, tomorrow then")
    amira.sees_panels("list", "conversation")
    before = amira.panel("conversation").bounding_box()

    amira.opens_details()

    amira.sees_panels("list", "conversation", "details")
    assert amira.panel("conversation").bounding_box() == before
    amira.page.keyboard.press("Escape")
    amira.sees_panels("list", "conversation")
    expect(amira.button("Conversation details")).to_be_focused()


# SPEC: LAY-1 LAY-2
def test_on_a_desktop_all_three_stand_side_by_side(agent):
    amira = agent("amira")
    amira.opens("Wonderful, tomorrow then")
    amira.opens_details()

    amira.sees_panels("list", "conversation", "details")
    boxes = [amira.panel(name).bounding_box() for name in ("list", "conversation", "details")]
    for left, right in pairwise(boxes):
        assert left["x"] + left["width"] <= right["x"]


# SPEC: LAY-5
def test_a_link_to_the_details_opens_straight_there(agent):
    amira = agent("amira")
    amira.opens("Wonderful, tomorrow then")
    address = amira.path
    panels = {
        PHONE: ["details"],
        TABLET: ["list", "conversation", "details"],
        DESKTOP: ["list", "conversation", "details"],
    }

    for size, shown in panels.items():
        resize(amira, size)
        amira.goes_to(f"{address}/details")
        amira.sees_panels(*shown)
        expect(amira.page.get_by_test_id("detail-customer-number")).to_contain_text("555-0121")

    resize(amira, PHONE)
    amira.details.get_by_role("button", name="Back").click()
    amira.sees_panels("conversation")


# SPEC: LAY-4
def test_resizing_keeps_the_conversation_the_draft_and_the_open_panel(agent, customer):
    customer("Is the hem done?", number="+14165550619")
    amira = agent("amira")
    amira.opens("Is the hem done?")
    amira.opens_details()
    address = amira.path
    amira.box.fill("The hem is")

    for size in (PHONE, TABLET, DESKTOP):
        resize(amira, size)
        assert amira.path == address
        expect(amira.details).to_be_visible()
        expect(amira.page.get_by_test_id("composer")).to_have_count(1)
    expect(amira.box).to_have_value("The hem is")
    amira.box.press_sequentially(" done")
    expect(amira.box).to_have_value("The hem is done")


# SPEC: LAY-6
def test_on_the_narrowest_phone_all_buttons_are_in_reach_and_large_enough(agent):
    amira = agent("amira", (320, 568))
    unreachable = """() => {
      const touched = ':is(button, a, .composer-field)';
      return [...document.querySelectorAll(`.panel:not([inert]) ${touched}`)]
        .filter((one) => one.checkVisibility())
        .map((one) => [one.getBoundingClientRect(), one.outerHTML])
        .filter(([box]) => box.left < 0 || box.right > 320 || box.width < 44 || box.height < 44)
        .map(([, html]) => html);
    }"""

    for step in (lambda: None, lambda: amira.opens("you are the best"), amira.opens_details):
        step()
        amira.page.wait_for_function("document.getAnimations().length === 0")
        assert amira.page.evaluate(unreachable) == []


# SPEC: DET-1 DET-4
def test_the_details_tell_the_facts_and_what_happened(agent):
    amira = agent("amira", TALL)
    amira.opens("Dana R. sofa delivery")
    amira.opens_details()

    facts = amira.page.get_by_test_id
    expect(facts("detail-point-of-contact")).to_contain_text("Delivery")
    expect(facts("detail-app-number")).to_contain_text("(416) 555-0102")
    expect(facts("detail-customer-number")).to_contain_text("(416) 555-0162")
    for moment in ("detail-started", "detail-updated"):
        expect(facts(moment).get_by_role("time")).to_have_attribute("datetime", re.compile("T"))
    entries = facts("timeline-entry")
    expect(entries.first).to_contain_text("Conversation started")
    expect(entries.nth(1)).to_contain_text("Renamed to “Dana R. sofa delivery”")
    expect(entries.last).to_contain_text("Last updated")


# FAULT: N-1
# SPEC: LAY-1 LAY-6 DET-4 DET-5
@pytest.mark.parametrize("size", [(844, 390), (360, 340), (720, 450), (360, 225)], ids=str)
def test_on_a_low_screen_all_details_can_be_scrolled_to_and_commented(agent, size):
    """A phone on its side, one with its keyboard up, and a laptop at 200 and at 400 percent."""
    amira = agent("amira", size)
    amira.opens("Dana R. sofa delivery")
    amira.opens_details()
    entries = amira.page.get_by_test_id("timeline-entry")
    note = f"Seen on {size[0]} by {size[1]}"

    amira.comments(note)

    comment = entries.filter(has_text=note)
    expect(comment).to_contain_text("Amira Benali")
    for seen in (comment, amira.page.get_by_test_id("detail-app-number"), entries.last):
        seen.scroll_into_view_if_needed()
        expect(seen).to_be_in_viewport(ratio=0.95)
    writing = amira.page.get_by_role("textbox", name="Comment").bounding_box()
    assert writing["y"] + writing["height"] <= size[1]


# SPEC: DET-2 DET-3 CLO-7
def test_renaming_in_place_is_saved_by_enter_or_the_green_mark_and_by_nothing_else(agent):
    amira = agent("amira")
    amira.opens("Wonderful, tomorrow then")
    amira.opens_details()
    order = order_of(amira)
    field = amira.page.get_by_role("textbox", name="Conversation title")

    for leave in (lambda: field.press("Escape"), lambda: amira.log.click()):
        amira.chooses("Rename")
        field.fill("Not this")
        leave()
        expect(field).to_have_count(0)
        expect(title_in(amira)).to_have_text("(416) 555-0121")

    amira.chooses("Rename")
    field.fill("Trousers for Thursday")
    field.press("Enter")
    expect(title_in(amira)).to_have_text("Trousers for Thursday")
    amira.chooses("Rename")
    expect(field).to_have_value("Trousers for Thursday")
    field.fill("Trousers, 3 cm shorter")
    amira.button("Save title").click()
    expect(title_in(amira)).to_have_text("Trousers, 3 cm shorter")
    expect(amira.row("Wonderful, tomorrow then")).to_contain_text("Trousers, 3 cm shorter")
    entries = amira.page.get_by_test_id("timeline-entry")
    expect(entries.filter(has_text="Renamed to “Trousers, 3 cm shorter”")).to_contain_text(
        "Amira Benali"
    )
    expect(entries.filter(has_text="Not this")).to_have_count(0)
    assert order_of(amira) == order


# SPEC: CLO-1 DET-2
def test_closing_hides_with_undo_and_a_closed_conversation_can_be_reopened(agent):
    amira = agent("amira", TALL)
    row = amira.row("brrr. maybe next week then")
    amira.opens("brrr. maybe next week then")
    amira.opens_details()
    address = amira.path

    amira.closes_unanswered()
    expect(row).to_have_count(0)
    amira.is_told("Closed.")
    amira.button("Undo").click()
    expect(row).to_have_count(1)

    amira.closes_unanswered()
    expect(row).to_have_count(0)
    amira.button("Closed").click()
    expect(row).to_be_visible()
    expect(amira.page.get_by_text("Harbour · Closed")).to_be_visible()
    amira.page.reload()
    amira.is_connected()
    expect(amira.button("Closed")).to_have_attribute("aria-pressed", "true")
    amira.chooses("Reopen")
    expect(row).to_have_count(0)
    amira.button("Open").click()
    expect(row).to_be_visible()
    assert amira.path == address


# SPEC: CLO-2 LIST-5
def test_writing_into_a_closed_conversation_reopens_it(agent):
    amira = agent("amira", TALL)
    amira.opens("Wow, thank you")
    amira.opens_details()
    amira.closes_unanswered()
    expect(amira.row("Wow, thank you")).to_have_count(0)

    amira.sends("You are welcome.")

    amira.finds("AB: You are welcome.")
    expect(amira.page.get_by_test_id("conversation-item").first).to_contain_text("welcome.")
    expect(amira.details).to_contain_text("Reopened")


# SPEC: DET-5
def test_a_comment_shows_to_a_colleague_at_once_and_never_at_the_phone(agent, phone):
    amira, olga = agent("amira"), agent("olga", TABLET)
    customer = phone("+14165550613", "Queen Street")
    customer.texts("Do you mend zips?")
    for someone in (amira, olga):
        someone.opens("Do you mend zips?")
        someone.opens_details()

    amira.comments("Ask Jonas, he knows the <b>price</b>.")

    expect(amira.page.get_by_role("textbox", name="Comment")).to_have_value("")
    for someone in (amira, olga):
        note = someone.page.get_by_test_id("timeline-entry").filter(has_text="Ask Jonas")
        expect(note).to_have_count(1)
        expect(note).to_contain_text("he knows the <b>price</b>.")
        expect(note).to_contain_text("Amira Benali")
    amira.sends("We do!")
    customer.sees_once("We do!")
    expect(customer.page.get_by_text("Ask Jonas")).to_have_count(0)
    expect(amira.message("Ask Jonas")).to_have_count(0)
