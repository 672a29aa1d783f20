"""A page that was open through it all shows what a page opened afresh shows, bubble for bubble."""

import random
import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.proxies import line_to

TALL = (1440, 2600)
"""Shows the whole list of the demo at once."""
SEED, ACTIONS = 8841, 60
CUTS = {20, 40}
CUT_SECONDS = 2.5
CUSTOMERS = {
    "+14165551251": "Queen Street",
    "+14165551252": "Harbour",
    "+14165551253": "Delivery & Workshop",
}
PATIENCE_MILLISECONDS = 20_000
AT_HAND_MILLISECONDS = 3000

SHOWN = """() => {
  const words = (one) => one.innerText.replace(/\\s+/g, ' ').trim();
  // Each page counts the minutes of waiting every 20 seconds, so two of them may be apart.
  const untimed = (row) => words(row).replace(row.querySelector('.row-waiting')?.innerText
    .replace(/\\s+/g, ' ').trim(), '');
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
  return {
    list: all('[data-testid=conversation-item]', (row) => [
      row.dataset.id, row.dataset.unread, row.dataset.waiting, untimed(row),
    ]),
    log: all('[data-testid=message]', (one) => [one.dataset.id, one.dataset.status, words(one)]),
    details: all('.facts > div', words),
    timeline: all('[data-testid=timeline-entry]', words),
    header: words(document.querySelector('.conversation-header')),
    box: document.querySelector('.conversation-panel .composer')?.innerText ?? null,
    unread: document.title,
    pressed: all('.segment', (one) => [words(one), one.getAttribute('aria-pressed')]),
    chips: all('[data-testid=filter-chip]', words),
  };
}"""
OPEN = "row => { row.click(); return row.dataset.id; }"
# What somebody is just doing elsewhere goes on by itself.
PENDING = "[data-status=pending], [data-status=queued], .is-pending:not([hidden])"
SETTLE = f"!document.querySelector('{PENDING}')"


@pytest.fixture
def desks(agent, demo):
    """Amira's page is on a line of its own, and stays open; the others work beside her."""
    with line_to(demo) as line:
        amira = agent("amira", TALL, address=line.url)
        yield amira, agent("olga", TALL), agent("jonas", TALL), line


class Day:
    """Three users and three customers, and the dice that choose what they do."""

    def __init__(self, desks, phones) -> None:
        self.chance = random.Random(SEED)
        self.desks = desks
        self.phones = phones
        self.words = 0

    def says(self) -> str:
        self.words += 1
        return f"Word {self.words}"

    def desk(self):
        """A question that came late is left unanswered, as by somebody who goes on."""
        desk = self.chance.choice(self.desks)
        if desk.page.locator(".q-dialog").count():
            desk.page.keyboard.press("Escape")
        return desk

    def at_a_conversation(self):
        desk = self.desk()
        if not re.search(r"/\d+", desk.path):
            self.opens(desk)
        return desk

    def opens(self, desk) -> None:
        rows = desk.page.get_by_test_id("conversation-item")
        count = rows.count()
        if not count:
            return
        row = rows.nth(self.chance.randrange(min(3, count)))
        with suppress(TimeoutError):  # it may leave the list just now
            # In one step: rows change places, and a click that comes late moves who writes by then.
            number = row.evaluate(OPEN, timeout=AT_HAND_MILLISECONDS)
            # Until then the box is that of the conversation before, and so is what is typed.
            shown = desk.page.get_by_test_id("composer")
            expect(shown).to_have_attribute("data-conversation", number)

    def does(self, action) -> None:
        action(self)


def a_customer_texts(day):
    day.chance.choice(day.phones).texts(day.says())


def someone_opens_one(day):
    day.opens(day.desk())


def someone_sends(day):
    desk = day.at_a_conversation()
    if desk.box.is_visible():
        desk.sends(day.says())


def someone_acts(day):
    """Close, reopen, mark as unread, no reply needed: whatever the menu offers but opting out."""
    desk = with_details(day.at_a_conversation())
    desk.button("Conversation actions").click()
    items = desk.page.get_by_role("menuitem")
    names = [name for name in items.all_inner_texts() if name in SAFE]
    name = day.chance.choice(names)
    try:
        items.filter(has_text=name).first.click(timeout=AT_HAND_MILLISECONDS)
    except TimeoutError:  # what a colleague did has just taken it off the menu
        desk.page.keyboard.press("Escape")
    else:
        if name == "Close":
            closes_all_the_same(desk)


SAFE = ("Close", "Reopen", "Mark as unread", "No reply needed")


def closes_all_the_same(desk):
    question = desk.page.get_by_role("dialog").get_by_role("button", name="Close", exact=True)
    closed = desk.page.get_by_role("alert").filter(has_text="Closed.")
    expect(question.or_(closed).first).to_be_visible(timeout=PATIENCE_MILLISECONDS)
    if question.is_visible():
        question.click()


def someone_renames(day):
    desk = with_details(day.at_a_conversation())
    desk.chooses("Rename")
    field = desk.page.get_by_role("textbox", name="Conversation title")
    field.fill(day.chance.choice(("", f"Title {day.words}")))
    field.press("Enter")


def someone_comments(day):
    with_details(day.at_a_conversation()).comments(day.says())


def someone_looks_at_the_other_status(day):
    day.desk().page.locator(".segment[aria-pressed=false]").click()


def someone_filters(day):
    desk = day.desk()
    chips = desk.page.get_by_role("button", name=re.compile("^Remove filter"))
    if chips.count():
        chips.first.click()
        return
    desk.button("Filters").click()
    desk.page.get_by_test_id("filter-section").get_by_role("textbox", name="Message").fill("word")
    desk.button("Apply Filters").click()


def with_details(desk):
    if not desk.details.is_visible():
        desk.opens_details()
    return desk


LIKELY = {
    a_customer_texts: 6,
    someone_sends: 5,
    someone_opens_one: 4,
    someone_acts: 4,
    someone_renames: 2,
    someone_comments: 2,
    someone_looks_at_the_other_status: 1,
    someone_filters: 1,
}


# SPEC: LIST-5 LIST-1 LIST-4 LIST-7 LOG-6 DET-4 DET-5 FIL-6 MSG-9
def test_a_page_that_was_open_shows_what_a_page_opened_afresh_shows(desks, phone):
    amira, olga, jonas, line = desks
    phones = [phone(number, place) for number, place in CUSTOMERS.items()]
    day = Day([amira, amira, olga, jonas], phones)
    for each in phones:
        each.texts(day.says())
    amira.finds("Word 3")
    amira.page.evaluate("window.stayed = true")

    happened = []
    for number in range(ACTIONS):
        (action,) = day.chance.choices(list(LIKELY), list(LIKELY.values()))
        happened.append(action.__name__)
        day.does(action)
        if number in CUTS:
            line.cut(seconds=CUT_SECONDS)
    assert set(happened) == {action.__name__ for action in LIKELY}

    ends_at_a_conversation(day, amira)
    shows_what_is_shown_afresh(amira)
    assert amira.page.evaluate("window.stayed")


def ends_at_a_conversation(day, amira) -> None:
    """Among the open ones, all of which are listed again."""
    amira.button("Filters").click()
    section = amira.page.get_by_test_id("filter-section")
    section.get_by_role("button", name="Reset Filters").click()
    amira.button("Open").click()
    amira.finds("you are the best")
    day.opens(amira)
    with_details(amira)
    expect(amira.page.get_by_test_id("message").first).to_be_visible()


def shows_what_is_shown_afresh(amira) -> None:
    fresh = type(amira)(amira.page.context.new_page())
    width, height = TALL
    fresh.page.set_viewport_size({"width": width, "height": height})
    fresh.goes_to(amira.page.url)
    found = None
    for _ in range(30):
        for page in (amira.page, fresh.page):
            page.wait_for_function(SETTLE, timeout=PATIENCE_MILLISECONDS)
        open_one, afresh = amira.page.evaluate(SHOWN), fresh.page.evaluate(SHOWN)
        found = {
            name: (open_one[name], afresh[name])
            for name in afresh
            if open_one[name] != afresh[name]
        }
        if not found:
            break
        amira.page.wait_for_timeout(200)
    assert found == {}
    assert len(afresh["log"]) > 1
    assert len(afresh["timeline"]) > 1
