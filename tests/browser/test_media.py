"""Pictures on their way: made smaller, waited for, cut off and taken up again, texted in."""

import re
import sqlite3
from contextlib import closing
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.pictures import (
    ON_THE_PHONE,
    adds,
    database_of,
    file,
    files_of,
    pictures,
    previews,
    size_of,
)
from tests.fakes import noise, photo
from tests.proxies import line_to

ADDRESS = "**/live-conversations/attachments?*"
ORIENTATION, TURN_RIGHT = 0x0112, 6
LONGEST_MILLISECONDS = 40_000


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

    files_of(amira).set_input_files([file("slow.jpg"), file("wrong.jpg")])
    amira.box.fill("Look")
    expect(previews(amira, "loading")).to_have_count(2)
    previews(amira).last.get_by_role("button", name="Remove attachment").click()
    expect(previews(amira, "loading")).to_have_count(1)
    expect(amira.button("Send")).to_be_disabled()
    expect(amira.button("Send")).to_have_accessible_description("A picture is still loading.")
    amira.box.press("Enter")
    amira.is_told("A picture is still loading.")
    with amira.page.expect_event("dialog"):
        amira.page.close(run_before_unload=True)
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


# SPEC: MMS-2 MMS-3
def test_a_large_photo_is_small_and_upright_before_it_is_uploaded(agent, customer, demo):
    customer("As large as you can", number="+14165551709")
    amira = agent("amira")
    amira.opens("As large as you can")
    large = lying_photo(3600, 2000)

    adds(amira, file("large.jpg", large))

    with closing(sqlite3.connect(database_of(demo))) as line:
        [uploaded] = line.execute("SELECT size FROM uploads ORDER BY id DESC LIMIT 1").fetchone()
    assert uploaded < len(large) / 2
    amira.sends("Upright")
    amira.sees_once("Upright", status="delivered")
    width, height = size_of(pictures(amira.message("Upright")))
    assert width / height == pytest.approx(2000 / 3600, rel=0.02)


def lying_photo(width, height):
    """As a phone stores what was taken upright: turned, with a note that says so."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURN_RIGHT
    return noisy_jpeg(width, height, exif=exif)


def noisy_jpeg(width, height, **more):
    picture = Image.merge("RGB", [Image.effect_noise((width, height), 90) for _ in range(3)])
    content = BytesIO()
    picture.save(content, "JPEG", quality=88, **more)
    return content.getvalue()


# FAULT: M-18
def test_a_long_capture_keeps_the_pixels_of_its_letters_on_the_way_up(agent, customer, demo):
    customer("Show me all of it", number="+14165551710")
    amira = agent("amira")
    amira.opens("Show me all of it")
    long = noisy_jpeg(1080, 5000)
    assert len(long) > 2_000_000

    adds(amira, file("long.jpg", long))

    with closing(sqlite3.connect(database_of(demo))) as line:
        newest = "SELECT width, height FROM draft_attachments ORDER BY id DESC LIMIT 1"
        width, height = line.execute(newest).fetchone()
    assert width > 1000
    assert height / width == pytest.approx(5000 / 1080, rel=0.01)


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
        drawn = amira.page.locator("[data-status=pending] [data-testid=attachment] img")
        expect(drawn).to_have_js_property("naturalWidth", 300)
        delivered = {"name": "data-status", "value": "delivered", "timeout": LONGEST_MILLISECONDS}
        expect(amira.message("The view")).to_have_attribute(**delivered)
        amira.sees_once("The view")
    maya.sees_once("The view")
    expect(maya.page.locator(ON_THE_PHONE)).to_have_count(1)


# FAULT: M-2
# SPEC: CAR-2 MSG-9
def test_texts_arrive_in_the_order_in_which_they_were_pressed(agent, customer, demo):
    maya = customer("Which coats are there?", number="+14165551710")
    with line_to(demo) as line:
        amira = agent("amira", address=line.url)
        amira.opens("Which coats are there?")
        amira.sees_once("Which coats are there?")
        heavy = [file(f"{name}.png", noise(700, 700), "image/png") for name in ("red", "blue")]

        adds(amira, *heavy)
        amira.sends("These two")
        amira.sends("The second one is cheaper")
        arrives_in_order(maya, "These two", "The second one is cheaper")

        adds(amira, *heavy)
        line.cut(seconds=3)
        waiting = ["And these", "They are new", "Come and see", "Until five"]
        for text in waiting:
            amira.sends(text)
        arrives_in_order(maya, *waiting)


def arrives_in_order(maya, *texts):
    on_the_phone = maya.page.get_by_test_id("phone-message")
    for text in texts:
        expect(on_the_phone.filter(has_text=text)).to_have_count(1, timeout=LONGEST_MILLISECONDS)
    everything = on_the_phone.all_inner_texts()
    places = [next(at for at, one in enumerate(everything) if text in one) for text in texts]
    assert places == sorted(places), everything


# SPEC: CAR-6 MMS-5
def test_a_picture_texted_in_by_the_phone_is_in_the_log(agent, phone):
    amira = agent("amira")
    maya = phone("+14165550883", "Queen Street")
    maya.texts("I send you a picture")
    amira.opens("I send you a picture")

    maya.sends_file("coat.jpg", photo(300, 200), "image/jpeg")

    expect(maya.page.locator(ON_THE_PHONE)).to_have_js_property("naturalWidth", 300)
    attachment = amira.page.get_by_test_id("attachment")
    expect(attachment).to_have_attribute("title", "attachment-1.jpg")
    expect(attachment.locator("img")).to_have_js_property("naturalWidth", 300)
