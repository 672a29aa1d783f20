"""The log in depth: what a message went through, and how texts of all kinds are drawn."""

import re

from playwright.sync_api import expect

PHONE = (390, 780)


def story_of(amira):
    return amira.page.get_by_test_id("delivery-history")


def bubble_of(amira, text):
    return amira.message(text).locator(".bubble")


# SPEC: LOG-6
def test_a_tap_on_a_bubble_tells_its_story_while_it_goes_on(agent, phone, size):
    amira, jonas = agent("amira", size), agent("jonas")
    customer = phone("+14165550701", "Queen Street")
    customer.texts(f"Is it ready at {size[0]}?")
    for someone in (amira, jonas):
        someone.opens(f"Is it ready at {size[0]}?")
    customer.lets_the_next_one("30003")
    text = f"Ready when you are {size[0]}"
    amira.sends(text)
    amira.sees_once(text, status="failed")

    bubble_of(amira, text).click()

    story = story_of(amira)
    expect(story).to_contain_text("Written by Amira Benali")
    expect(story).to_contain_text("Sent to the phone network")
    expect(story).to_contain_text("The phone is off, has no signal, or cannot get texts.")
    expect(story).to_contain_text("Code 30003.")
    expect(story).to_contain_text("From(416) 555-0100")
    expect(story).to_contain_text("To(416) 555-0701")
    expect(story).to_contain_text("1 SMS, GSM-7")
    expect(story).not_to_contain_text("Attempt")
    jonas.message(text).get_by_role("button", name="Resend").click()
    expect(story).to_contain_text("Attempt 2")
    expect(story).to_contain_text("Delivered to the phone")
    amira.page.keyboard.press("Escape")
    expect(story).to_have_count(0)
    amira.sees_once(text, status="delivered")


# SPEC: LOG-6
def test_the_story_is_there_for_keyboards_and_not_for_links_and_selections(agent, phone):
    amira = agent("amira")
    phone("+14165550702", "Queen Street").texts("My order is at https://example.com/8841 okay?")
    amira.opens("My order is at")
    bubble = bubble_of(amira, "My order is at")
    story = story_of(amira)

    button = amira.message("My order is at").get_by_role("button", name="Delivery history")
    button.focus()
    button.press("Enter")
    expect(story).to_contain_text("Received")
    expect(story).to_contain_text("From(416) 555-0702")
    expect(story).to_contain_text("To(416) 555-0100")
    amira.page.keyboard.press("Escape")
    expect(story).to_have_count(0)
    expect(button).to_be_focused()

    link = bubble.get_by_role("link")
    link.evaluate("link => link.addEventListener('click', (event) => event.preventDefault())")
    link.click()
    bubble.dblclick(position={"x": 20, "y": 20})
    assert amira.page.evaluate("getSelection().toString().trim()") == "My"
    expect(story).to_have_count(0)


# SPEC: LOG-7
def test_new_texts_are_counted_below_and_the_log_begins_with_when_it_started(agent, phone):
    amira = agent("amira", (1440, 500))
    customer = phone("+14165550703", "Queen Street")
    for number in range(12):
        customer.texts(f"Thought {number}")
    amira.opens("Thought 11")
    expect(amira.log).to_contain_text(re.compile(r"Conversation started [A-Z][a-z]+ \d+, 20\d\d"))
    amira.log.evaluate("log => log.scrollTo(0, 0)")
    before = amira.message("Thought 1").first.bounding_box()

    for number in range(3):
        customer.texts(f"Afterthought {number}")

    expect(amira.button("3 new messages")).to_be_visible()
    assert amira.message("Thought 1").first.bounding_box() == before
    amira.button("3 new messages").click()
    expect(amira.message("Afterthought 2")).to_be_in_viewport()


# SPEC: LOG-8 LAY-6
def test_texts_of_all_kinds_fit_on_the_narrowest_phone(agent, phone):
    amira = agent("amira", (320, 568))
    customer = phone("+14165550704", "Queen Street")
    texts = (
        "x" * 300,
        "https://example.com/" + "y" * 200,
        "שלום לכולם",
        "🎉🎉",
        "Call 416-555-0199!",
    )
    for text in texts:
        customer.texts(text)
    amira.opens("Call 416-555-0199!")
    expect(amira.message("Call 416-555-0199!")).to_be_visible()

    sideways = "log => log.scrollWidth - log.clientWidth"
    assert amira.log.evaluate(sideways) == 0
    direction = "one => getComputedStyle(one).direction"
    assert amira.message("שלום").get_by_test_id("message-body").evaluate(direction) == "rtl"
    height = bubble_of(amira, "Call 416").bounding_box()["height"]
    assert bubble_of(amira, "🎉🎉").bounding_box()["height"] > 1.2 * height
    expect(amira.message("Call 416").get_by_role("link")).to_have_attribute(
        "href", "tel:4165550199"
    )


# SPEC: LOG-5
def test_of_two_who_resend_at_once_one_does_and_the_other_is_told(agent, phone):
    amira, jonas = agent("amira"), agent("jonas")
    customer = phone("+14165550705", "Queen Street")
    customer.texts("Knock")
    customer.lets_the_next_one("30003")
    for someone in (amira, jonas):
        someone.opens("Knock")
    amira.sends("Come in")
    for someone in (amira, jonas):
        someone.sees_once("Come in", status="failed")

    for someone in (amira, jonas):
        button = someone.message("Come in").get_by_role("button", name="Resend")
        button.evaluate("button => { button.click(); button.click(); }")

    for someone in (amira, jonas):
        someone.sees_once("Come in", status="delivered")
    customer.sees_once("Come in")


# FAULT: M-12
# SPEC: LOG-1 LOG-8 LIST-3
def test_a_message_of_which_nobody_sees_anything_says_so_and_can_be_asked_about(agent, phone):
    amira = agent("amira")
    phone("+14165550711", "Queen Street").texts("\u200b\ufffc")

    amira.opens("Empty message")

    bubble = bubble_of(amira, "Empty message")
    expect(bubble).to_be_visible()
    assert bubble.bounding_box()["height"] > 20
    bubble.click()
    expect(story_of(amira)).to_contain_text("From(416) 555-0711")
