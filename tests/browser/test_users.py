"""Olga and the pages of users: finding people, inviting them, and changing what they may."""

import re

from playwright.sync_api import Locator, Page, expect

PHONE = (390, 780)


def row(page: Page, name: str) -> Locator:
    return page.get_by_test_id("user").filter(has_text=name)


def chooses(page: Page, action: str, *, of: str) -> None:
    """From the menu of a row."""
    page.get_by_role("button", name=f"Actions for {of}").click()
    page.get_by_role("menuitem", name=action).click()


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name)


# FAULT: P-12
# SPEC: ACC-4
def test_olga_finds_people_while_she_types_and_reload_keeps_what_she_looks_for(agent, database):
    names = [f"Person {number:02d}" for number in range(1, 57)]
    database.executemany(
        "INSERT INTO users (company_id, email, name, may_converse, manages_users, is_admin, active,"
        " created_at) SELECT company_id, ?, ?, 1, 0, 0, 1, created_at FROM users"
        " WHERE email = 'jonas@demo.test'",
        [(f"{name.lower().replace(' ', '.')}@demo.test", name) for name in names],
    )
    olga = agent("olga", PHONE, going_to="/")
    olga.goes_to("/users")
    page = olga.page
    expect(page.get_by_test_id("user")).to_have_count(20)
    expect(page.get_by_text("1–20 of 60")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_text("21–40 of 60")).to_be_visible()
    page.get_by_role("searchbox", name="Search users").fill("PERSON 5")
    expect(page.get_by_test_id("user")).to_have_count(7)
    page.wait_for_url("**/users?search=PERSON+5")
    page.reload()
    expect(page.get_by_test_id("user")).to_have_count(7)

    page.get_by_role("searchbox", name="Search users").fill("zebra")
    expect(page.get_by_text("No user has this name or email.")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_test_id("user")).to_have_count(20)


# SPEC: ACC-7
# TRUST: 2.3-16
def test_deactivating_asks_first_acts_at_once_and_can_be_undone(agent):
    olga, jonas = agent("olga", going_to="/"), agent("jonas")
    olga.goes_to("/users?search=Jonas")

    chooses(olga.page, "Deactivate", of="Jonas Cole")
    olga.answers("Deactivate Jonas Cole?", "Cancel")
    expect(olga.page.get_by_role("button", name="Actions for Jonas Cole")).to_be_focused()
    expect(row(olga.page, "Jonas Cole")).not_to_contain_text("deactivated")
    chooses(olga.page, "Deactivate", of="Jonas Cole")
    olga.answers("Deactivate Jonas Cole?", "Deactivate")

    jonas.page.wait_for_url("**/sign-in")
    expect(row(olga.page, "Jonas Cole")).to_contain_text("deactivated")
    olga.button("Undo").click()
    expect(row(olga.page, "Jonas Cole")).not_to_contain_text("deactivated")


# FAULT: N-21
# SPEC: ACC-4 ACC-8
def test_a_link_is_shown_once_and_goes_by_email(agent, postbox):
    olga = agent("olga", going_to="/")
    olga.goes_to("/users")
    chooses(olga.page, "Make a reset link", of="Nora Petit")
    dialog = olga.page.get_by_role("dialog", name="New password for Nora Petit")
    link = field(olga.page, "Link").input_value()
    assert re.search(r"/reset/\S{20,}$", link)

    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    before = len(postbox.letters)
    dialog.get_by_role("button", name="Send by email").click()
    expect(dialog.get_by_text("The link is on its way to nora@demo.test.")).to_be_visible()
    (letter,) = postbox.letters[before:]
    assert letter["to"].endswith("<nora@demo.test>") or letter["to"] == "nora@demo.test"
    assert link in letter.get_body(("plain",)).get_content()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)


# SPEC: ACC-4 ACC-5
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(agent):
    olga = agent("olga", going_to="/")
    olga.goes_to("/users/new")
    page = olga.page
    field(page, "Email").fill("kim")
    field(page, "Email").blur()
    expect(page.get_by_text("is not an e-mail address")).to_be_visible()
    olga.button("Invite").click()
    expect(page.get_by_text("Fill this in.")).to_be_visible()
    expect(field(page, "Name")).to_be_focused()

    field(page, "Name").fill("Kim Abe")
    field(page, "Email").fill("jonas@demo.test")
    harbour = page.get_by_role("group", name="Harbour", exact=True)
    harbour.get_by_role("checkbox", name="Harbour").check()
    harbour.get_by_role("checkbox", name="SMS").check()
    page.get_by_role("checkbox", name="User Management").check()
    olga.button("Invite").click()

    expect(page.get_by_text("The address jonas@demo.test is already in use.")).to_be_visible()
    expect(field(page, "Email")).to_be_focused()
    expect(field(page, "Name")).to_have_value("Kim Abe")
    for box in (
        harbour.get_by_role("checkbox", name="SMS"),
        page.get_by_role("checkbox", name="User Management"),
    ):
        expect(box).to_be_checked()


# SPEC: ACC-4
def test_a_colleagues_change_shows_and_what_is_being_typed_stays(agent):
    olga, twin = agent("olga", going_to="/"), agent("olga", going_to="/")
    olga.goes_to("/users/2")
    twin.goes_to("/users/2")
    name = olga.page.get_by_role("heading", level=1).inner_text()
    field(olga.page, "Email").fill("being.typed@demo.test")

    field(twin.page, "Name").fill(f"{name} Smith")
    twin.page.get_by_role("checkbox", name="User Management").check()
    twin.button("Save").click()
    twin.is_told("Saved.")

    expect(olga.page.get_by_role("heading", level=1)).to_have_text(f"{name} Smith")
    expect(field(olga.page, "Name")).to_have_value(f"{name} Smith")
    expect(olga.page.get_by_role("checkbox", name="User Management")).to_be_checked()
    expect(field(olga.page, "Email")).to_have_value("being.typed@demo.test")


# SPEC: ACC-9
def test_ones_own_email_needs_the_password(agent):
    olga = agent("olga", going_to="/")
    olga.goes_to("/users")
    row(olga.page, "Olga Lindqvist").get_by_role("link").click()
    olga.is_connected()
    expect(field(olga.page, "Current password")).to_be_hidden()
    expect(olga.page.get_by_role("checkbox", name="Administrator")).to_be_disabled()

    field(olga.page, "Email").fill("olga.l@demo.test")
    field(olga.page, "Current password").fill("not hers")
    olga.button("Save").click()

    expect(olga.page.get_by_text("The current password is not right")).to_be_visible()
    expect(field(olga.page, "Current password")).to_be_focused()
    expect(field(olga.page, "Email")).to_have_value("olga.l@demo.test")
