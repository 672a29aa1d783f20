"""The line breaks while people write: nothing is lost, nothing comes twice, nothing reloads."""

import json
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.browser.people import Agent
from tests.browser.travellers import CUTS, DRAFT, WATCH, Cut, Traveller
from tests.proxies import line_to

BAR_GONE_MILLISECONDS = 5000
AT_ONCE_MILLISECONDS = 10_000
"""One second and two, and what a busy machine adds: well below the 14 s that it takes unasked."""

COMING_BACK = (
    "document.dispatchEvent(new Event('visibilitychange'))",
    "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
    "dispatchEvent(new Event('online'))",
)
CLOCK = """() => {
  const bar = document.querySelector('.connection');
  window.socket.on('connect', () => { window.backAt = performance.now(); });
  const watch = () => { if (!bar.textContent.trim()) window.goneAt = performance.now(); };
  new MutationObserver(watch).observe(bar, { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture
def travellers(agent, demo):
    """All are on their way at the same time, so that the longest tunnel is the whole wait."""

    def travellers(towards: str) -> list[Traveller]:
        return [Traveller(arrived(cut, towards), lines[cut], cut) for cut in CUTS]

    def arrived(cut: Cut, towards: str) -> Agent:
        amira = agent("amira", address=lines[cut].url)
        amira.opens(towards)
        amira.sees_once(towards)
        return amira

    with ExitStack() as stack:
        lines = {cut: stack.enter_context(line_to(demo)) for cut in CUTS}
        yield travellers


# SPEC: MSG-8 MSG-9
def test_cuts_of_any_length_lose_nothing_and_repeat_nothing(travellers, agent, phone):
    maya = phone("+14165550145", "Queen Street")
    maya.texts("Is anybody there?")
    people = travellers("Is anybody there?")

    for traveller in people:
        traveller.enters_the_tunnel()
    maya.texts("First question")
    for number, traveller in enumerate(people):
        traveller.leaves_the_tunnel()
        maya.texts(f"Question {number} after that")

    olga = agent("olga")
    olga.opens("Question 4 after that")
    olga.sees_once("Question 4 after that")
    for traveller in people:
        maya.sees_once(traveller.cut.words)
        traveller.has_lost_nothing()
        shows_the_same(traveller.agent, olga)


def shows_the_same(someone: Agent, other: Agent) -> None:
    """To the very message, in the same order."""
    everything = other.page.get_by_test_id("message")
    expect(someone.page.get_by_test_id("message")).to_have_count(everything.count())
    assert ids(someone) == ids(other)


def ids(someone: Agent) -> list[str]:
    read = "all => all.map(one => one.dataset.id)"
    return someone.page.get_by_test_id("message").evaluate_all(read)


# SPEC: MSG-6 MSG-9 LAY-6
def test_what_the_server_refuses_says_why_and_its_words_stay(agent, phone, demo):
    maya = phone("+14165551271", "Queen Street")
    maya.texts("Not sure about you")
    with line_to(demo) as line:
        amira = agent("amira", (390, 780), address=line.url)
        amira.opens("Not sure about you")
        amira.sees_once("Not sure about you")
        line.cut(seconds=4)
        amira.page.wait_for_function("!window.socket.connected")
        amira.sends("Please stay")
        status = amira.page.get_by_role("status")
        expect(status.get_by_text("Offline – 1 message waiting")).to_be_visible()
        expect(amira.message("Please stay")).to_contain_text(
            "will be sent when you are back online"
        )
        maya.texts("STOP")

        amira.is_told("This customer opted out.")
        expect(amira.page.get_by_text("Offline –")).to_have_count(0)
        amira.goes_to(amira.path)
        expect(amira.page.get_by_test_id("composer")).to_contain_text("This customer opted out.")
        maya.texts("START")
        expect(amira.box).to_have_value("Please stay")
        amira.button("Send").click()
        maya.sees_once("Please stay")


# SPEC: LAY-6
def test_a_device_without_a_network_says_so_at_once_and_goes_on_taking_words(agent):
    amira = agent("amira")
    amira.opens("(416) 555-0120")
    status = amira.page.get_by_role("status")

    amira.page.context.set_offline(True)
    expect(status.get_by_text("Offline. What you write is kept and sent later.")).to_be_visible()
    amira.box.fill("Kept all the same")
    amira.page.context.set_offline(False)

    expect(status.get_by_text("Offline.")).to_have_count(0)
    expect(amira.box).to_have_value("Kept all the same")
    amira.box.fill("")


# SPEC: MSG-9
def test_a_lost_line_counts_what_waits_and_leaves_the_page_alone(agent, phone, demo):
    maya = phone("+14165550147", "Queen Street")
    maya.texts("Do you have it in blue?")
    with line_to(demo) as line:
        amira = agent("amira", (390, 780), address=line.url)
        amira.opens("Do you have it in blue?")
        amira.sees_once("Do you have it in blue?")
        bar = amira.page.locator(".connection")
        amira.page.evaluate(CLOCK)
        line.cut(seconds=4)
        expect(bar).to_have_text("Reconnecting…")
        amira.sends("In blue,")
        expect(bar).to_have_text("Offline – 1 message waiting")
        amira.sends("and in green.")
        expect(bar).to_have_text("Offline – 2 messages waiting")
        assert bar.get_attribute("role") == "status"
        amira.box.click()
        amira.box.press_sequentially(DRAFT)

        expect(bar).to_have_text("")
        assert amira.page.evaluate("window.goneAt - window.backAt") <= BAR_GONE_MILLISECONDS
        expect(amira.box).to_have_value(DRAFT)
        maya.sees_once("In blue,")
        maya.sees_once("and in green.")
        amira.box.fill("")


# SPEC: MSG-9
def test_a_page_whose_first_line_does_not_come_up_says_so_and_takes_words(agent):
    amira = agent("amira")
    amira.opens("(416) 555-0120")
    amira.page.route_web_socket("**/_nicegui_ws/**", lambda _socket: None)
    amira.page.reload()
    bar = amira.page.locator(".connection")

    expect(bar).to_have_text("Connecting…")
    amira.box.fill(DRAFT)
    amira.page.reload()
    expect(amira.box).to_have_value(DRAFT)
    amira.box.fill("")


# SPEC: MSG-9
def test_who_comes_back_to_a_line_that_died_sees_what_is_new_at_once_and_keeps_the_place(
    agent, phone, demo
):
    dana = phone("+14165550148", "Queen Street")
    dana.texts_all([f"Line {number}\n\n\n" for number in range(20)])
    with line_to(demo) as line:
        amira = agent("amira", (390, 780), address=line.url)
        amira.opens("Line 19")
        amira.sees_once("Line 19")
        amira.box.fill(DRAFT)
        amira.log.evaluate("log => log.scrollTo(0, 300)")
        amira.page.evaluate(WATCH)
        for number, back in enumerate(COMING_BACK):
            line.change_networks()
            dana.texts(f"While you were away {number}")
            dana.sees_once(f"While you were away {number}")
            amira.page.evaluate(back)

            expect(amira.message(f"While you were away {number}")).to_have_count(
                1, timeout=AT_ONCE_MILLISECONDS
            )
            assert abs(amira.log.evaluate("log => log.scrollTop") - 300) <= 1
        assert amira.page.evaluate("window.stayed"), "the page was loaded once more"
        expect(amira.box).to_have_value(DRAFT)
        amira.box.fill("")


# SPEC: MSG-8 MSG-9
def test_a_killed_server_comes_back_under_an_open_page(agent, phone, demo):
    maya = phone("+14165550146", "Queen Street")
    maya.texts("Are you open today?")
    amira = agent("amira")
    amira.opens("Are you open today?")
    address = amira.page.url

    demo.kill()
    amira.sends("Until six.")
    amira.box.fill(DRAFT)
    demo.start()

    amira.sees_once("Until six.", status="delivered")
    expect(amira.box).to_have_value(DRAFT)
    assert amira.page.url == address
    maya.sees_once("Until six.")
    maya.texts("Then I come by.")
    amira.sees_once("Then I come by.")
    amira.sees_once("Until six.")


UNREADABLE = {
    "unsent:{user}:broken": "{",
    "unsent:{user}:empty": "null",
    "unsent:{user}:other": '["neither", "text", "nor", "number"]',
    "unsent:{user}:later": '{"version": 99, "key": "later", "words": "of a newer page"}',
    "draft:{user}:message:1": "{{{",
    "start:{user}:form": "false",
}


# FAULT: P-5
# SPEC: MSG-6 MSG-8 MSG-9
def test_what_cannot_be_read_in_the_browser_holds_up_no_unsent_text(agent, customer, database):
    word = "Is it still raining?"
    phone = customer(word, number="+14165550741")
    amira = agent("amira")
    amira.opens(word)
    [user] = database.execute("SELECT id FROM users WHERE email = 'amira@demo.test'").fetchone()
    unsent = {
        "key": "written-by-an-earlier-page",
        "kind": "message",
        "conversation": int(amira.path.rpartition("/")[2]),
        "text": "Not any more.",
        "at": "2026-11-30T12:00:00.000Z",
        "state": "waiting",
    }
    stored = {name.format(user=user): value for name, value in UNREADABLE.items()}
    amira.page.evaluate(
        "rows => Object.entries(rows).forEach(([name, row]) => localStorage.setItem(name, row))",
        {**stored, f"unsent:{user}:{unsent['key']}": json.dumps(unsent)},
    )

    amira.page.reload()

    amira.sees_once("Not any more.", status="delivered")
    phone.sees_once("Not any more.")
    left = amira.page.evaluate("() => ({ ...localStorage })")
    assert {name: left.get(name) for name in stored if not name.startswith("start")} == {
        name: value for name, value in stored.items() if not name.startswith("start")
    }
