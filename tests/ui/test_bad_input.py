"""What no page of ours would report: answered with a sentence, and nothing has changed."""

import pytest

from domain.model.actor import Scope
from tests.domain.conftest import DANA
from tests.ui.visitors import until

KITCHEN = "+12125550150"
NOT_THERE = "This conversation does not exist, or is not one of yours."


def told(frames, element, method):
    _page, heard = frames
    return [frame.details for frame in heard if (frame.element, frame.method) == (element, method)]


def reasons(frames, element, method):
    """The sentences it was told, after whatever they are about."""
    return [details[-1] for details in told(frames, element, method) if details[-1]]


@pytest.fixture
async def foreign(office):
    """A conversation of another company."""
    async with office.house.store.transaction() as tx:
        now = office.house.clock.now()
        other = await tx.companies.add("Green Fork", live_conversations=True, at=now)
        await tx.companies.add_point_of_contact(
            other.id, "Kitchen", app_number=KITCHEN, is_default=True, at=now
        )
    await office.house.text_in("A table for two?", sender=DANA, to=KITCHEN)
    async with office.house.store.reading() as stored:
        [listed] = await stored.conversations.open_for_customer(
            DANA, within=Scope(other.id, None), reader_id=0
        )
    return listed.conversation


# SPEC: MSG-2 MSG-6 ACC-6
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type a message"),
        (" \n ", "Type a message"),
        ("x" * 5000, "too long"),
    ],
)
async def test_a_text_that_cannot_be_sent_is_refused_and_nothing_is_stored(
    office,
    frames,
    text,
    sentence,
):
    maya = await office.house.conversation_with(text="Hello")
    page, _ = frames

    await page.report("composer", "sendMessage", maya.id, "a press", text, None, [], None)

    await until(lambda: told(frames, "composer", "reject"))
    [[key, reason]] = told(frames, "composer", "reject")
    assert key == "a press"
    assert sentence in reason
    assert (await office.house.last(maya)).text == "Hello"


# SPEC: ACC-6 LAY-5 MSG-6
async def test_what_is_not_ones_own_is_refused_like_what_is_not_there(office, frames, foreign):
    page, _ = frames
    for number in (foreign.id, 999_999):
        await page.report(
            "composer", "sendMessage", number, f"press {number}", "Hi", None, [], None
        )
        await page.report("composer", "sendComment", number, f"note {number}", "Hm")
        await page.report("shell", "openDetails", number)
        await page.report("shell", "navigate", f"/live-conversations/{number}", 0)

    await until(lambda: reasons(frames, "composer", "reject") == [NOT_THERE] * 4)
    await until(lambda: reasons(frames, "message_log", "clear") == [NOT_THERE] * 2)
    assert not page.shows("Rename")
    async with office.house.store.reading() as stored:
        entries = await stored.timeline.list_for(foreign.id)
        [said] = await stored.messages.page(foreign.id, limit=9)
    assert [entry.happening for entry in entries] == ["started"]
    assert said.text == "A table for two?"


# SPEC: DET-3 DET-5
async def test_a_title_or_a_comment_that_cannot_be_is_refused_with_its_reason(office, frames):
    maya = await office.house.conversation_with()
    page, _ = frames
    await page.report("shell", "navigate", f"/live-conversations/{maya.id}/details", 0)
    await page.report("shell", "openDetails", maya.id)
    await until(lambda: page.shows("Rename"))

    await page.choose("Rename")
    await until(lambda: page.shows("Conversation title"))
    for title, refusal in (
        ("x" * 300, "The title is too long: 100 characters is the limit."),
        ("   ", "Write a title, or leave it empty to show the number."),
    ):
        await page.fill("Conversation title", title)
        await until(lambda refusal=refusal: page.shows(refusal))
    await page.report("composer", "sendComment", maya.id, "one", "  ")
    await page.report("composer", "sendComment", maya.id, "two", "x" * 1601)

    await until(lambda: len(told(frames, "composer", "reject")) == 2)
    too_long, empty = sorted(reasons(frames, "composer", "reject"))
    assert too_long == "The comment is too long: 1,601 characters, and 1,600 is the limit."
    assert empty.startswith("Write")
    assert await office.house.timeline(maya) == ["started"]
