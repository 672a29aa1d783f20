"""Reading: where a conversation opens, and that nothing moves under the reader's eyes."""

import re
import time

import pytest
from playwright.sync_api import expect

PHONE = (390, 780)
PATIENCE_SECONDS = 20
MOST_DRAWN = 300
NOBODY_SEES_IT = 0.02
"""Of the window, moved times distance: what a reader may see jump."""

WATCH_JUMPS = """() => {
  window.jumped = 0;
  window.places = new Set();
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) window.jumped += shift.value;
  }).observe({ type: 'layout-shift' });
  requestAnimationFrame(function look() {
    const log = document.querySelector('[role=log]');
    const isDrawn = log.textContent.includes('Thought 39');
    if (isDrawn) window.places.add(Math.round(log.scrollTop));
    requestAnimationFrame(look);
  });
}"""
LOOK_UP = """log => {
  log.scrollTop = log.clientHeight - 1;
  const { top } = log.getBoundingClientRect();
  const messages = [...log.querySelectorAll('[data-testid=message]')];
  const first = messages.find((message) => message.getBoundingClientRect().top >= top);
  window.first = messages[0].dataset.id;
  return { id: first.dataset.id, top: first.getBoundingClientRect().top - top };
}"""
TOP_OF = """(log, id) => log.querySelector(`[data-id="${id}"]`).getBoundingClientRect().top
  - log.getBoundingClientRect().top"""
HIDE = """(state) => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture
def thinker(phone, database):
    """A customer who has much to say: `thinker("+14165551210", 40)`."""

    def thinker(number, many):
        customer = phone(number, "Queen Street")
        customer.texts_all([f"Thought {each}" for each in range(many)])
        wait_for(lambda: arrived(number) == many)
        return customer

    def arrived(number):
        query = """SELECT count(*) FROM messages JOIN conversations
          ON conversations.id = conversation_id WHERE customer_number = ?"""
        return database.execute(query, [number]).fetchone()[0]

    return thinker


def wait_for(condition) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


# SPEC: LOG-7
def test_a_conversation_opens_at_the_first_unread_or_at_its_end_without_a_jump(
    agent, thinker, size
):
    amira = agent("amira", size)
    number = f"555-{size[0] + 20:04}"
    thinker(f"+1416555{size[0] + 20:04}", 40)
    amira.finds(number)
    amira.page.evaluate(WATCH_JUMPS)

    amira.opens(number)

    divider = amira.page.get_by_test_id("unread-divider")
    expect(divider).to_have_text("40 new messages")
    expect(amira.message("Thought 0").first).to_be_in_viewport()
    has_not_jumped(amira)
    amira.log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    expect(amira.row(number)).to_have_attribute("data-unread", "false")

    amira.goes_to("/live-conversations")
    amira.finds(number)
    amira.page.evaluate(WATCH_JUMPS)
    amira.opens(number)

    expect(amira.message("Thought 39")).to_be_in_viewport()
    expect(divider).to_have_count(0)
    has_not_jumped(amira)
    below = "log => log.scrollHeight - log.scrollTop - log.clientHeight"
    assert abs(amira.log.evaluate(below)) <= 2


# FAULT: N-27
def test_whoever_has_answered_is_not_told_any_more_what_is_new(agent, thinker):
    thinker("+14165551219", 3)
    amira = agent("amira")
    amira.opens("555-1219")
    divider = amira.page.get_by_test_id("unread-divider")
    expect(divider).to_have_text("3 new messages")

    amira.sends("We have it")

    amira.sees_once("We have it")
    expect(divider).to_have_count(0)


def has_not_jumped(amira) -> None:
    amira.lets_pass(300)  # as long as a late jump would take
    assert amira.page.evaluate("window.jumped") <= NOBODY_SEES_IT
    assert len(amira.page.evaluate("[...window.places]")) == 1


# SPEC: LOG-7 LIST-6
def test_older_ones_come_without_moving_what_is_read_and_few_are_drawn_at_once(agent, thinker):
    customer = thinker("+14165551211", 360)
    amira = agent("amira")
    amira.opens("555-1211")
    expect(amira.page.get_by_test_id("unread-divider")).to_have_text("50+ new messages")
    amira.log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    row = amira.row("555-1211")
    expect(row).to_have_attribute("data-unread", "false")
    amira.goes_to(amira.path)
    drawn = amira.page.get_by_test_id("message")
    expect(drawn).to_have_count(50)

    for loaded in (100, 150, 200, 250, 300):
        scrolled_up_keeping_the_place(amira)
        expect(drawn).to_have_count(loaded)
    for _ in range(6):
        scrolled_up_keeping_the_place(amira)
        assert drawn.count() <= MOST_DRAWN
        if amira.log.get_by_text("Conversation started").is_visible():
            break

    expect(amira.log).to_contain_text(re.compile(r"Conversation started [A-Z][a-z]+ \d+, 20\d\d"))
    expect(amira.message("Thought 0").first).to_be_visible()
    customer.texts("The very last one")
    expect(amira.button("1 new message")).to_be_visible()
    amira.button("1 new message").click()
    expect(amira.message("The very last one")).to_be_in_viewport()
    assert drawn.count() <= MOST_DRAWN


def scrolled_up_keeping_the_place(amira) -> None:
    """Up to where older ones are asked for; what is read there stays where it is."""
    before = amira.log.evaluate(LOOK_UP)
    amira.page.wait_for_function(
        "document.querySelector('[role=log] [data-testid=message]').dataset.id !== window.first"
    )
    assert abs(amira.log.evaluate(TOP_OF, before["id"]) - before["top"]) <= 1


# SPEC: LOG-7
def test_a_page_that_is_loaded_anew_opens_where_one_was_reading(agent, thinker):
    thinker("+14165551216", 120)
    amira = agent("amira")
    amira.opens("555-1216")
    expect(amira.page.get_by_test_id("unread-divider")).to_have_text("50+ new messages")
    amira.log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    expect(amira.row("555-1216")).to_have_attribute("data-unread", "false")
    amira.page.wait_for_function("history.state.reading === null")
    amira.goes_to(amira.path)
    expect(amira.message("Thought 119")).to_be_in_viewport()
    scrolled_up_keeping_the_place(amira)
    amira.page.wait_for_function("history.state.reading")
    thought = amira.page.get_by_test_id("message").nth(50)
    words = thought.get_by_test_id("message-body").inner_text()
    thought.scroll_into_view_if_needed()
    number = thought.get_attribute("data-id")
    amira.page.wait_for_function(
        "number => Math.abs(history.state.reading - number) < 9", arg=int(number)
    )

    amira.page.reload()
    expect(amira.message(words)).to_be_in_viewport()
    amira.opens_details()
    amira.page.go_back()
    expect(amira.message(words)).to_be_in_viewport()

    amira.log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    expect(amira.message("Thought 119")).to_be_attached()
    amira.log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    amira.page.wait_for_function("history.state.reading === null")
    amira.page.reload()
    expect(amira.message("Thought 119")).to_be_in_viewport()


# SPEC: LIST-4 LOG-7
def test_what_arrives_in_a_tab_nobody_looks_at_stays_unread_until_it_is_seen(agent, phone):
    amira = agent("amira")
    customer = phone("+14165551212", "Queen Street")
    customer.texts("Hello?")
    amira.opens("Hello?")
    expect(amira.row("Hello?")).to_have_attribute("data-unread", "false")

    amira.page.evaluate(HIDE, "hidden")
    customer.texts("Anybody?")
    amira.sees_once("Anybody?")
    amira.lets_pass(1300)  # longer than reading takes
    customer.texts("Nobody?")
    expect(amira.row("Nobody?")).to_have_attribute("data-unread", "true")
    amira.page.evaluate(HIDE, "visible")

    expect(amira.row("Nobody?")).to_have_attribute("data-unread", "false")


# SPEC: LOG-7 MSG-9
def test_sending_leads_back_to_the_end_from_wherever_one_was_reading(agent, thinker):
    thinker("+14165551213", 40)
    amira = agent("amira", PHONE)
    amira.opens("555-1213")
    amira.log.evaluate("log => log.scrollTo(0, 100)")

    amira.sends("That was a lot")

    expect(amira.message("That was a lot")).to_be_in_viewport()
