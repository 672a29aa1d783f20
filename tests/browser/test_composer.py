"""Writing to a customer: what the box offers, what it costs, and what becomes of half a text."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import SIZES
from tests.proxies import line_to

PHONE, TABLET = SIZES["phone"], SIZES["tablet"]
WITHIN_TWO_SECONDS = 10_000
"""And what a busy machine adds."""
OPENING_HOURS = "Hi! Queen Street is open Monday to Saturday, 9 to 6. This is Amira."
PARAGRAPH = "the coat looks like new again " * 3


def counter_of(amira):
    return amira.page.get_by_test_id("composer").get_by_test_id("char-counter")


def dear_line(amira):
    return amira.page.get_by_test_id("segment-warning")


# SPEC: MSG-2 MSG-3 MSG-10
def test_a_template_is_filled_in_a_dear_character_made_plain_and_both_undone(agent, customer, size):
    word = f"Hours at {size[0]}"
    customer(word, number=f"+1416555{size[0]:04}")
    amira = agent("amira", size)
    amira.opens(word)
    a_dear_character_is_made_plain_and_comes_back(amira)
    a_template_is_filled_in_and_taken_back(amira)
    the_offer_to_undo_goes_with_the_next_letter(amira)

    amira.box.fill(f"🙂 {PARAGRAPH}")
    expect(dear_line(amira)).to_contain_text("🙂 makes this")
    expect(amira.button("Replace")).to_have_count(0)
    amira.box.fill("🙂 ’")
    expect(dear_line(amira)).to_have_count(0)
    amira.box.fill("")


def a_dear_character_is_made_plain_and_comes_back(amira):
    amira.box.fill(f"It’s ready, {PARAGRAPH}")
    expect(counter_of(amira)).to_have_text(re.compile("^1[0-9]+ / 1,600 · 3 SMS · UCS-2$"))
    expect(dear_line(amira)).to_contain_text("’ makes this 3 SMS instead of 1.")

    amira.button("Replace").click()
    expect(amira.box).to_have_value(f"It's ready, {PARAGRAPH}")
    expect(counter_of(amira)).to_contain_text("1 SMS · GSM-7")
    expect(dear_line(amira)).to_have_count(0)
    amira.button("Undo").click()
    expect(amira.box).to_have_value(f"It’s ready, {PARAGRAPH}")


def a_template_is_filled_in_and_taken_back(amira):
    amira.button("Templates").click()
    templates = amira.page.get_by_role("dialog", name="Templates")
    expect(templates.get_by_role("option")).to_have_count(3)
    templates.get_by_role("combobox", name="Search templates").fill("monday")
    expect(templates.get_by_role("option")).to_have_text(f"Opening hours{OPENING_HOURS}")
    templates.get_by_role("option").click()
    expect(templates).to_be_hidden()
    expect(amira.box).to_have_value(OPENING_HOURS)
    expect(amira.box).to_be_focused()
    amira.is_told("Template inserted.")
    above = amira.page.get_by_role("alert").bounding_box()
    assert above["y"] + above["height"] <= amira.box.bounding_box()["y"]
    amira.button("Undo").click()
    expect(amira.box).to_have_value(f"It’s ready, {PARAGRAPH}")
    expect(amira.message("Hi! Queen Street")).to_have_count(0)


def the_offer_to_undo_goes_with_the_next_letter(amira):
    amira.button("Replace").click()
    amira.is_told("Replaced.")
    amira.box.press("End")
    amira.box.press_sequentially("!")
    amira.lets_pass(500)  # less than it would stay by itself
    expect(amira.button("Undo")).to_have_count(0, timeout=1)
    expect(amira.box).to_have_value(f"It's ready, {PARAGRAPH}!")


# SPEC: MSG-1 MSG-2 MSG-3 MSG-9
def test_at_a_desk_everything_is_done_by_keys_and_a_double_click_is_one_message(agent, customer):
    maya = customer("By keys alone?", number="+14165550705")
    amira = agent("amira")
    amira.opens("By keys alone?")
    hears_of_the_length_only_near_the_limit(amira)
    amira.box.fill("Keep me")
    search = amira.page.get_by_role("combobox", name="Search templates")

    amira.button("Templates").press("Enter")
    expect(search).to_be_focused()
    search.fill("no such words")
    expect(amira.page.get_by_text("No template says “no such words”.")).to_be_visible()
    search.press("Enter")
    search.press("Escape")
    expect(search).to_be_hidden()
    expect(amira.button("Templates")).to_be_focused()
    expect(amira.box).to_have_value("Keep me")

    amira.button("Templates").press("Enter")
    expect(amira.page.get_by_role("option")).to_have_count(3)
    for key in ("ArrowUp", "ArrowDown", "Enter"):
        search.press(key)
    expect(amira.box).to_have_value(OPENING_HOURS)

    amira.box.fill("Yes please")
    amira.box.press("Home")
    for _ in range(3):
        amira.box.press("ArrowRight")
    amira.button("Emoji").press("Enter")
    amira.page.get_by_role("textbox", name="Search emoji").fill("cake")
    amira.button("birthday cake").press("Enter")
    expect(amira.box).to_have_value("Yes🎂 please")
    expect(amira.box).to_be_focused()

    amira.button("Send").dblclick()
    amira.sees_once("Yes🎂 please", status="delivered")
    maya.sees_once("Yes🎂 please")
    expect(amira.box).to_be_focused()


def hears_of_the_length_only_near_the_limit(amira):
    spoken = amira.page.get_by_test_id("composer").get_by_role("status")
    room = 1600 - len("\nReply STOP to opt out. Msg & data rates may apply.")

    expect(amira.button("Send")).to_have_accessible_description("Type a message or add a photo.")
    # FAULT: N-49
    amira.button("Send").focus()
    expect(amira.button("Send")).to_be_focused()
    amira.box.fill("x" * (room - 101))
    expect(amira.box).to_have_accessible_description("101 characters left")
    expect(spoken).to_have_text("")
    amira.box.fill("x" * (room - 40))
    expect(spoken).to_have_text("At most 50 characters left.")
    amira.box.fill("x" * (room + 2))
    expect(spoken).to_have_text("The message is too long.")
    expect(amira.box).to_have_accessible_description("2 characters too many")


# SPEC: MSG-8 LAY-4
def test_a_draft_is_on_the_other_device_within_two_seconds_and_on_nobody_elses(
    agent, customer, demo
):
    customer("Shall I come by?", number="+14165550701")
    desk, pocket, olga = agent("amira"), agent("amira", PHONE, is_mobile=True), agent("olga")
    frames = frames_of(olga)
    for someone in (desk, olga):
        someone.opens("Shall I come by?")
    row = pocket.row("Draft: Tomorrow at")

    desk.box.press_sequentially("Tomorrow at")
    expect(row).to_be_visible(timeout=WITHIN_TWO_SECONDS)
    row.click()
    expect(pocket.box).to_have_value("Tomorrow at")
    expect(pocket.button("Templates")).to_be_visible()
    expect(pocket.button("Emoji")).to_have_count(0)
    pocket.box.press_sequentially(" nine")
    expect(desk.box).to_have_value("Tomorrow at nine")
    expect(olga.box).to_have_value("")
    expect(olga.row("Draft:")).to_have_count(0)

    demo.kill()
    demo.start()
    tablet = agent("amira", TABLET)
    tablet.opens("Draft: Tomorrow at nine")
    expect(tablet.box).to_have_value("Tomorrow at nine")

    tablet.button("Send").click()
    tablet.sees_once("Tomorrow at nine")
    for device in (desk, pocket):
        expect(device.box).to_have_value("")
    assert not [frame for frame in frames if "Tomorrow" in frame and "draft" in frame.lower()]
    olga.sees_once("Tomorrow at nine")


def frames_of(someone):
    """What its socket brings from now on, in a page that is loaded again to be listened to."""
    frames = []

    def listen(socket):
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    someone.page.on("websocket", listen)
    someone.goes_to("/live-conversations")
    return frames


# SPEC: MSG-8
def test_an_older_device_never_overwrites_newer_words_and_gives_its_own_back(agent, customer, demo):
    customer("Which one is it?", number="+14165550703")
    desk = agent("amira")
    with line_to(demo) as line:
        train = agent("amira", PHONE, address=line.url)
        for someone in (desk, train):
            someone.opens("Which one is it?")
        line.cut(seconds=8, noticed=True)
        train.box.fill("The old one")
        desk.page.wait_for_timeout(50)
        desk.box.fill("The new one")
        desk.finds("Which one is it?")

        expect(train.box).to_have_value("The new one")
        expect(desk.box).to_have_value("The new one")
        train.is_told("What you wrote on your other device is newer")
        train.button("Bring back").click()
        expect(train.box).to_have_value("The old one")
        expect(desk.box).to_have_value("The old one")
        train.box.fill("")
        expect(desk.box).to_have_value("")


# SPEC: LOG-9
def test_whoever_answers_second_is_asked_and_keeps_the_draft(agent, customer):
    maya = customer("Is it ready?", number="+14165550709")
    amira, jonas = agent("amira", TABLET), agent("jonas")
    for someone in (amira, jonas):
        someone.opens("Is it ready?")
        someone.sees_once("Is it ready?")
    amira.box.fill("It is not ready.")
    jonas.sends("It is ready.")
    amira.sees_once("It is ready.")

    amira.button("Send").click()

    question = amira.page.get_by_role("dialog", name=re.compile("Jonas Cole answered"))
    expect(question).to_contain_text("“It is ready.”")
    expect(question.get_by_role("button", name="Keep editing")).to_be_focused()
    amira.sees_once("It is not ready.", status="refused")
    amira.page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(amira.box).to_have_value("It is not ready.")
    expect(amira.message("It is not ready.")).to_have_count(0)
    amira.box.fill("It is ready since noon.")
    amira.button("Send").click()
    maya.sees_once("It is ready since noon.")
    maya.sees_once("It is ready.")


# SPEC: LOG-9 MSG-9
def test_a_text_handed_over_offline_is_guarded_too_and_can_be_sent_anyway(agent, customer, demo):
    maya = customer("Are you closed?", number="+14165550704")
    jonas = agent("jonas")
    with line_to(demo) as line:
        amira = agent("amira", PHONE, address=line.url)
        for someone in (amira, jonas):
            someone.opens("Are you closed?")
            someone.sees_once("Are you closed?")
        line.cut(seconds=6, noticed=True)
        amira.sends("We close at six.")
        jonas.sends("We are open.")

        question = amira.page.get_by_role("dialog", name=re.compile("Jonas Cole answered"))
        expect(question).to_contain_text("We are open.")
        amira.goes_to(amira.path)
        amira.sees_once("We close at six.", status="refused")
        question.get_by_role("button", name="Send anyway").click()

        expect(question).to_be_hidden()
        amira.sees_once("We close at six.", status="delivered")
        maya.sees_once("We close at six.")
        expect(amira.box).to_have_value("")
