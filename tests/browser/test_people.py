"""Setting up a team on a phone, and what happens to a page whose right to be open ends."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import Agent
from tests.ui.visitors import PASSWORD

PHONE = (390, 780)


def invites(olga: Page, name: str, email: str, *, place: str) -> str:
    """Return the link that Olga hands on."""
    olga.get_by_role("link", name="Users").click()
    olga.get_by_role("link", name="Invite").click()
    olga.get_by_role("textbox", name="Name").fill(name)
    olga.get_by_role("textbox", name="Email").fill(email)
    group = olga.get_by_role("group", name=place, exact=True)
    group.get_by_role("checkbox", name=place).check()
    group.get_by_role("checkbox", name="Email").check()
    olga.get_by_role("button", name="Invite").click()
    return olga.get_by_role("textbox", name="Link").input_value()


# SPEC: ACC-4 ACC-5 ACC-7 ACC-8
def test_kim_is_invited_on_a_phone_and_taken_off_the_harbour_while_reading_it(
    agent, open_page, demo, phone
):
    olga = agent("olga", PHONE, going_to="/").page
    link = invites(olga, "Kim Abe", "kim@demo.test", place="Harbour")
    assert olga.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    kim = Agent(open_page(demo.url))
    kim.page.goto(link)
    kim.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    kim.button("Join").click()
    kim.page.get_by_role("link", name="Live Conversations").click()
    kim.is_connected()
    kim.opens("Sam — kayak")
    expect(kim.log).to_contain_text("kayak")

    olga.get_by_role("link", name="Done").click()
    group = olga.get_by_role("group", name="Harbour", exact=True)
    group.get_by_role("checkbox", name="Harbour").uncheck()
    olga.get_by_role("button", name="Save").click()
    expect(olga.get_by_role("status")).to_have_text("Saved.")

    expect(kim.page.get_by_text("kayak")).to_have_count(0, timeout=2_000)
    kim.goes_to("/live-conversations")
    expect(kim.page.get_by_test_id("conversation-item")).to_have_count(0)
    nowhere = "You work with no point of contact yet. Ask an administrator of your company."
    expect(kim.list).to_contain_text(nowhere)
    kim.button("Start Conversation").click()
    expect(kim.page.get_by_test_id("start-conversation")).to_contain_text(nowhere)


# SPEC: ACC-2 ACC-3 ACC-7
def test_nora_gets_the_tab_and_loses_it_again(agent):
    olga, nora = agent("olga", going_to="/").page, agent("nora", going_to="/").page
    nora.goto("/users")
    expect(nora.get_by_text("Ask an administrator of your company.")).to_be_visible()
    olga.goto("/users")
    olga.get_by_role("link", name="Nora Petit").click()

    for granted in (True, False):
        olga.get_by_role("checkbox", name=re.compile("^Live Conversations")).set_checked(granted)
        olga.get_by_role("button", name="Save").click()
        expect(olga.get_by_role("status")).to_have_text("Saved.")
        nora.goto("/")
        expect(nora.get_by_role("link", name="Live Conversations")).to_have_count(int(granted))
