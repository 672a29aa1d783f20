"""The conversation list: what its rows tell, and how it behaves while one reads it."""

import re

from playwright.sync_api import expect

TALL = (1440, 2600)
"""Shows the whole list of the demo at once."""
ROW_HEIGHT = 72
FIRST_IN_VIEW = """rows => [...rows.querySelectorAll('.list-row')]
  .find((row) => row.getBoundingClientRect().top > rows.getBoundingClientRect().top).dataset.id"""


# SPEC: LIST-1 LIST-2 LIST-3
def test_a_row_tells_who_when_and_what_was_said_last(agent):
    amira = agent("amira", TALL)

    named, unnamed = amira.row("Office trip — 14 people"), amira.row("(416) 555-0130")
    expect(named.get_by_test_id("item-title")).to_have_text("Office trip — 14 people")
    expect(named.get_by_test_id("item-preview")).to_have_text(re.compile("^AB: At the desk"))
    expect(unnamed.get_by_test_id("item-preview")).to_have_text(re.compile("^AB: Nous en avons"))
    preview = unnamed.get_by_test_id("item-preview").locator("bdi")
    assert preview.evaluate("one => one.scrollWidth > one.clientWidth")
    expect(preview).to_have_css("text-overflow", "ellipsis")
    moments = amira.page.get_by_test_id("item-time").evaluate_all(
        "all => all.map(one => one.dateTime)"
    )
    assert len(moments) > 25
    assert moments == sorted(moments, reverse=True)


# SPEC: LIST-5
def test_a_new_text_does_not_move_what_one_is_looking_at(agent, phone):
    amira = agent("amira")
    customer = phone("+14165550611", "Queen Street")
    rows = amira.list.locator(".rows")
    rows.evaluate("rows => rows.scrollTo(0, 500)")
    looked_at = amira.page.locator(f'.list-row[data-id="{rows.evaluate(FIRST_IN_VIEW)}"]')
    before = looked_at.bounding_box()

    customer.texts("Do you sell umbrellas?")

    expect(rows).to_have_js_property("scrollTop", 500 + ROW_HEIGHT)
    assert looked_at.bounding_box() == before


# SPEC: LIST-4 LOG-7 ACC-3
def test_unread_goes_once_it_was_read_also_in_the_other_tab_but_for_nobody_else(agent, phone):
    amira, olga = agent("amira"), agent("olga")
    other = amira.another_tab()
    before = int(re.search(r"\((\d+)\)", other.page.title())[1])
    phone("+14165550612", "Queen Street").texts("Is it raining there?")
    for someone in (amira, other, olga):
        expect(someone.row("Is it raining there?")).to_have_attribute("data-unread", "true")
    expect(other.page).to_have_title(f"({before + 1}) Live Conversations")

    amira.opens("Is it raining there?")

    expect(amira.page.get_by_test_id("unread-divider")).to_have_text("1 new message")
    for tab in (amira, other):
        expect(tab.row("Is it raining there?")).to_have_attribute("data-unread", "false")
        expect(tab.page).to_have_title(f"({before}) Live Conversations")
    expect(olga.row("Is it raining there?")).to_have_attribute("data-unread", "true")
