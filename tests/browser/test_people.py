"""Setting up a company on a phone, and what happens to a page whose right to be open ends."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.carrier import Carrier
from tests.browser.people import Agent
from tests.servers import Server
from tests.ui.visitors import PASSWORD

PHONE, DESKTOP = (390, 780), (1440, 900)
NUMBER, MAYA = "+14165550144", "+14165550137"


@pytest.fixture
def nothing_yet(tmp_path):
    """A server on an empty database, and a Twilio whose number leads elsewhere."""
    server = Server("serve", tmp_path, MESSAGES_PER_SECOND="50")
    carrier = Carrier(webhook_base_url=server.url, numbers=[NUMBER])
    server.set(**carrier.settings)
    with carrier.running():
        carrier.leads(NUMBER, to="https://old.bright.test/sms")
        server.start()
        yield server, carrier
        server.stop()


def is_saved(page: Page) -> None:
    expect(page.get_by_role("alert").filter(has_text="Saved.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def is_led_home(somebody: Agent) -> None:
    """Other rights end a page: who is still signed in comes past the sign-in page to the home."""
    somebody.page.wait_for_url(re.compile(r":\d+/$"))


def picks(page: Page, field: str, option: str) -> None:
    """From a list so long that it is searched."""
    page.get_by_role("combobox", name=field).fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def goes_to_settings(page: Page, tab: str) -> None:
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("navigation", name="Settings").get_by_role("link", name=tab).click()


def founds(page: Page, server: Server) -> None:
    """By the link that the first start prints."""
    page.goto(re.search(r"Set it up within 24 hours: (\S+)", server.log)[1])
    for field, value in {
        "Company": "Bright Home",
        "Your name": "Olga Lindqvist",
        "Email": "olga@bright.test",
        "Password": PASSWORD,
    }.items():
        page.get_by_role("textbox", name=field, exact=True).fill(value)
    page.get_by_role("button").last.click()
    expect(page.get_by_role("heading", name=re.compile("Olga"))).to_be_visible()


def sets_up(page: Page) -> None:
    goes_to_settings(page, "Company")
    picks(page, "Time zone", "Toronto (America)")
    picks(page, "Country", "Canada")
    page.get_by_role("button", name="Save", exact=True).click()
    is_saved(page)
    page.get_by_role("switch", name="Add a notice to first messages").click()
    page.get_by_role("textbox", name="Text").fill("Reply STOP to opt out.")
    page.get_by_role("button", name="Save notice").click()
    is_saved(page)
    goes_to_settings(page, "Points of contact")
    page.get_by_role("link", name="New location").click()
    page.get_by_role("textbox", name="Name").fill("Queen Street")
    page.get_by_role("textbox", name="App number").fill("(416) 555-0144")
    page.get_by_role("button", name="Add").click()
    is_saved(page)
    goes_to_settings(page, "Templates")
    page.get_by_role("link", name="New template").click()
    page.get_by_role("textbox", name="Name").fill("Ready")
    page.get_by_role("textbox", name="Text").fill("Ready at {location}. {agent}")
    expect(page.get_by_test_id("template-preview")).to_contain_text("Ready at Queen Street. Olga")
    page.get_by_role("button", name="Add").click()
    is_saved(page)


def checks(page: Page) -> None:
    """One thing is wrong, and a button mends it."""
    goes_to_settings(page, "Check-up")
    wrong = page.get_by_test_id("finding").filter(has_text="sent to POST https://old.bright.test")
    expect(wrong).to_have_attribute("data-verdict", "wrong")
    page.get_by_role("button", name="Set at Twilio").click()
    expect(page.get_by_role("alert").filter(has_text="Set at Twilio.")).to_be_visible()
    expect(page.get_by_text("Set at Twilio")).to_have_count(0)
    expect(
        page.get_by_test_id("finding").filter(has_text="Incoming texts reach this server.")
    ).to_be_visible()
    expect(page.locator("[data-verdict=wrong]")).to_have_count(0)


def goes_to_users(page: Page) -> None:
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Users").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()


def invites(page: Page) -> str:
    """Return the link that Olga hands on."""
    goes_to_users(page)
    page.get_by_role("link", name="Invite").click()
    page.get_by_role("textbox", name="Name").fill("Kim Abe")
    page.get_by_role("textbox", name="Email").fill("kim@bright.test")
    place = page.get_by_role("group", name="Queen Street", exact=True)
    place.get_by_role("checkbox", name="Queen Street").check()
    place.get_by_role("checkbox", name="Email").check()
    page.get_by_role("button", name="Invite").click()
    return page.get_by_role("textbox", name="Link").input_value()


# SPEC: ACC-4 ACC-5 ACC-7 ACC-8 ACC-9 LOG-4 MSG-3 OPS-1
def test_olga_sets_up_a_company_from_nothing_and_kim_answers_until_she_is_taken_off(
    nothing_yet, open_page
):
    server, carrier = nothing_yet
    olga = open_page(server.url, PHONE)
    founds(olga, server)
    sets_up(olga)
    checks(olga)
    link = invites(olga)

    kim = Agent(open_page(server.url, PHONE))
    joins_and_answers(kim, link, carrier)

    olga.get_by_role("button", name="Done").click()
    expect(olga.get_by_role("heading", name="Kim Abe")).to_be_visible()
    is_taken_off(kim, by=olga)

    olga.get_by_role("checkbox", name=re.compile("^User Management")).check()
    olga.get_by_role("button", name="Save").click()
    is_saved(olga)
    is_led_home(kim)
    kim.goes_to("/live-conversations/new")
    form = kim.page.get_by_test_id("start-conversation")
    expect(form).to_contain_text("Choose yours under Users.")
    form.get_by_role("link", name="Users").click()
    expect(kim.page.get_by_role("heading", level=1)).to_have_text("Kim Abe")


def joins_and_answers(kim: Agent, link: str, carrier: Carrier) -> None:
    kim.page.goto(link)
    kim.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    kim.button("Join").click()
    kim.page.wait_for_url("**/live-conversations")
    kim.is_connected()
    carrier.texts("Is my coat ready?", customer=MAYA, to=NUMBER)
    kim.opens("Is my coat ready?")
    kim.button("Templates").click()
    kim.page.get_by_text("Ready at Queen Street. Kim").click()
    expect(kim.box).to_have_value("Ready at Queen Street. Kim")
    kim.button("Send").click()
    kim.sees_once("Ready at Queen Street. Kim", status="delivered")
    assert [text.body for text in carrier.taken] == [
        "Ready at Queen Street. Kim\nReply STOP to opt out."
    ]


def is_taken_off(kim: Agent, *, by: Page) -> None:
    """Of the one place she works at, on the page about her."""
    place = by.get_by_role("group", name="Queen Street", exact=True)
    place.get_by_role("checkbox", name="Queen Street").uncheck()
    by.get_by_role("button", name="Save").click()
    expect(kim.page.get_by_text("Is my coat ready?")).to_have_count(0)
    is_saved(by)
    is_led_home(kim)
    kim.goes_to("/live-conversations")
    expect(kim.page.get_by_test_id("conversation-item")).to_have_count(0)
    nowhere = "You have no location yet. Ask an administrator of your company."
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
        expect(olga.get_by_role("alert")).to_contain_text("Saved.")
        olga.get_by_role("button", name="Dismiss").click()
        nora.goto("/")
        expect(nora.get_by_role("link", name="Live Conversations")).to_have_count(int(granted))


# FAULT: N-6
# SPEC: LAY-1 ACC-8
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_wrong_password_is_told_beside_its_field_and_nothing_typed_is_lost(agent, size):
    page = agent("olga", size, going_to="/account").page
    form = page.get_by_role("region", name="Password", exact=True)
    current = form.get_by_role("textbox", name="Current password")
    current.fill("not the password")
    form.get_by_role("textbox", name="New password").fill("four words in a row")
    form.get_by_role("button", name="Change password").click()

    problem = form.get_by_role("alert").filter(has_text="not right")
    expect(problem).to_be_in_viewport()
    expect(current).to_be_focused()
    expect(form.get_by_role("textbox", name="New password")).to_have_value("four words in a row")
