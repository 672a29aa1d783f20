"""One page at all sizes: what floats, what keeps its place, what the keyboard must not cover."""

import pytest
from playwright.sync_api import expect

PHONE, TURNED, TABLET, DESKTOP = (390, 780), (780, 390), (900, 1100), (1440, 900)
NOTCH, BAR = 47, 34
KEYBOARD = """(height) => {
  Object.defineProperty(visualViewport, 'height', { configurable: true, get: () => height });
  visualViewport.dispatchEvent(new Event('resize'));
}"""
IS_SEEN_WITHIN = """(one, height) => {
  const { top, bottom } = one.getBoundingClientRect();
  return top >= 0 && bottom <= height;
}"""
SCROLLS_HALF_WAY = """log => new Promise((done) => {
  log.addEventListener('scroll', () => requestAnimationFrame(done), { once: true });
  log.scrollTo(0, log.scrollHeight / 2);
})"""
FIRST_MESSAGE = """log => {
  const { top } = log.getBoundingClientRect();
  return [...log.querySelectorAll('[data-testid=message]')]
    .find((one) => one.getBoundingClientRect().top >= top).dataset.id;
}"""


def resize(amira, size) -> None:
    width, height = size
    amira.page.set_viewport_size({"width": width, "height": height})


# SPEC: LAY-3 LAY-6
def test_the_button_floats_on_a_phone_and_stands_above_the_filters_elsewhere(agent):
    amira = agent("amira", PHONE)
    button = amira.button("Start Conversation")
    rows = amira.list.locator(".rows")
    before = button.bounding_box()

    rows.evaluate("rows => rows.scrollTo(0, rows.scrollHeight)")
    assert before["width"] >= 56 <= before["height"]
    assert before["x"] + before["width"] >= 390 - 24
    assert before["y"] + before["height"] >= 780 - 24
    assert button.bounding_box() == before
    last = amira.page.get_by_test_id("conversation-item").last
    expect(last).to_be_in_viewport()
    assert last.bounding_box()["y"] + last.bounding_box()["height"] <= before["y"]

    for size in (TABLET, DESKTOP):
        resize(amira, size)
        box = button.bounding_box()
        head = amira.page.get_by_role("heading", name="Live Conversations").bounding_box()
        filters = amira.button("Filters").bounding_box()
        assert head["y"] + head["height"] <= box["y"]
        assert box["y"] + box["height"] <= filters["y"]
        button.click()
        amira.sees_panels()
        expect(amira.page.get_by_test_id("start-conversation")).to_be_visible()
        amira.page.go_back()
        amira.sees_panels("list")


# SPEC: LAY-4
def test_turning_a_phone_keeps_the_draft_and_the_place_in_the_log_and_in_the_list(agent, phone):
    customer = phone("+14165551231", "Queen Street")
    customer.texts_all([f"Line {number} " + "of a long letter " * 4 for number in range(48)])
    amira = agent("amira", PHONE)
    amira.opens("(416) 555-1231")
    amira.list.locator(".rows").evaluate("rows => rows.scrollTo(0, 300)")
    expect(amira.page.get_by_test_id("message")).to_have_count(48)
    amira.box.fill("Dear reader")
    amira.log.evaluate(SCROLLS_HALF_WAY)
    read = amira.log.evaluate(FIRST_MESSAGE)

    for size in (TURNED, PHONE, DESKTOP, PHONE):
        resize(amira, size)
        expect(amira.page.locator(f'[data-id="{read}"].message')).to_be_in_viewport()
        expect(amira.box).to_have_value("Dear reader")
    amira.box.fill("")
    amira.button("Back").click()
    expect(amira.list.locator(".rows")).to_have_js_property("scrollTop", 300)


# SPEC: LAY-6
def test_the_keyboard_of_a_phone_covers_neither_the_box_nor_what_was_said_last(agent):
    amira = agent("amira", PHONE)
    amira.opens("you are the best")
    expect(amira.message("you are the best")).to_be_in_viewport()
    height = "log => log.clientHeight"
    before = amira.log.evaluate(height)

    amira.box.focus()
    amira.page.evaluate(KEYBOARD, 400)

    for thing in (amira.button("Send"), amira.box, amira.message("you are the best")):
        expect(thing).to_be_in_viewport()
        assert thing.evaluate(IS_SEEN_WITHIN, 400)
    amira.box.press_sequentially("1\n2\n3\n4\n5\n6\n7")
    assert amira.button("Send").evaluate(IS_SEEN_WITHIN, 400)
    assert amira.message("you are the best").evaluate(IS_SEEN_WITHIN, 400)
    amira.box.fill("")
    amira.page.evaluate(KEYBOARD, 780)
    assert amira.log.evaluate(height) == before
    assert (
        amira.page.evaluate("parseFloat(getComputedStyle(document.activeElement).fontSize)") >= 16
    )


# SPEC: LAY-6
def test_nothing_lies_below_the_notch_or_the_bar_of_a_phone(agent):
    amira = agent("amira", PHONE)
    line = amira.page.context.new_cdp_session(amira.page)
    insets = {"top": NOTCH, "bottom": BAR, "left": 0, "right": 0}
    line.send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})

    def is_safe(name) -> bool:
        box = amira.button(name).bounding_box()
        return box["y"] >= NOTCH and box["y"] + box["height"] <= 780 - BAR

    assert is_safe("Menu")
    assert is_safe("Start Conversation")
    amira.opens("you are the best")
    amira.page.wait_for_function("document.getAnimations().length === 0")
    assert all(map(is_safe, ("Back", "Templates", "Send")))
    amira.button("Templates").click()
    templates = amira.page.get_by_role("dialog", name="Templates").get_by_role("option")
    expect(templates.last).to_be_visible()
    amira.page.wait_for_function("document.getAnimations().length === 0")
    box = templates.last.bounding_box()
    assert box["y"] + box["height"] <= 780 - BAR
    amira.page.keyboard.press("Escape")
    amira.opens_details()
    amira.page.wait_for_function("document.getAnimations().length === 0")
    assert is_safe("Send comment")


# SPEC: LAY-2
def test_on_a_tablet_the_details_keep_the_focus_and_a_tap_beside_closes_them(agent):
    amira = agent("amira", TABLET)
    amira.opens("Wonderful, tomorrow then")
    amira.opens_details()

    for _ in range(25):
        amira.page.keyboard.press("Tab")
        inside = "document.activeElement.closest('[data-testid=details-panel], body')"
        assert amira.page.evaluate(
            f"{inside}.dataset.testid ?? document.activeElement.tagName"
        ) in (
            "details-panel",
            "BODY",
        )
    amira.page.mouse.click(60, 600)

    amira.sees_panels("list", "conversation")
    expect(amira.button("Conversation details")).to_be_focused()


# SPEC: LAY-6
@pytest.mark.parametrize("address", ["/live-conversations", "/live-conversations/new"])
def test_on_the_narrowest_phone_nothing_moves_sideways(agent, address):
    amira = agent("amira", (320, 568))
    amira.goes_to(address)
    if address == "/live-conversations":
        amira.button("Filters").click()
        expect(amira.page.get_by_test_id("filter-section")).to_be_visible()

    assert amira.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert amira.page.evaluate(WIDE) == []


WIDE = """[...document.querySelectorAll('.panel:not([inert]) *')]
  .filter((one) => one.checkVisibility() && !one.closest('.sr-only'))
  .filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX)
    && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""


# SPEC: LAY-2 LAY-5
def test_a_panel_that_is_looked_for_while_it_slides_in_stands_where_it_belongs(agent):
    amira = agent("amira", PHONE)
    amira.finds("you are the best")
    devices = amira.page.context.new_cdp_session(amira.page)
    devices.send("Animation.enable")
    devices.send("Animation.setPlaybackRate", {"playbackRate": 0})
    amira.opens("you are the best")

    amira.button("Conversation details").evaluate("button => button.scrollIntoView()")
    devices.send("Animation.setPlaybackRate", {"playbackRate": 1})

    amira.opens_details()
    assert amira.page.locator(".shell").evaluate("shell => shell.scrollLeft") == 0


# SPEC: LAY-1 LAY-2
@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP])
def test_the_list_is_there_to_be_read_before_the_scripts_have_come(agent, size):
    amira = agent("amira", size)
    shown = amira.list.get_by_test_id("conversation-item").first
    words = shown.get_by_test_id("item-preview").inner_text()
    place = shown.get_by_test_id("item-preview").bounding_box()
    held = []
    amira.page.route("**/assets/live.*.js", lambda route: held.append(route))

    amira.page.reload(wait_until="commit")
    sight = amira.page.locator(".prerender")

    first = sight.locator(".row-preview").first
    expect(first).to_have_text(words)
    assert first.bounding_box() | {"width": place["width"]} == pytest.approx(place, abs=1)
    assert sight.evaluate("sight => sight.inert && sight.ariaHidden") == "true"
    for each in held:
        each.continue_()
    expect(shown).to_be_visible()
    expect(sight).to_have_count(0)


# SPEC: LAY-2
def test_on_a_phone_no_list_is_seen_on_the_way_to_a_conversation(agent):
    amira = agent("amira", PHONE)
    amira.page.get_by_test_id("conversation-item").first.click()
    amira.sees_panels("conversation")
    amira.page.route("**/assets/live.*.js", lambda _: None)

    amira.page.reload(wait_until="commit")

    rows = amira.page.locator(".prerender .list-row")
    expect(rows.first).to_be_attached()
    expect(rows.first).to_be_hidden()
