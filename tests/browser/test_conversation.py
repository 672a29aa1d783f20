"""Reading and writing in one conversation: the log and the box below it."""

import re

from playwright.sync_api import expect

PHONE = (390, 780)
TALL = (1440, 2600)
PURPLE, GREY = "rgb(91, 63, 214)", "rgb(236, 238, 243)"


def counter_of(amira):
    return amira.page.get_by_test_id("composer").get_by_test_id("char-counter")


LATER_THAN_ANY_HIDING = "() => new Promise((resolve) => setTimeout(resolve, 1000))"
"""Timers of a page run in their order: one that was to hide something has run before this one."""


# SPEC: LOG-1 LOG-3 LOG-4
def test_the_customer_stands_at_the_left_the_team_at_the_right_with_its_name(agent):
    amira = agent("amira")
    amira.opens("you are the best")

    theirs, ours = amira.message("hi is this the shop"), amira.message("Yes it is!")
    middle = amira.log.bounding_box()["x"] + amira.log.bounding_box()["width"] / 2
    assert theirs.locator(".bubble").bounding_box()["x"] < middle
    box = ours.locator(".bubble").bounding_box()
    assert box["x"] + box["width"] > middle
    expect(theirs.locator(".bubble")).to_have_css("background-color", GREY)
    expect(ours.locator(".bubble")).to_have_css("background-color", PURPLE)
    expect(ours.get_by_test_id("message-author")).to_have_text("Jonas Cole")
    expect(theirs.get_by_test_id("message-author")).to_have_count(0)
    expect(ours.get_by_test_id("message-notice")).to_contain_text("Reply STOP to opt out.")
    expect(amira.page.get_by_test_id("message-notice")).to_have_count(1)
    expect(amira.page.get_by_test_id("message-time")).to_have_count(2)


# SPEC: LOG-7
def test_new_texts_wait_below_while_one_reads_further_up(agent, phone):
    amira = agent("amira", TALL)
    amira.opens("Rides like new")
    amira.page.set_viewport_size({"width": 1440, "height": 400})
    customer = phone("+14165550123", "Delivery & Workshop")
    amira.log.evaluate("log => log.scrollTo(0, 0)")
    before = amira.message("Mrs Okafor").bounding_box()

    customer.texts("One more thing")

    expect(amira.button("1 new message")).to_be_visible()
    assert amira.message("Mrs Okafor").bounding_box() == before
    amira.button("1 new message").click()
    expect(amira.message("One more thing")).to_be_in_viewport()
    expect(amira.button("1 new message")).to_have_count(0)


# SPEC: LOG-8
def test_links_can_be_followed_and_everything_else_is_text(agent, phone):
    amira = agent("amira")
    phone("+14165550621", "Queen Street").texts(
        "See https://example.com/a?b=1. <img src=x onerror=alert(1)>"
    )
    amira.opens("See https://example.com")

    link = amira.log.get_by_role("link")
    expect(link).to_have_attribute("href", "https://example.com/a?b=1")
    expect(link).to_have_attribute("rel", re.compile("noopener noreferrer"))
    expect(amira.log).to_contain_text("a?b=1. <img src=x onerror=alert(1)>")


# SPEC: LOG-5 LOG-6
def test_a_failed_message_says_why_and_is_resent_under_the_same_bubble(agent, phone):
    amira = agent("amira")
    customer = phone("+14165550622", "Queen Street")
    customer.texts("Is my zip mended?")
    amira.opens("Is my zip mended?")
    customer.lets_the_next_one("30003")

    amira.sends("It is.")

    amira.sees_once("It is.", status="failed")
    bubble = amira.message("It is.").get_attribute("data-id")
    reason = amira.page.get_by_role("tooltip")
    amira.button("Message error").hover()
    expect(reason).to_contain_text("The phone is off, has no signal, or cannot get texts.")
    expect(reason).to_contain_text("You can solve this. · Code 30003")
    reason.hover()
    amira.lets_pass(400)  # longer than it lingers by itself
    expect(reason).to_be_visible()
    amira.box.hover()
    expect(reason).to_have_count(0)
    expect(customer.page.get_by_test_id("phone-message").filter(has_text="It is.")).to_have_count(0)
    amira.button("Resend").click()
    amira.sees_once("It is.", status="delivered")
    expect(amira.message("It is.")).to_have_attribute("data-id", bubble)
    expect(amira.button("Resend")).to_have_count(0)
    customer.sees_once("It is.")


# FAULT: N-2
# SPEC: LOG-5
def test_a_tap_tells_why_and_what_cannot_help_is_not_offered(agent, phone):
    amira = agent("amira", PHONE)
    customer = phone("+14165550623", "Queen Street")
    customer.texts("Please write to my landline")
    customer.lets_the_next_one("30006")
    amira.opens("Please write to my landline")

    amira.sends("We try.")

    amira.sees_once("We try.", status="failed")
    sign, reason = amira.button("Message error"), amira.page.get_by_role("tooltip")
    for _ in range(3):
        sign.tap()
        amira.page.evaluate(LATER_THAN_ANY_HIDING)
        expect(reason).to_be_visible()
        amira.box.tap()
        expect(reason).to_have_count(0)
    sign.tap()
    expect(reason).to_contain_text("This is a landline, or a network that texts do not reach.")
    expect(reason).to_contain_text("Call the customer instead.")
    expect(amira.button("Resend")).to_have_count(0)


# SPEC: CLO-6
def test_there_is_no_box_for_who_cannot_be_written_to(agent, phone):
    amira = agent("amira", TALL)
    customer = phone("+14165550624", "Queen Street")
    customer.texts("I moved away")
    amira.opens("I moved away")
    expect(amira.box).to_be_visible()

    customer.texts("STOP")
    expect(amira.page.get_by_test_id("composer")).to_contain_text(
        "This customer opted out. You can write again once they text START."
    )
    expect(amira.box).to_have_count(0)
    customer.texts("START")
    expect(amira.box).to_be_visible()

    for sender in ("Parcel 77410", "Your verification code"):
        amira.opens(sender)
        expect(amira.page.get_by_test_id("composer")).to_contain_text(
            "You can’t reply: this sender has no phone number."
        )
        expect(amira.box).to_have_count(0)


# SPEC: MSG-1 MSG-7
def test_enter_sends_at_a_desk_and_shift_enter_breaks_the_line(agent, phone):
    amira = agent("amira")
    customer = phone("+14165550625", "Queen Street")
    customer.texts("Where are you?")
    amira.opens("Where are you?")
    expect(amira.button("Send")).to_be_disabled()
    amira.box.fill("   ")
    expect(amira.button("Send")).to_be_disabled()
    counter_of(amira).click()
    expect(amira.box).to_be_focused()
    low = amira.box.bounding_box()["height"]

    amira.box.fill("Queen Street 118,")
    amira.box.press("Shift+Enter")
    amira.box.press_sequentially("first floor")
    assert amira.box.bounding_box()["height"] > low
    amira.box.press("Enter")

    expect(amira.box).to_have_value("")
    expect(amira.box).to_be_focused()
    amira.sees_once("Queen Street 118,\nfirst floor")
    customer.sees_once("Queen Street 118,\nfirst floor")


# SPEC: MSG-7
def test_enter_breaks_the_line_on_a_phone_and_the_box_grows_to_six_lines(agent):
    amira = agent("amira", PHONE)
    amira.opens("you are the best")

    heights = []
    for number in range(1, 9):
        amira.box.press_sequentially(str(number))
        heights.append(round(amira.box.bounding_box()["height"]))
        amira.box.press("Enter")

    expect(amira.box).to_have_value("1\n2\n3\n4\n5\n6\n7\n8\n")
    assert heights[:6] == sorted(set(heights[:6]))
    assert heights[5] == heights[6] == heights[7]
    amira.box.fill("")


# SPEC: MSG-2 MSG-6 LOG-4
def test_too_long_a_text_is_refused_with_a_pop_up_and_stays(agent):
    amira = agent("amira")
    amira.opens("Is the black leather bag")
    notice = "Reply STOP to opt out. Msg & data rates may apply."
    amira.box.fill("x")
    expect(counter_of(amira)).to_have_text(f"{len(notice) + 2} / 1,600 · 1 SMS · GSM-7")
    amira.box.fill("“x”")
    expect(counter_of(amira)).to_have_text(f"{len(notice) + 4} / 1,600 · 1 SMS · UCS-2")

    too_long = "x" * 1600
    amira.sends(too_long)

    amira.is_told("The message is too long: 1,651 characters, and 1,600 is the limit.")
    expect(counter_of(amira)).to_have_text("1,651 / 1,600 · 11 SMS · GSM-7")
    expect(amira.box).to_have_value(too_long)
    expect(amira.message("xxx")).to_have_count(0)
    amira.box.fill("")


# SPEC: MSG-8
def test_a_draft_survives_a_reload_and_is_never_another_customers(agent):
    amira = agent("amira")
    amira.opens("you are the best")
    amira.box.fill("So are you")

    amira.opens("Office trip")
    expect(amira.box).to_have_value("")
    amira.box.fill("By card")
    amira.page.reload()
    amira.is_connected()

    expect(amira.box).to_have_value("By card")
    amira.box.fill("")
    amira.opens("So are you")
    expect(amira.box).to_have_value("So are you")
    amira.box.fill("")


# SPEC: LOG-6
def test_what_happens_while_a_page_is_still_loading_is_on_it(agent, phone):
    amira = agent("amira")
    customer = phone("+14165550626", "Queen Street")
    customer.texts("Knock knock")
    amira.opens("Knock knock")
    loading = amira.another_tab()
    held = []
    loading.page.route("**/socket.io.min.js", lambda route: held.append(route))

    with loading.page.expect_request("**/socket.io.min.js"):
        loading.page.goto(amira.path, wait_until="commit")
    customer.texts("Who is there?")
    amira.sees_once("Who is there?")
    held[0].continue_()

    loading.is_connected()
    loading.sees_once("Who is there?")
    expect(loading.row("Who is there?")).to_have_count(1)


# SPEC: LAY-1
def test_a_first_visit_asks_for_little(agent):
    amira = agent("amira")
    line = amira.page.context.new_cdp_session(amira.page)
    sizes = []
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    amira.goes_to("/live-conversations")
    expect(amira.page.get_by_test_id("conversation-item").first).to_be_visible()

    amira.page.wait_for_load_state("networkidle")
    assert 10 < len(sizes) <= 20
    assert 300_000 < sum(sizes) <= 400_000
