"""Pictures: added below the box in many ways, kept there, and sent."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES
from tests.browser.pictures import (
    ON_THE_PHONE,
    adds,
    file,
    files_of,
    pictures,
    previews,
    size_of,
)
from tests.fakes import noise, photo

PHONE = SIZES["phone"]
GIF = b"GIF89a" + bytes(40)

HAND_OVER = """async (target, [type, files]) => {
  const transfer = new DataTransfer();
  for (const [name, bytes] of files) {
    transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' }));
  }
  const about = { bubbles: true, cancelable: true };
  const event = type === 'paste'
    ? new ClipboardEvent(type, { ...about, clipboardData: transfer })
    : new DragEvent(type, { ...about, dataTransfer: transfer });
  target.dispatchEvent(event);
}"""


# SPEC: MSG-1 MSG-4 MSG-5 LOG-2 MMS-1 MMS-2 LIST-3
def test_pictures_are_added_taken_away_and_sent(agent, customer, size):
    word = f"Show me the coats, {size[0]}"
    maya = customer(word, number=f"+1416551{size[0]:04}")
    amira = agent("amira", size)
    amira.opens(word)
    amira.sees_once(word)
    expect(files_of(amira)).to_have_attribute("multiple", "")
    expect(files_of(amira)).to_have_attribute("accept", re.compile("image/jpeg,image/png"))
    expect(amira.button("Send")).to_be_disabled()

    adds(amira, file("red.jpg"), file("blue.jpg"), file("plan.png", noise(150, 200), "image/png"))
    expect(amira.button("Send")).to_be_enabled()
    expect(previews(amira).nth(1).locator("img")).to_have_attribute("alt", "blue.jpg")
    below = previews(amira).first.bounding_box()["y"]
    assert below > amira.box.bounding_box()["y"] + amira.box.bounding_box()["height"]
    previews(amira).nth(1).get_by_role("button", name="Remove attachment").click()
    expect(previews(amira)).to_have_count(2)

    amira.sends("Here are two")
    two_arrive(amira, maya)

    adds(amira, file("last.jpg", photo(500, 250)))
    amira.button("Send").click()
    alone = amira.page.get_by_test_id("message").last
    expect(alone).to_have_attribute("data-status", "delivered")
    expect(alone.get_by_test_id("message-body")).to_have_count(0)
    expect(alone.get_by_role("img")).to_have_count(0)
    if size == PHONE:
        amira.button("Back").click()
    row = amira.row("AB: Sent Attachment(s)").first
    expect(row.get_by_test_id("item-preview")).to_contain_text("AB: Sent Attachment(s)")


def two_arrive(amira, maya):
    """Above the text that was sent with them, and on the phone."""
    expect(previews(amira)).to_have_count(0)
    message = amira.message("Here are two")
    expect(pictures(message)).to_have_count(2)
    assert size_of(pictures(message).first)[0] == 300
    amira.sees_once("Here are two", status="delivered")
    expect(pictures(message).first).to_have_attribute("title", "red.jpg")
    text = message.get_by_test_id("message-body").bounding_box()
    assert pictures(message).first.bounding_box()["y"] < text["y"]
    expect(maya.page.locator(ON_THE_PHONE)).to_have_count(2)
    expect(maya.page.locator(ON_THE_PHONE).first).to_have_js_property("naturalWidth", 300)
    expect(maya.page.locator(ON_THE_PHONE).last).to_have_js_property("naturalHeight", 200)


# SPEC: LOG-9
def test_pictures_begun_before_a_colleague_answered_are_asked_about_too(agent, customer):
    customer("Which one is mine?", number="+14165551704")
    amira, jonas = agent("amira"), agent("jonas")
    for someone in (amira, jonas):
        someone.opens("Which one is mine?")
        someone.sees_once("Which one is mine?")
    adds(amira, file("this.jpg"))
    jonas.sends("The blue one.")
    amira.sees_once("The blue one.")

    amira.button("Send").click()

    question = amira.page.get_by_role("dialog", name=re.compile("Jonas Cole answered"))
    expect(question).to_contain_text("Attachment(s)")
    question.get_by_role("button", name="Keep editing").click()
    expect(previews(amira, "ready")).to_have_count(1)
    amira.button("Send").click()
    sent = amira.page.locator("[data-direction=outbound]").last
    expect(sent).to_have_attribute("data-status", "delivered")
    expect(pictures(sent)).to_have_count(1)
    expect(question).to_have_count(0)


# SPEC: MSG-5 MSG-6 MMS-1 MMS-2 MMS-4
@pytest.mark.tolerates("status of 400")
def test_what_cannot_be_sent_is_refused_in_words_and_the_rest_stays(agent, customer, tmp_path):
    huge = tmp_path / "huge.jpg"
    huge.write_bytes(photo()[:99] + bytes(25_000_000))
    customer("Send me all you have", number="+14165551703")
    amira = agent("amira")
    amira.opens("Send me all you have")
    amira.box.fill("All of them")
    adds(amira, file("good.jpg"))

    for broken, sentence in (
        (file("cat.jpg", GIF), "“cat.jpg”: Only JPEG and PNG pictures can be sent."),
        (file("half.jpg", photo()[:300]), "“half.jpg”: The picture is damaged or incomplete."),
        (huge, "“huge.jpg”: The file is too large"),
    ):
        files_of(amira).set_input_files(broken)
        amira.is_told(sentence)
    expect(previews(amira)).to_have_count(1)
    # FAULT: N-14
    files_of(amira).set_input_files([file("dog.jpg", GIF), file("fox.jpg", GIF)])
    amira.is_told("“dog.jpg”, “fox.jpg”: Only JPEG and PNG pictures can be sent.")
    files_of(amira).set_input_files([file(f"{number}.jpg", photo()) for number in range(10)])
    amira.is_told("A message can have 10 attachments at most.")
    expect(previews(amira, "ready")).to_have_count(10)

    expect(amira.box).to_have_value("All of them")
    amira.button("Send").click()
    amira.sees_once("All of them", status="delivered")
    expect(pictures(amira.message("All of them"))).to_have_count(10)


# FAULT: N-5
def test_pictures_added_right_after_others_were_sent_keep_their_previews(agent, customer):
    """SQLite gives the ids of the pictures that were sent to the next ones."""
    customer("Somebody else", number="+14165551712")
    customer("Two and two more", number="+14165551711")
    amira = agent("amira")
    amira.page.clock.install()
    amira.opens("Two and two more")
    adds(amira, file("one.jpg"), file("two.jpg"))
    amira.sends("The first two")
    amira.sees_once("The first two", status="delivered")

    adds(amira, file("three.jpg"), file("four.jpg"))
    amira.page.clock.fast_forward(15_000)
    adds(amira, file("five.jpg"))

    amira.opens("Somebody else")
    amira.opens("The first two")

    for index in range(3):
        assert size_of(previews(amira).nth(index)) == [300, 200]


# SPEC: MSG-4
def test_pictures_are_pasted_and_dropped_on_the_conversation(agent, customer):
    customer("Paste it here", number="+14165551704")
    amira = agent("amira")
    amira.opens("Paste it here")
    amira.sees_once("Paste it here")
    one = ["one.jpg", list(photo())]
    zone = amira.page.get_by_text("Drop pictures here")

    amira.box.evaluate(HAND_OVER, ["paste", [one]])
    expect(previews(amira, "ready")).to_have_count(1)
    amira.log.evaluate(HAND_OVER, ["dragover", [one]])
    expect(zone).to_be_visible()
    amira.list.evaluate(HAND_OVER, ["dragover", [one]])
    expect(zone).to_be_hidden()
    amira.list.evaluate(HAND_OVER, ["drop", [one]])
    amira.log.evaluate(HAND_OVER, ["dragover", [one]])
    amira.log.evaluate(HAND_OVER, ["drop", [one, ["two.jpg", list(photo())]]])
    expect(zone).to_be_hidden()
    expect(previews(amira, "ready")).to_have_count(3)
    amira.sends("Three")
    amira.sees_once("Three", status="delivered")
    expect(pictures(amira.message("Three"))).to_have_count(3)


# SPEC: LOG-9 MSG-9
def test_pictures_stay_with_their_text_until_its_author_has_decided(agent, customer):
    customer("Do you have it in red?", number="+14165551708")
    amira, jonas = agent("amira"), agent("jonas")
    for someone in (amira, jonas):
        someone.opens("Do you have it in red?")
        someone.sees_once("Do you have it in red?")
    adds(amira, file("red.jpg"))
    amira.box.fill("This one")
    jonas.sends("I am looking.")
    amira.sees_once("I am looking.")
    amira.button("Send").click()
    question = amira.page.get_by_role("dialog", name=re.compile("Jonas Cole answered"))
    expect(question).to_be_visible()

    amira.page.reload()
    amira.is_connected()
    amira.sees_once("This one", status="refused")
    assert size_of(pictures(amira.message("This one")))[0] == 300
    expect(previews(amira)).to_have_count(0)
    question.get_by_role("button", name="Keep editing").click()
    expect(previews(amira, "ready")).to_have_count(1)
    expect(amira.message("This one")).to_have_count(0)

    jonas.sends("Found it.")
    amira.sees_once("Found it.")
    amira.sends("This one, see")
    question.get_by_role("button", name="Send anyway").click()
    amira.sees_once("This one, see", status="delivered")
    expect(pictures(amira.message("This one, see"))).to_have_count(1)
    expect(previews(amira)).to_have_count(0)


# SPEC: MSG-8
def test_pictures_come_back_after_a_reload_and_on_another_device(agent, customer):
    customer("Keep it for me", number="+14165551706")
    amira = agent("amira")
    amira.opens("Keep it for me")
    adds(amira, file("kept.jpg"), file("gone.jpg"))
    previews(amira).nth(1).get_by_role("button", name="Remove attachment").click()
    expect(previews(amira)).to_have_count(1)

    amira.page.reload()
    amira.is_connected()
    expect(previews(amira, "ready")).to_have_count(1)
    assert size_of(previews(amira))[0] == 300
    at_home = agent("amira", PHONE)
    at_home.opens("Keep it for me")
    expect(previews(at_home, "ready")).to_have_attribute("title", "kept.jpg")
    at_home.sends("Sent from home")
    at_home.sees_once("Sent from home", status="delivered")
    expect(pictures(at_home.message("Sent from home"))).to_have_count(1)

    amira.sees_once("Sent from home")
    expect(previews(amira)).to_have_count(0)
    adds(at_home, file("more.jpg"))
    expect(previews(amira, "ready")).to_have_attribute("title", "more.jpg")
    previews(amira).get_by_role("button", name="Remove attachment").click()
    expect(previews(at_home)).to_have_count(0)
