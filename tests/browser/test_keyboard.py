"""The whole job without a mouse, and what a screen reader is told."""

import re

import pytest
from playwright.sync_api import expect

TABLET, DESKTOP = (900, 1100), (1440, 900)
MOST_STOPS = 20

FOCUS = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const ring = getComputedStyle(one).outlineStyle !== 'none' ? one : one.parentElement;
  const style = getComputedStyle(ring);
  const colour = style.outlineStyle !== 'none' ? style.outlineColor : style.borderTopColor;
  let backdrop = ring.parentElement;
  while (/, 0\\)$|transparent/.test(getComputedStyle(backdrop).backgroundColor)) {
    backdrop = backdrop.parentElement;
  }
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, bright] = [light(colour), light(getComputedStyle(backdrop).backgroundColor)]
    .sort((one, other) => one - other);
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: one.ariaLabel ?? one.innerText.trim(),
    contrast: (bright + 0.05) / (dark + 0.05),
    isHidden: !(one.contains(middle) || middle?.contains(one)),
  };
}"""


def press(agent, *keys) -> None:
    for key in keys:
        agent.page.keyboard.press(key)


def tabs_to(agent, name) -> list[str]:
    """Press Tab until there; the names on the way, each with a ring that everybody sees."""
    passed = []
    while len(passed) < MOST_STOPS:
        press(agent, "Tab")
        focus = agent.page.evaluate(FOCUS)
        assert focus["contrast"] >= 3, focus
        assert not focus["isHidden"], focus
        passed.append(focus["name"])
        if focus["name"] == name:
            return passed
    raise AssertionError(f"Tab never reaches {name}: {passed}")


# SPEC: LAY-1
def test_amira_does_her_whole_job_from_the_keyboard(agent):
    amira = agent("amira", DESKTOP)
    conversation, details = amira.panel("conversation"), amira.panel("details")

    tabs_to(amira, "Menu")
    tabs_to(amira, "Closed")
    press(amira, "Tab", "ArrowDown", "ArrowDown", "ArrowUp")
    title = amira.page.evaluate(
        "document.activeElement.querySelector('[data-testid=item-title]').textContent"
    )
    press(amira, "Enter")
    expect(conversation.get_by_role("heading", level=2)).to_have_text(title)

    amira.goes_to(amira.path)
    assert tabs_to(amira, "Skip to message box") == ["Skip to conversation", "Skip to message box"]
    press(amira, "Enter")
    expect(amira.box).to_be_focused()
    amira.page.keyboard.type("Written without a mouse")
    press(amira, "Control+Enter")
    amira.sees_once("Written without a mouse")
    expect(amira.box).to_be_focused()

    amira.goes_to(amira.path)
    tabs_to(amira, "Skip to conversation")
    press(amira, "Enter")
    expect(amira.log).to_be_focused()
    amira.page.keyboard.press("Shift+Tab")
    expect(amira.button("Conversation details")).to_be_focused()
    press(amira, "Enter")
    expect(details).to_be_visible()
    tabs_to(amira, "Conversation actions")
    press(amira, "Enter", "ArrowDown", "Escape")
    expect(amira.button("Conversation actions")).to_be_focused()
    expect(amira.page.get_by_role("menuitem")).to_have_count(0)
    tabs_to(amira, "Comment")


# SPEC: LAY-1 LOG-5 LOG-6 LOG-8
def test_the_log_is_one_stop_in_which_arrows_lead_from_message_to_message(agent, phone):
    amira = agent("amira", DESKTOP)
    customer = phone("+14165551201", "Queen Street")
    customer.texts("First")
    amira.opens("(416) 555-1201")
    for text in ("Look at https://example.com/coat", "Last"):
        customer.texts(text)
        amira.sees_once(text)
    customer.lets_the_next_one("30003")
    amira.sends("Cannot arrive")
    amira.sees_once("Cannot arrive", status="failed")
    amira.log.focus()
    assert stops_in(amira.log) == []

    press(amira, "ArrowUp")
    expect(story_button(amira, "Cannot arrive")).to_be_focused()
    assert stops_in(amira.message("Cannot arrive")) == [
        "Message error",
        "Delivery history",
        "Resend",
    ]
    press(amira, "Tab")
    expect(amira.button("Resend")).to_be_focused()
    press(amira, "ArrowUp", "ArrowUp")
    expect(story_button(amira, "Look at")).to_be_focused()
    expect(story_button(amira, "Look at")).to_have_accessible_description(re.compile("Look at"))
    press(amira, "Shift+Tab")
    expect(amira.log.get_by_role("link")).to_be_focused()
    press(amira, "End", "ArrowDown", "Home", "ArrowUp")
    expect(story_button(amira, "First")).to_be_focused()
    press(amira, "Enter")
    expect(amira.page.get_by_test_id("delivery-history")).to_contain_text("Received")
    press(amira, "Escape")
    expect(story_button(amira, "First")).to_be_focused()

    press(amira, "Tab")
    assert stops_in(amira.log) == []
    press(amira, "Shift+Tab")
    expect(amira.log).to_be_focused()


def story_button(agent, text):
    return agent.message(text).get_by_role("button", name="Delivery history")


def stops_in(place) -> list[str]:
    """The names of what Tab would stop at."""
    return place.evaluate("""place => [...place.querySelectorAll('a[href], button, [tabindex]')]
      .filter((one) => one.tabIndex >= 0)
      .map((one) => one.ariaLabel ?? one.innerText.trim())""")


# SPEC: LAY-1
def test_single_keys_do_what_the_list_of_keys_says_until_they_are_switched_off(agent):
    amira = agent("amira", DESKTOP)
    listed = amira.page.get_by_role("dialog", name="Keyboard shortcuts")

    press(amira, "?")
    expect(listed).to_be_visible()
    expect(listed).to_contain_text("Start a conversation")
    press(amira, "Escape")
    expect(listed).to_be_hidden()

    amira.opens("Wonderful, tomorrow then")
    amira.box.press_sequentially("How / now?")
    expect(amira.box).to_have_value("How / now?")
    expect(listed).to_be_hidden()
    amira.box.fill("")

    amira.button("Menu").click()
    amira.button("Keyboard shortcuts").click()
    listed.get_by_role("checkbox").uncheck()
    listed.get_by_role("button", name="Close").click()
    expect(listed).to_be_hidden()
    amira.page.reload()
    amira.is_connected()
    press(amira, "?")
    expect(listed).to_be_hidden()


def test_keys_open_the_filters_and_the_form_from_wherever_one_is(agent):
    amira = agent("amira", (390, 780))
    amira.opens("Wonderful, tomorrow then")

    press(amira, "/")
    expect(amira.page.get_by_test_id("filter-section")).to_be_visible()
    amira.page.keyboard.press("Escape")
    press(amira, "n")
    expect(amira.page.get_by_test_id("start-conversation")).to_be_visible()
    amira.page.keyboard.press("Escape")
    amira.sees_panels("list")


# SPEC: LIST-4
def test_a_screen_reader_reads_rows_in_order_and_new_texts_once(agent, phone):
    amira = agent("amira", DESKTOP)
    customer = phone("+14165550641", "Queen Street")
    customer.texts("Do you have scarves?")
    row = amira.row("Do you have scarves?")
    expect(row).to_have_accessible_name(
        re.compile(r"^Unread, .*555-0641.*\d.*Do you have scarves\?", re.DOTALL)
    )

    amira.opens("Do you have scarves?")
    expect(amira.log).to_have_attribute("aria-live", "polite")
    amira.page.evaluate(LISTEN)
    customer.texts("Woollen ones")
    amira.sees_once("Woollen ones")
    amira.sends("We do, in grey.")
    amira.sees_once("We do, in grey.", status="delivered")

    said = amira.page.evaluate("window.said")
    assert sum("Woollen ones" in text for text in said) == 1, said
    unnamed = amira.page.get_by_role("button", name=re.compile(r"^\s*$"))
    expect(unnamed).to_have_count(0)


LISTEN = """() => {
  window.said = [];
  const say = (node) => window.said.push(node.textContent);
  const hear = (changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(say));
  const log = document.querySelector('[role=log]');
  new MutationObserver(hear).observe(log, { childList: true, subtree: true });
}"""


# SPEC: LAY-6
def test_with_large_letters_and_wide_gaps_nothing_is_cut_off_or_moves_sideways(agent):
    amira = agent("amira", (320, 568))
    for step in (lambda: None, lambda: amira.opens("you are the best"), amira.opens_details):
        step()
        amira.page.add_style_tag(content=SPACED)
        amira.page.wait_for_function("document.getAnimations().length === 0")
        assert amira.page.evaluate(SIDEWAYS) == []


SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
SIDEWAYS = """() => {
  const isTrimmed = (one) => one.parentElement
    && getComputedStyle(one.parentElement).textOverflow === 'ellipsis';
  return [...document.querySelectorAll('.panel:not([inert]), .panel:not([inert]) *')]
  .filter((one) => one.checkVisibility() && !one.closest('.sr-only') && !isTrimmed(one))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1
    || (one.tagName === 'BUTTON' && one.scrollWidth > one.clientWidth + 1))
  .map((one) => one.outerHTML.slice(0, 200));
}"""


# SPEC: LAY-2
def test_who_wants_no_motion_sees_none(agent):
    amira = agent("amira", TABLET, reduced_motion="reduce")
    amira.opens("Wonderful, tomorrow then")
    amira.page.evaluate(COUNT_MOTION)

    amira.opens_details()
    amira.button("Close details").click()
    amira.button("Menu").click()
    press(amira, "Escape")
    expect(amira.button("Logout")).to_be_hidden()

    assert amira.page.evaluate("window.moved") == []


COUNT_MOTION = """() => {
  window.moved = [];
  for (const kind of ['transitionrun', 'animationstart']) {
    addEventListener(kind, (event) => {
      const [motion] = event.target.getAnimations();
      if (motion?.effect.getTiming().duration > 1) window.moved.push(event.target.className);
    }, true);
  }
}"""


# FAULT: N-3
# SPEC: DET-2 DET-3 LAY-1
@pytest.mark.parametrize("held_milliseconds", [0, 80, 300])
def test_a_menu_item_chosen_with_enter_does_its_work_and_the_menu_stays_closed(
    agent, held_milliseconds
):
    amira = agent("amira", DESKTOP)
    amira.opens("Dana R. sofa delivery")
    amira.opens_details()
    title = amira.page.get_by_test_id("detail-title")
    before = title.inner_text()
    amira.button("Conversation actions").focus()
    press(amira, "Enter")
    expect(amira.page.get_by_role("menuitem", name="Rename")).to_be_focused()

    amira.page.keyboard.press("Enter", delay=held_milliseconds)

    field = amira.page.get_by_role("textbox", name="Conversation title")
    expect(field).to_be_focused()
    expect(amira.page.get_by_role("menuitem")).to_have_count(0)
    amira.page.keyboard.type(f"Sofa after {held_milliseconds}")
    press(amira, "Enter")
    expect(title).to_have_text(f"Sofa after {held_milliseconds}")
    amira.chooses("Rename")
    field.fill(before)
    press(amira, "Enter")
    expect(title).to_have_text(before)
