"""How the list is laid out, walked by keyboard, and seen in high contrast and in other scripts."""

import re

from playwright.sync_api import expect

PHONE, NARROW, WIDE, TALL = (390, 780), (320, 568), (1920, 1080), (1440, 2600)
FROM_LIST_TO_BOX = 12
"""Keys that are reasonable between a row and the message box."""
BORDER = "one => getComputedStyle(one).borderLeftColor"


def right_edge(one) -> float:
    box = one.bounding_box()
    return round(box["x"] + box["width"])


# FAULT: N-4
def test_one_tab_leads_out_of_the_list_and_arrows_through_it(agent):
    amira = agent("amira")
    rows = amira.page.get_by_test_id("conversation-item")
    rows.first.focus()

    amira.page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    expect(amira.list.locator("a[tabindex='0']")).to_have_count(1)
    amira.page.keyboard.press("Enter")
    amira.page.wait_for_url(re.compile(r"/live-conversations/\d+"))
    rows.nth(1).focus()
    for _ in range(FROM_LIST_TO_BOX):
        if amira.box.evaluate("box => box === document.activeElement"):
            break
        amira.page.keyboard.press("Tab")

    expect(amira.box).to_be_focused()


# FAULT: N-10
def test_what_is_not_among_the_open_ones_is_found_among_the_closed(agent):
    amira = agent("amira", going_to="/live-conversations?message=lawn+mower")
    expect(amira.list).to_contain_text("No open conversation matches")
    expect(amira.list).to_contain_text("Filtered by Message: lawn mower.")

    amira.button("1 match in Closed").click()

    expect(amira.page.get_by_test_id("conversation-item")).to_have_count(1)
    expect(amira.button("Closed")).to_have_attribute("aria-pressed", "true")
    assert "status=closed" in amira.page.url


# FAULT: N-12
def test_a_phone_shows_the_filters_and_not_its_keyboard(agent):
    amira = agent("amira", PHONE)

    amira.button("Filters").tap()

    expect(amira.button("Apply Filters")).to_be_in_viewport()
    assert amira.page.evaluate("document.activeElement.tagName") != "INPUT"


# FAULT: N-13
def test_high_contrast_shows_what_is_unread_chosen_and_pressed(agent):
    amira = agent("amira", forced_colors="active")
    unread = amira.page.locator("[data-testid=conversation-item][data-unread=true]").first
    read = amira.page.locator("[data-testid=conversation-item][data-unread=false]").first

    assert unread.evaluate(BORDER) != read.evaluate(BORDER)
    assert amira.button("Open").evaluate(BORDER) != amira.button("Closed").evaluate(BORDER)
    amira.opens("Wonderful, tomorrow then")
    for pressed in (amira.button("Start Conversation"), amira.button("Send")):
        expect(pressed).to_have_css("border-left-style", "solid")
    expect(amira.page.locator(".bubble").first).to_have_css("border-left-style", "solid")


# FAULT: N-16 N-17
def test_times_stand_in_one_column_and_previews_use_the_room_there_is(agent):
    amira = agent("amira", TALL)
    rows = amira.page.get_by_test_id("conversation-item").all()

    times = {right_edge(row.get_by_test_id("item-time")) for row in rows}
    long = amira.row("Nous en avons").get_by_test_id("item-preview")

    assert len(rows) > 25
    assert len(times) == 1
    assert right_edge(long) == times.pop()


# FAULT: N-18
def test_hebrew_and_arabic_are_cut_where_they_end(agent, customer):
    text = "שלום, האם המעיל שלי כבר מוכן לאיסוף? אשמח לדעת מתי אפשר לבוא לקחת אותו מכם היום"
    customer(text, number="+14165550733")

    preview = agent("amira").finds(text[:12]).get_by_test_id("item-preview").locator("bdi")

    assert preview.evaluate("one => one.scrollWidth > one.clientWidth")
    expect(preview).to_have_css("direction", "rtl")


# FAULT: N-38
def test_on_a_wide_screen_the_two_sides_stay_together(agent):
    amira = agent("amira", WIDE)
    amira.opens("Wonderful, tomorrow then")

    theirs = amira.message("Wonderful, tomorrow then").bounding_box()
    ours = amira.message("We do, $18").locator(".bubble")
    assert right_edge(ours) - theirs["x"] <= 1080
    assert amira.page.locator(".composer-field").bounding_box()["width"] <= 1080


# FAULT: N-47
def test_on_the_narrowest_phone_nothing_lies_over_open_filters(agent):
    amira = agent("amira", NARROW)
    expect(amira.button("Start Conversation")).to_be_visible()

    amira.button("Filters").click()

    expect(amira.button("Start Conversation")).to_be_hidden()
    amira.button("Hide filters").click()
    expect(amira.button("Start Conversation")).to_be_visible()
