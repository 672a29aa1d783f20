"""Pictures: added below the box, sent, shown in the bubbles and looked at in full."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES
from tests.fakes import noise, photo
from tests.proxies import line_to

PHONE = SIZES["phone"]
ADDRESS = "**/live-conversations/attachments?*"
ON_THE_PHONE = "[data-testid=phone-message] img"
GIF = b"GIF89a" + bytes(40)
LONGEST_MILLISECONDS = 40_000

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


@pytest.fixture
def customer(phone):
    """Somebody who has texted: `customer("Is it ready?", number="+14165550709")`."""

    def customer(text, *, number):
        someone = phone(number, "Queen Street")
        someone.texts(text)
        return someone

    return customer


def file(name, content=None, media_type="image/jpeg"):
    return {"name": name, "mimeType": media_type, "buffer": content or photo(300, 200)}


def files_of(amira):
    return amira.page.get_by_test_id("composer").locator("input[type=file]")


def previews(amira, state=None):
    shown = amira.page.get_by_test_id("attachment-preview")
    return shown.and_(amira.page.locator(f"[data-state={state}]")) if state else shown


def adds(amira, *files):
    before = previews(amira).count()
    files_of(amira).set_input_files(list(files))
    expect(previews(amira, "ready")).to_have_count(before + len(files))


def pictures(message):
    return message.get_by_test_id("attachment")


def size_of(picture):
    image = picture.locator("img")
    expect(image).not_to_have_js_property("naturalWidth", 0)
    return image.evaluate("one => [one.naturalWidth, one.naturalHeight]")


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

    adds(amira, file("red.jpg"), file("blue.jpg"), file("plan.png", noise(300, 400), "image/png"))
    expect(amira.button("Send")).to_be_enabled()
    expect(previews(amira).nth(1).locator("img")).to_have_attribute("alt", "blue.jpg")
    below = previews(amira).first.bounding_box()["y"]
    assert below > amira.box.bounding_box()["y"] + amira.box.bounding_box()["height"]
    previews(amira).nth(1).get_by_role("button", name="Remove attachment").click()
    expect(previews(amira)).to_have_count(2)

    amira.sends("Here are two")
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
    expect(maya.page.locator(ON_THE_PHONE).last).to_have_js_property("naturalHeight", 400)

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


# SPEC: MSG-1 MSG-5 MSG-8
def test_a_message_waits_for_its_pictures_and_only_its_own(agent, customer):
    customer("May I see it?", number="+14165551701")
    customer("I am another one", number="+14165551702")
    amira = agent("amira")
    amira.opens("May I see it?")
    held = []
    amira.page.route(ADDRESS, lambda route: held.append(route))
    asked = []
    amira.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    files_of(amira).set_input_files(file("slow.jpg"))
    amira.box.fill("Look")
    expect(previews(amira, "loading")).to_have_count(1)
    expect(amira.button("Send")).to_be_disabled()
    expect(amira.button("Send")).to_have_accessible_description("A picture is still loading.")
    amira.box.press("Enter")
    amira.is_told("A picture is still loading.")
    amira.page.close(run_before_unload=True)
    amira.page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    amira.opens("I am another one")
    expect(amira.box).to_have_value("")
    expect(previews(amira)).to_have_count(0)
    amira.opens("555-1701")

    for route in held:
        route.continue_()
    expect(previews(amira, "ready")).to_have_count(1)
    expect(amira.message("Look")).to_have_count(0)
    amira.box.press("Enter")
    amira.sees_once("Look", status="delivered")
    expect(pictures(amira.message("Look"))).to_have_count(1)


# SPEC: MSG-5 MSG-6 MMS-1 MMS-2 MMS-4
def test_what_cannot_be_sent_is_refused_in_words_and_the_rest_stays(agent, customer):
    customer("Send me all you have", number="+14165551703")
    amira = agent("amira")
    amira.opens("Send me all you have")
    amira.box.fill("All of them")
    adds(amira, file("good.jpg"))

    for broken, sentence in (
        (file("cat.jpg", GIF), "“cat.jpg”: Only JPEG and PNG pictures can be sent."),
        (file("half.jpg", photo()[:300]), "“half.jpg”: The picture is damaged or incomplete."),
        (file("huge.jpg", photo()[:99] + bytes(25_000_000)), "“huge.jpg”: The file is too large"),
    ):
        files_of(amira).set_input_files(broken)
        amira.is_told(sentence)
    expect(previews(amira)).to_have_count(1)
    files_of(amira).set_input_files([file(f"{number}.jpg", photo()) for number in range(10)])
    amira.is_told("A message can have 10 attachments at most.")
    expect(previews(amira, "ready")).to_have_count(10)

    expect(amira.box).to_have_value("All of them")
    amira.button("Send").click()
    amira.sees_once("All of them", status="delivered")
    expect(pictures(amira.message("All of them"))).to_have_count(10)


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


# SPEC: MSG-5 MSG-9
def test_an_upload_that_is_cut_goes_on_when_the_line_is_back(agent, customer, demo):
    maya = customer("From the train", number="+14165551705")
    with line_to(demo) as line:
        amira = agent("amira", address=line.url)
        amira.opens("From the train")
        amira.sees_once("From the train")
        amira.page.route(ADDRESS, lambda route: route.abort(), times=2)
        files_of(amira).set_input_files(file("view.jpg"))
        expect(previews(amira, "failed")).to_have_count(1)
        amira.is_told("The upload was interrupted.")
        expect(amira.button("Send")).to_have_accessible_description(re.compile("retry or remove"))
        previews(amira).get_by_role("button", name="Retry").click()
        expect(previews(amira, "failed")).to_have_count(1)
        line.cut(seconds=2)
        expect(previews(amira, "ready")).to_have_count(1, timeout=LONGEST_MILLISECONDS)

        line.cut(seconds=3)
        amira.sends("The view")
        amira.sees_once("The view")
        assert size_of(pictures(amira.message("The view")))[0] == 300
        delivered = {"name": "data-status", "value": "delivered", "timeout": LONGEST_MILLISECONDS}
        expect(amira.message("The view")).to_have_attribute(**delivered)
        amira.sees_once("The view")
    maya.sees_once("The view")
    expect(maya.page.locator(ON_THE_PHONE)).to_have_count(1)


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


# SPEC: LOG-2
def test_pictures_are_looked_at_in_full(agent, customer, size):
    word = f"Closer please, {size[0]}"
    customer(word, number=f"+1416552{size[0]:04}")
    amira = agent("amira", size)
    amira.opens(word)
    adds(amira, file("wide.jpg", photo(900, 300)), file("tall.jpg", photo(300, 900)))
    amira.sends("Both")
    amira.sees_once("Both", status="delivered")
    page, view = amira.page, amira.page.get_by_role("dialog", name="Attachment")
    picture = view.get_by_role("img")

    pictures(amira.message("Both")).first.click()
    expect(view).to_contain_text("wide.jpg")
    expect(view).to_contain_text("1 of 2")
    expect(picture).to_have_js_property("naturalWidth", 900)
    expect(view.get_by_role("button", name="Previous")).to_be_hidden()
    view.get_by_role("button", name="Next").click()
    expect(picture).to_have_js_property("naturalHeight", 900)
    expect(picture).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowLeft")
    expect(view).to_contain_text("wide.jpg")
    with page.expect_download() as download:
        view.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "wide.jpg"

    swipes(page, by=-200)
    expect(view).to_contain_text("tall.jpg")
    swipes(page, by=200)
    expect(view).to_contain_text("wide.jpg")
    before = picture.bounding_box()["width"]
    picture.dblclick()
    expect(picture).to_have_attribute("style", re.compile(r"scale\(2\.5\)"))
    page.wait_for_function("document.getAnimations().length === 0")
    assert picture.bounding_box()["width"] == pytest.approx(2.5 * before, rel=0.01)
    page.mouse.wheel(0, 2000)
    expect(picture).to_have_attribute("style", re.compile(r"scale\(1\)"))
    if size == PHONE:
        pinches(page, apart=[40, 120])
        expect(picture).to_have_attribute("style", re.compile(r"scale\(3\)"))
        pinches(page, apart=[120, 20])
        expect(picture).to_have_attribute("style", re.compile(r"scale\(1\)"))

    page.keyboard.press("Escape")
    expect(view).to_be_hidden()
    expect(pictures(amira.message("Both")).first.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(view).to_be_visible()
    page.go_back()
    expect(view).to_be_hidden()
    amira.sees_once("Both")


def swipes(page, *, by):
    middle = {"x": page.viewport_size["width"] / 2, "y": page.viewport_size["height"] / 2}
    page.mouse.move(**middle)
    page.mouse.down()
    page.mouse.move(middle["x"] + by, middle["y"], steps=5)
    page.mouse.up()


def pinches(page, *, apart):
    """Two fingers, so many pixels from each other at first and in the end."""
    width, height = page.viewport_size["width"], page.viewport_size["height"]
    line = page.context.new_cdp_session(page)
    for kind, pixels in zip(("touchStart", "touchMove"), apart, strict=True):
        points = [
            {"x": width / 2 + side * pixels / 2, "y": height / 2, "id": number}
            for number, side in enumerate((-1, 1))
        ]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


# SPEC: LOG-2 MMS-5
def test_a_lost_picture_is_fetched_again_and_a_document_is_offered(agent, customer, demo):
    maya = customer("Two files for you", number="+14165551707")
    amira = agent("amira")
    amira.opens("Two files for you")
    lets_files_fail(maya, fail=True)
    maya.sends_file("coat.jpg", photo(320, 240), "image/jpeg")
    message = amira.page.get_by_test_id("message").last
    expect(pictures(message)).to_have_attribute("data-state", "loading")

    a_day_goes_by(demo)
    expect(pictures(message)).to_contain_text("could not be loaded")
    lets_files_fail(maya, fail=False)
    pictures(message).get_by_role("button", name="Try again").click()
    expect(pictures(message)).to_have_attribute("data-state", "ready")
    assert size_of(pictures(message)) == [320, 240]

    maya.sends_file("card.vcf", b"BEGIN:VCARD\r\nFN:Maya\r\nEND:VCARD\r\n", "text/x-vcard")
    document = pictures(amira.page.get_by_test_id("message").last)
    expect(document).to_contain_text("VCF · 33 byte")
    with amira.page.expect_download() as download:
        document.get_by_role("link", name="Download attachment-1.vcf").click()
    assert download.value.suggested_filename == "attachment-1.vcf"


def lets_files_fail(customer, *, fail):
    customer.page.get_by_role("switch", name="Files from the phone fail").set_checked(fail)


def a_day_goes_by(demo):
    """For whoever tries to fetch a file."""
    with closing(sqlite3.connect(demo.data_dir / "demo/live-conversations.db")) as line:
        line.execute("UPDATE attachments SET wanted_at = datetime(wanted_at, '-2 days')")
        line.commit()
