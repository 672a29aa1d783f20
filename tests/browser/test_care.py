"""What one does with a conversation: leave it for later, close it, heed a wish, find the others."""

import re

import pytest
from playwright.sync_api import expect

PHONE, TABLET = (390, 780), (900, 1100)


def timeline_of(amira):
    return amira.page.get_by_test_id("timeline")


def menu_of(amira):
    amira.button("Conversation actions").click()
    names = amira.page.get_by_role("menuitem").all_inner_texts()
    amira.page.keyboard.press("Escape")
    expect(amira.page.get_by_role("menuitem")).to_have_count(0)
    return names


# SPEC: LIST-7
def test_marked_as_unread_it_stays_so_until_it_is_opened_afresh(agent, phone):
    amira = agent("amira", PHONE)
    at_a_desk = amira.another_tab()
    at_a_desk.page.set_viewport_size({"width": 1440, "height": 900})
    phone("+14165550721", "Queen Street").texts("For later")
    row = at_a_desk.row("For later")
    for tab in (amira, at_a_desk):
        tab.opens("For later")
    expect(row).to_have_attribute("data-unread", "false")

    amira.opens_details()
    amira.chooses("Mark as unread")

    amira.sees_panels("list")
    for tab in (amira, at_a_desk):
        expect(tab.row("For later")).to_have_attribute("data-unread", "true")
    at_a_desk.log.click()
    at_a_desk.lets_pass(1500)  # as long as reading takes, and more
    phone("+14165550723", "Queen Street").texts("After that")
    at_a_desk.finds("After that")
    expect(row).to_have_attribute("data-unread", "true")
    at_a_desk.opens("you are the best")
    at_a_desk.opens("For later")
    expect(row).to_have_attribute("data-unread", "false")


# FAULT: T-4
# SPEC: LIST-7 CAR-4
def test_a_row_says_how_long_its_customer_has_waited_and_the_menu_up_to_when_all_is_here(
    agent, phone, database
):
    amira = agent("amira")
    phone("+14165550724", "Queen Street").texts("Since when?")
    row = amira.row("Since when?")
    expect(row).to_contain_text("Waiting for an answer for 1 minute")
    three_hours_ago = "datetime(waiting_since, '-3 hours')"
    database.execute(
        f"UPDATE conversations SET waiting_since = {three_hours_ago} WHERE customer_number = ?",
        ["+14165550724"],
    )

    amira.goes_to("/live-conversations")

    expect(row).to_contain_text("Waiting for an answer for 3 hours")
    expect(row).to_contain_text("3h")
    amira.button("Menu").click()
    in_sync = amira.page.get_by_test_id("in-sync")
    expect(in_sync).to_have_text(re.compile(r"^Up to date as of \d{1,2}:\d\d [AP]M$"))


# SPEC: LIST-7 DET-4
def test_no_reply_needed_is_offered_while_the_customer_waits(agent, phone):
    amira = agent("amira")
    phone("+14165550722", "Queen Street").texts("Thanks, bye!")
    amira.opens("Thanks, bye!")
    amira.opens_details()
    assert menu_of(amira)[:2] == ["Rename", "Close"]

    amira.chooses("No reply needed")

    entry = timeline_of(amira).get_by_role("listitem").filter(has_text="Marked “no reply needed”")
    expect(entry).to_contain_text("Amira Benali")
    amira.is_told("No reply needed.")
    amira.button("Undo").click()
    expect(timeline_of(amira)).to_contain_text("Marked as waiting for a reply")
    expect(amira.row("Thanks, bye!")).to_have_attribute("data-waiting", "true")
    amira.chooses("No reply needed")
    expect(amira.row("Thanks, bye!")).not_to_have_attribute("data-waiting", "true")
    assert "No reply needed" not in menu_of(amira)
    amira.chooses("Close")
    amira.is_told("Closed.")


# SPEC: CLO-4
def test_closing_over_an_unanswered_text_asks_and_can_be_kept_open(agent, phone):
    amira = agent("amira", PHONE)
    phone("+14165550723", "Queen Street").texts("One question")
    amira.opens("One question")
    amira.opens_details()
    amira.chooses("Close")

    amira.answers("The customer's last message has not been answered. Close anyway?", "Keep open")
    assert "Close" in menu_of(amira)
    amira.closes_unanswered()

    amira.is_told("Closed.")
    amira.button("Undo").click()
    expect(timeline_of(amira)).to_contain_text("Reopened")
    assert "Close" in menu_of(amira)


# SPEC: CAR-3
def test_a_customer_is_marked_as_opted_out_and_allowed_again(agent, phone):
    amira = agent("amira")
    customer = phone("+14165550724", "Queen Street")
    customer.texts("I moved to another city")
    amira.opens("I moved to another city")
    amira.opens_details()

    amira.chooses("Mark as opted out")
    amira.answers("Mark this customer as opted out?", "Mark as opted out")

    composer = amira.page.get_by_test_id("composer")
    expect(composer).to_contain_text("Opted out by your team.")
    expect(timeline_of(amira)).to_contain_text("Marked as opted out")
    amira.chooses("Allow texting again")
    amira.answers("Allow texting this customer again?", "Allow texting again")
    expect(amira.box).to_be_visible()
    expect(timeline_of(amira)).to_contain_text("Texting allowed again")

    customer.texts("STOP")
    expect(composer).to_contain_text("once they text START")
    amira.chooses("Allow texting again")
    amira.answers("Allow texting this customer again?", "Allow texting again")
    amira.is_told("The customer asked for this themselves")
    expect(amira.box).to_have_count(0)


# SPEC: CAR-3
def test_a_wish_in_other_words_is_suggested_and_never_acted_on_alone(agent, phone):
    amira = agent("amira", TABLET)
    customer = phone("+14165550725", "Queen Street")
    suggestion = amira.page.get_by_test_id("stop-suggestion")
    customer.texts("Will you stop by the store?")
    amira.opens("Will you stop by the store?")
    expect(amira.message("Will you stop by")).to_be_visible()
    expect(suggestion).to_have_count(0)

    customer.texts("please stop texting me")
    expect(suggestion).to_contain_text("Does the customer want to opt out?")
    suggestion.get_by_role("button", name="Dismiss").click()
    expect(suggestion).to_be_hidden()
    amira.page.reload()
    amira.is_connected()
    expect(amira.message("please stop texting me")).to_be_visible()
    expect(suggestion).to_be_hidden()

    customer.texts("don't text me again")
    suggestion.get_by_role("button", name="Mark as opted out").click()
    expect(suggestion).to_have_count(0)
    expect(amira.box).to_have_count(0)
    amira.button("Undo").click()
    expect(amira.box).to_be_visible()


# SPEC: CLO-5
def test_other_open_conversations_with_the_customer_are_one_click_away(agent, phone):
    amira = agent("amira")
    phone("+14165550726", "Queen Street").texts("About the coat")
    phone("+14165550726", "Harbour").texts("About the boat")
    amira.opens("About the coat")
    amira.opens_details()

    other = amira.page.get_by_test_id("other-conversation")
    expect(other).to_contain_text("Harbour")
    other.click()
    expect(amira.message("About the boat")).to_be_visible()
    amira.button("Also open: Queen Street").click()
    expect(amira.message("About the coat")).to_be_visible()

    amira.button("Also open: Harbour").click()
    expect(amira.message("About the boat")).to_be_visible()
    amira.closes_unanswered()
    amira.opens("About the coat")
    expect(amira.message("About the coat")).to_be_visible()
    expect(other).to_have_count(0)


# SPEC: DET-3
@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("x" * 300, "The title is too long: 100 characters is the limit."),
        ("   ", "Write a title, or leave it empty to show the number."),
    ],
)
def test_a_title_that_does_not_do_is_refused_in_place_and_kept(agent, title, sentence):
    amira = agent("amira", PHONE)
    amira.opens("you are the best")
    amira.opens_details()
    amira.chooses("Rename")
    field = amira.page.get_by_role("textbox", name="Conversation title")

    field.fill(title)
    field.press("Enter")

    amira.is_told(sentence)
    expect(field).to_have_value(title)
    field.press("Escape")
    expect(amira.page.get_by_test_id("detail-title")).to_have_text("(416) 555-0120")


# SPEC: DET-1
def test_the_customers_number_is_copied_as_machines_write_it(agent):
    amira = agent("amira", permissions=["clipboard-read", "clipboard-write"])
    amira.opens("you are the best")
    amira.opens_details()

    amira.button("Copy number").click()

    amira.is_told("Copied")
    assert amira.page.evaluate("navigator.clipboard.readText()") == "+14165550120"
