"""Finding conversations: the filter section, what is applied, and the way to what was found."""

import re

from playwright.sync_api import expect

from tests.browser.people import choose

PHONE = (390, 780)


def section(amira):
    return amira.page.get_by_test_id("filter-section")


def field(amira, name):
    return section(amira).get_by_role("textbox", name=name)


def chips(amira):
    return amira.page.get_by_test_id("filter-chip")


def rows(amira):
    return amira.page.get_by_test_id("conversation-item")


# SPEC: FIL-1 FIL-3 FIL-4 FIL-6
def test_filters_are_applied_shown_removed_and_kept_in_the_address(agent, size):
    amira = agent("amira", size)
    expect(chips(amira)).to_have_text(["All locations"])

    amira.button("Filters").click()
    if size != PHONE:  # its keyboard would cover the rest
        expect(field(amira, "Conversation Name")).to_be_focused()
    field(amira, "Conversation Name").fill("SOFA")
    field(amira, "Phone Number").fill("416 555")
    field(amira, "Phone Number").press("Enter")

    expect(section(amira)).to_be_hidden()
    expect(chips(amira)).to_have_text(["All locations", "Name: SOFA", "Phone: 416 555"])
    expect(rows(amira)).to_have_count(1)
    expect(rows(amira)).to_contain_text("Dana R. sofa delivery")
    assert "name=SOFA&phone=416+555" in amira.page.url

    amira.page.reload()
    amira.is_connected()
    expect(rows(amira)).to_have_count(1)
    expect(amira.button("Remove filter: Location")).to_have_count(0)
    amira.button("Remove filter: Name").click()
    expect(chips(amira)).to_have_text(["All locations", "Phone: 416 555"])
    expect(rows(amira)).not_to_have_count(1)
    amira.button("Filters").click()
    amira.button("Reset Filters").click()
    expect(chips(amira)).to_have_text(["All locations"])
    assert "phone" not in amira.page.url


# FAULT: N-34 N-35
# SPEC: FIL-3
def test_the_arrow_esc_and_a_click_on_the_list_close_without_applying(agent, size):
    amira = agent("amira", size)
    before = rows(amira).count()
    ways = (
        lambda: amira.button("Hide filters").click(),
        lambda: amira.page.keyboard.press("Escape"),
        lambda: amira.list.click(),
    )

    chips(amira).click()
    field(amira, "Message").fill("nobody ever wrote this")
    for leave in ways:
        leave()
        expect(section(amira)).to_be_hidden()
        expect(rows(amira)).to_have_count(before)
        expect(chips(amira)).to_have_text(["All locations"])
        amira.button("Filters").click()
        expect(field(amira, "Message")).to_have_value("nobody ever wrote this")
    amira.button("Reset Filters").click()
    amira.button("Filters").click()
    expect(field(amira, "Message")).to_have_value("")
    assert amira.path == "/live-conversations"


# SPEC: FIL-2 FIL-5 LIST-7
def test_the_place_and_what_is_needed_are_chosen_and_open_and_closed_toggle(agent):
    amira = agent("amira")
    amira.button("Filters").click()
    choose(section(amira), "Location", "Delivery")
    amira.button("Apply Filters").click()
    expect(chips(amira)).to_have_text(["Delivery"])
    expect(amira.row("Dana R. sofa delivery")).to_be_visible()

    amira.button("Filters").click()
    choose(section(amira), "Location", "All locations")
    choose(section(amira), "Show", "Opted out")
    field(amira, "Phone Number").fill("555 0119")
    amira.button("Apply Filters").click()
    expect(chips(amira)).to_have_text(["All locations", "Phone: 555 0119", "Show: Opted out"])
    expect(rows(amira).first).to_contain_text("Opted out")
    amira.button("Closed").click()
    expect(rows(amira)).to_have_count(0)
    expect(amira.list).to_contain_text("No closed conversation matches")
    amira.list.get_by_role("button", name="Reset Filters").click()
    expect(rows(amira)).not_to_have_count(0)


# SPEC: FIL-6
def test_a_message_moves_a_conversation_into_a_filtered_list(agent, phone):
    amira, customer = agent("amira"), phone("+14165550921", "Queen Street")
    amira.button("Filters").click()
    field(amira, "Message").fill("marmalade")
    amira.button("Apply Filters").click()
    expect(rows(amira)).to_have_count(0)

    customer.texts("Is there any?")
    customer.texts("Orange MARMALADE, I mean")

    expect(rows(amira)).to_have_count(1)
    expect(rows(amira).locator("mark")).to_have_text("MARMALADE")


# SPEC: FIL-7
def test_what_was_found_far_back_is_opened_there_and_pointed_out(agent, phone, size):
    word = f"quincunx{size[0]}"
    customer = phone(f"+1416555{size[0]:04}", "Queen Street")
    customer.texts(f"The code is {word}")
    amira = agent("amira", size)
    amira.opens(f"The code is {word}")
    customer.texts_all([f"Line {number}" for number in range(70)])
    amira.sees_once("Line 69")
    amira.goes_to(f"/live-conversations?message={word}")

    rows(amira).click()

    expect(amira.message(word)).to_have_class(re.compile("is-sought"))
    expect(amira.message(word)).to_be_in_viewport()
    assert "at=" in amira.page.url
    expect(amira.message("Line 69")).to_have_count(0)
    amira.sends("Thank you for the code")
    amira.sees_once("Thank you for the code")
    expect(amira.message("Thank you for the code")).to_be_in_viewport()


# SPEC: FIL-2 FIL-4
def test_odd_names_and_numbers_find_nothing_and_stay_as_they_were_typed(agent):
    amira = agent("amira")

    for name, phone in (("%", ""), ('"', ""), ("*", ""), ("🦑", "%"), ("_", '"'), ("", "🦑")):
        amira.button("Filters").click()
        field(amira, "Conversation Name").fill(name)
        field(amira, "Phone Number").fill(phone)
        amira.button("Apply Filters").click()
        expect(amira.list).to_contain_text("No open conversation matches")
        shown = [f"Name: {name}"] * bool(name) + [f"Phone: {phone}"] * bool(phone)
        expect(chips(amira)).to_have_text(["All locations", *shown])


# SPEC: FIL-2
def test_odd_things_to_look_for_find_nothing_and_break_nothing(agent):
    amira = agent("amira")

    for odd in ("%%%", '"', "***", "NEAR(", "🦑🦑", "'; drop table messages; --", "x" * 300):
        amira.button("Filters").click()
        field(amira, "Message").fill(odd)
        amira.button("Apply Filters").click()
        expect(amira.list).to_contain_text("No open conversation matches")
