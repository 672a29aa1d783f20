"""What an open page hears while it loads, looks away or is quiet, and what it does about it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.model.actor import ALL
from domain.model.messages import DeliveryStatus
from domain.model.users import Channel
from domain.services.live.presence import Viewer
from tests.domain.conftest import DANA, HARBOUR
from tests.ui.visitors import until


# SPEC: LIST-5
async def test_what_arrives_while_a_conversation_is_being_opened_is_not_missed(office, frames):
    page, told = frames
    conversation = await office.house.conversation_with(text="Hello")
    colleague = office.hub.subscribe(office.house.olga)

    async def maya_writes_again() -> None:
        await office.house.text_in("Are you there?")
        async for news in colleague.updates():
            if news.message and news.message.text == "Are you there?":
                return

    office.conversations.meanwhile = maya_writes_again
    await page.report("shell", "navigate", f"/live-conversations/{conversation.id}", 0)

    await until(lambda: "Are you there?" in in_the_log(told))
    assert in_the_log(told) == ["Hello", "Are you there?"]


# SPEC: LOG-6 LOG-7
async def test_what_becomes_of_an_older_message_while_it_is_loaded_is_not_missed(office, frames):
    page, told = frames
    home = office.house
    conversation = await home.conversation_with(text="Hello")
    message = await home.send(conversation, "Ready at five")
    await home.deliver()
    for number in range(60):
        await home.text_in(f"Text {number}")
    colleague = office.hub.subscribe(home.olga)
    await page.report("shell", "navigate", f"/live-conversations/{conversation.id}", 0)
    await until(lambda: "Text 59" in in_the_log(told))

    async def it_is_delivered() -> None:
        await home.report(await stored_message(home, message.id), DeliveryStatus.DELIVERED)
        async for news in colleague.updates():
            if news.message and news.message.delivery is DeliveryStatus.DELIVERED:
                return

    office.conversations.meanwhile = it_is_delivered
    oldest = first_in_the_log(told)
    await page.report("message_log", "loadOlder", oldest)

    await until(lambda: ("upsertMessage", message.id) in drawn(told))
    assert drawn(told).index(("upsertMessage", message.id)) > drawn(told).index(
        ("prependMessages", message.id)
    )


async def stored_message(home, message_id):
    async with home.store.reading() as stored:
        return await stored.messages.get(message_id, within=ALL)


def first_in_the_log(told) -> int:
    shown = [
        frame
        for frame in told
        if (frame.element, frame.method) == ("message_log", "showConversation")
    ]
    return shown[-1].details[1][0]["id"]


def drawn(told) -> list[tuple[str, int]]:
    """Which messages were drawn how, in order."""
    order = []
    for frame in told:
        if frame.element == "message_log" and frame.method == "prependMessages":
            order += [("prependMessages", message["id"]) for message in frame.details[0]]
        elif (frame.element, frame.method) == ("message_log", "upsertMessage"):
            order.append(("upsertMessage", frame.details[0]["id"]))
    return order


# SPEC: LOG-9
async def test_a_page_attends_only_to_what_is_open_on_it(office, frames):
    page, told = frames
    home = office.house
    conversation = await home.conversation_with(text="Hello")
    other = await home.conversation_with(DANA, text="Hi")

    def seen():
        return office.presence.viewers_by_conversation(by=home.olga)

    await page.report("composer", "attend", other.id)
    await page.report("shell", "navigate", f"/live-conversations/{conversation.id}", 0)
    await until(lambda: in_the_log(told) == ["Hello"])
    assert seen() == {}

    await page.report("composer", "attend", conversation.id)
    await page.report("composer", "type", other.id)
    await page.report("message_log", "requestHistory", conversation.last_inbound_id)
    await until(lambda: "showHistory" in [frame.method for frame in told])
    assert seen() == {conversation.id: [Viewer("Amira Benali", is_typing=False)]}


def in_the_log(told) -> list[str]:
    """As the browser has it: a message that is told again is drawn in its place."""
    log = {}
    for frame in told:
        if (frame.element, frame.method) == ("message_log", "showConversation"):
            log = {message["id"]: message["text"] for message in frame.details[1]}
        elif (frame.element, frame.method) == ("message_log", "upsertMessage"):
            log[frame.details[0]["id"]] = frame.details[0]["text"]
    return list(log.values())


# FAULT: T-2
# SPEC: NOT-1 ACC-5
async def test_the_page_rings_where_its_viewer_asked_for_it_and_does_not_look(office, frames):
    _, told = frames
    bright = office.house
    await bright.text_in("Nobody asked for a sound yet")
    conversation = (await bright.listed())[0].conversation
    async with bright.store.transaction() as tx:
        sound = {bright.queen_street.id: frozenset({Channel.SOUND}), bright.harbour.id: frozenset()}
        await tx.users.set_assignments(bright.amira.user_id, sound)

    await bright.text_in("Elsewhere", sender=DANA, to=HARBOUR)
    await bright.text_in("Ring")
    await bright.send(conversation, "What we write is silent")
    await until(lambda: "AB: What we write is silent" in told_of_the_list(told))
    office.presence.join(bright.amira).view(conversation)
    await bright.text_in("What I see is silent")
    await bright.text_in("Ring once more", sender="+14165550119")
    await bright.text_in("Silent and last", sender=DANA, to=HARBOUR)

    await until(lambda: "Silent and last" in told_of_the_list(told))
    assert [frame.element for frame in told if frame.method == "ring"] == ["shell", "shell"]


# SPEC: NOT-1
async def test_the_page_rings_for_nobody_in_their_quiet_hours(office, frames):
    _, told = frames
    bright, now = office.house, office.house.clock.now()
    asleep = {
        "quiet_from": (now - timedelta(hours=1)).time(),
        "quiet_until": (now + timedelta(hours=1)).time(),
    }
    async with bright.store.transaction() as tx:
        sound = {bright.queen_street.id: frozenset({Channel.SOUND}), bright.harbour.id: frozenset()}
        await tx.users.set_assignments(bright.amira.user_id, sound)
        amira = await tx.users.get(bright.amira.user_id, company_id=bright.company.id)
        await tx.users.save(replace(amira, time_zone="UTC", **asleep))

    await bright.text_in("In the middle of the night")
    await until(lambda: "In the middle of the night" in told_of_the_list(told))
    bright.clock.pass_by(hours=2)
    await bright.text_in("In the morning")
    await bright.text_in("Silent and last", sender=DANA, to=HARBOUR)

    await until(lambda: "Silent and last" in told_of_the_list(told))
    assert [frame.method for frame in told].count("ring") == 1


def told_of_the_list(told):
    upserts = (frame for frame in told if frame.element == "conversation_list")
    return [frame.details[0]["preview"] for frame in upserts if frame.method == "upsertRow"]


# FAULT: M-1
# SPEC: LIST-5 CLO-6
@pytest.mark.parametrize("sender", ["+9991234567", "+2101234567", "", "9" * 5000])
async def test_an_open_page_goes_on_hearing_whoever_writes(office, frames, sender, caplog):
    _, told = frames

    await office.house.text_in("From nowhere", sender=sender)
    await office.house.text_in("Is it ready?", sender=DANA)

    await until(lambda: {"From nowhere", "Is it ready?"} <= set(told_of_the_list(told)))
    assert [each for each in caplog.records if each.exc_info] == []


# SPEC: FIL-3 FIL-5
async def test_two_presses_in_a_row_both_count(office, frames, monkeypatch):
    """The second one comes while the list is still being read for the first."""
    page, told = frames
    await office.house.text_in("About the coat", sender=DANA)
    await until(lambda: "About the coat" in told_of_the_list(told))
    await page.report("conversation_list", "changeQuery", 1, {"message": "nothing like it"})
    await until(lambda: lists(told) and lists(told)[-1] == [])
    read_page, is_reading, goes_on = office.conversation_list.page, asyncio.Event(), asyncio.Event()

    async def read_slowly(query, **more):
        is_reading.set()
        await goes_on.wait()
        return await read_page(query, **more)

    monkeypatch.setattr(office.conversation_list, "page", read_slowly)
    before = len(lists(told))
    await page.report("message_log", "loadNewest", 1)  # whatever takes its turn before them
    await page.report("conversation_list", "changeQuery", 2, {})
    await page.report("conversation_list", "changeQuery", 3, {"status": "open"})
    await is_reading.wait()
    goes_on.set()

    await until(lambda: len(lists(told)) == before + 2)
    assert lists(told)[-1] == ["About the coat"]


def lists(told):
    """What each list had in it that was shown in place of the one before."""
    shown = [frame for frame in told if frame.element == "conversation_list"]
    return [
        [row["preview"] for row in frame.details[0]]
        for frame in shown
        if frame.method == "showRows"
    ]
