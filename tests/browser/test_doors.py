"""Who gets in, who is sent away, and what is left behind after signing out."""

import re

from playwright.sync_api import expect

from tests.browser.people import ON_ITS_WAY_OR_THERE, Agent
from tests.proxies import line_to

ANYWAY = "Sign out anyway? They are removed from this device."


# SPEC: ACC-8
def test_a_wrong_password_is_told_and_the_address_stays(open_page, demo):
    page = open_page(demo.url, (390, 780))
    page.goto("/sign-in")
    page.get_by_role("textbox", name="Email").fill("amira@demo.test")
    page.get_by_role("textbox", name="Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_have_text("Wrong email or password.")
    expect(page.get_by_role("textbox", name="Email")).to_have_value("amira@demo.test")


# SPEC: ACC-8 MENU-1
def test_signing_out_ends_every_tab_and_the_back_button_shows_nothing(agent):
    amira = agent("amira")
    second = Agent(amira.page.context.new_page())
    second.goes_to("/live-conversations")
    second.finds("Sam — kayak")

    amira.page.get_by_role("button", name="Menu").click()
    amira.page.get_by_role("button", name="Logout").click()

    amira.page.wait_for_url("**/sign-in**")
    second.page.wait_for_url("**/sign-in**")
    expect(second.page.get_by_text("kayak")).to_have_count(0)
    amira.page.go_back()
    expect(amira.page.get_by_role("button", name="Sign in")).to_be_visible()


# FAULT: A-5
def test_signing_out_asks_about_what_is_only_here_and_leaves_nothing_behind(agent, demo):
    asked, answers = [], ["dismiss", "accept"]

    def answer(dialog):
        asked.append(dialog.message)
        getattr(dialog, answers.pop(0))()

    with line_to(demo) as line:
        amira = agent("amira", address=line.url)
        amira.page.on("dialog", answer)
        amira.opens("you are the best")
        line.cut(seconds=8)
        amira.sends("Written in the tunnel")

        amira.page.get_by_role("button", name="Menu").click()
        amira.page.get_by_role("button", name="Logout").click()
        assert asked == [f"1 message is not sent yet. {ANYWAY}"]
        amira.page.keyboard.press("Escape")
        amira.sees_once("Written in the tunnel", status=ON_ITS_WAY_OR_THERE)

        amira.goes_to("/live-conversations/new")
        amira.page.get_by_role("textbox", name="Phone").fill("416 555 0177")
        amira.box.fill("Hello, a new customer")
        amira.page.goto("/account")
        amira.is_connected()
        amira.page.get_by_role("button", name="Logout").click()

        amira.page.wait_for_url("**/sign-in**")
    assert asked[1:] == [f"1 draft is on this device only. {ANYWAY}"]
    names = amira.page.evaluate("Object.keys(localStorage)")
    assert not [name for name in names if ":" in name]


# SPEC: ACC-2 ACC-3
def test_nora_has_no_tab_and_is_told_whom_to_ask(agent):
    nora = agent("nora", going_to="/")
    expect(nora.page.get_by_role("link", name="Live Conversations")).to_have_count(0)

    answer = nora.page.goto("/live-conversations")

    assert answer.status == 403
    expect(nora.page.get_by_text("Ask an administrator of your company.")).to_be_visible()


# SPEC: ACC-6
def test_jonas_of_queen_street_sees_nothing_of_the_harbour(agent, phone):
    amira, jonas = agent("amira"), agent("jonas")
    amira.opens("Sam — kayak")
    harbour = re.search(r"/live-conversations/\d+", amira.page.url)[0]

    phone("+14165550777", "Harbour").texts("Is the boat free tomorrow?")
    amira.finds("Is the boat free tomorrow?")
    phone("+14165550778", "Queen Street").texts("Is the shop open tomorrow?")

    expect(jonas.row("Is the shop open tomorrow?")).to_be_visible()
    expect(jonas.row("Is the boat free tomorrow?")).to_have_count(0)
    jonas.goes_to(harbour)
    expect(jonas.log).to_contain_text("This conversation does not exist, or is not one of yours.")
    expect(jonas.box).to_have_count(0)


# SPEC: LAY-5
def test_an_address_that_leads_nowhere_says_so_and_the_list_is_still_there(agent):
    amira = agent("amira")

    for number in (0, 999_999, 10**17):
        amira.goes_to(f"/live-conversations/{number}")
        expect(amira.log).to_contain_text("This conversation does not exist")
        expect(amira.box).to_have_count(0)
    expect(amira.page.get_by_test_id("conversation-item").first).to_be_visible()
    amira.opens("Office trip")
    amira.sees_once("At the desk or by phone with a card.")


# SPEC: LAY-5
def test_a_link_leads_there_after_signing_in(agent, open_page, demo):
    amira = agent("amira")
    amira.opens("Office trip")
    address = re.search(r"/live-conversations/\d+", amira.page.url)[0]

    olga = Agent(open_page(demo.url, (390, 780)))
    olga.sign_in("olga@demo.test", going_to=address)

    olga.sees_once("At the desk or by phone with a card.")
