"""Pictures on an open page, on their way to the server and back."""

from domain.model.attachments import InboundMedia
from tests.domain.conftest import DANA
from tests.ui.visitors import until

COAT = InboundMedia(url="https://api.test/coat", media_type="image/jpeg")


def told_to(told, element, method) -> list[list[object]]:
    return [frame.details for frame in told if (frame.element, frame.method) == (element, method)]


def names(told) -> list[list[str]]:
    """What the box was told to show, each time."""
    shown = told_to(told, "composer", "showAttachments")
    return [[row["name"] for row in rows] for _, rows in shown]


async def waiting(office, conversation=None) -> list[str]:
    """The names of what stands below Amira's box."""
    place = conversation.id if conversation else None
    kept = await office.uploads.list_for(place, by=office.house.amira)
    return [each.name for each in kept]


# SPEC: MSG-4 MSG-5 MSG-9
async def test_pictures_go_out_with_the_text_once_and_are_not_below_the_box_any_more(
    office,
    frames,
):
    page, told = frames
    maya = await office.house.conversation_with()
    coat, hat = await office.house.add(maya), await office.house.add(maya, name="hat.jpg")

    for _ in range(2):
        await page.report(
            "composer", "sendMessage", maya.id, "press", "Look", None, [hat.id, coat.id], None
        )

    await until(lambda: len(told_to(told, "composer", "accept")) == 2)
    message = await office.house.last(maya)
    assert [file.name for file in message.attachments] == ["hat.jpg", "coat.jpg"]
    assert await waiting(office, maya) == []


# SPEC: MSG-5 MSG-6 ACC-6
async def test_what_is_not_ones_own_is_refused_and_nothing_is_sent(office, frames):
    page, told = frames
    maya = await office.house.conversation_with()
    olgas = await office.house.add(maya, by=office.house.olga)

    await page.report("composer", "sendMessage", maya.id, "press", "Look", None, [olgas.id], None)

    await until(lambda: told_to(told, "composer", "reject"))
    [[key, sentence]] = told_to(told, "composer", "reject")
    assert (key, sentence) == (
        "press",
        "This attachment does not exist, or is not one of yours.",
    )
    assert (await office.house.last(maya)).text == "Hi"


# SPEC: MSG-8
async def test_what_was_added_is_there_when_the_conversation_is_opened(office, frames):
    page, told = frames
    maya = await office.house.conversation_with()
    coat = await office.house.add(maya)
    await office.house.add(maya, by=office.house.olga)
    await until(lambda: names(told)[-1:] == [["coat.jpg"]])
    told.clear()

    await page.report("shell", "navigate", f"/live-conversations/{maya.id}", 0)

    await until(lambda: told_to(told, "composer", "showAttachments"))
    [[place, rows]] = told_to(told, "composer", "showAttachments")
    assert place == maya.id
    assert [(row["id"], row["name"], row["width"]) for row in rows] == [(coat.id, "coat.jpg", 64)]


# SPEC: MSG-8 ACC-6
async def test_all_devices_of_ones_own_follow_and_nobody_elses(office, frames):
    _, told = frames
    home = office.house
    maya = await home.conversation_with()
    await home.add(maya, name="olgas.jpg", by=home.olga)
    coat = await home.add(maya)
    hat = await home.add(maya, name="hat.jpg")
    await until(lambda: names(told)[-1:] == [["coat.jpg", "hat.jpg"]])
    await office.uploads.remove(coat.id, by=home.amira)
    await until(lambda: names(told)[-1] == ["hat.jpg"])
    await home.send(maya, "Look", attachments=[hat.id])

    await until(lambda: names(told)[-1] == [])
    assert "olgas.jpg" not in str(told)


# SPEC: NEW-1 NEW-2
async def test_pictures_start_a_conversation_or_are_carried_over(office, frames):
    page, told = frames
    home = office.house
    coat = await home.add(None)
    await page.report(
        "composer", "startConversation", "press", home.queen_street.id, DANA, "", "Hi", 0, [coat.id]
    )
    await until(lambda: told_to(told, "composer", "confirmStart"))
    started = (await home.listed())[0].conversation
    assert [file.name for file in (await home.last(started)).attachments] == ["coat.jpg"]

    await home.add(None, name="hat.jpg")
    await page.report(
        "composer", "startConversation", "again", home.queen_street.id, DANA, "", "Hi", 0, []
    )
    await until(lambda: told_to(told, "composer", "askToContinue"))
    await page.choose("Continue existing conversation")

    await until_carried(office, started)
    assert await waiting(office) == []


async def until_carried(office, conversation):
    async def is_there() -> bool:
        return await waiting(office, conversation) == ["hat.jpg"]

    await until(is_there)


# SPEC: MMS-5
async def test_a_lost_file_is_fetched_once_more_and_an_unknown_one_is_not(
    office,
    frames,
):
    page, told = frames
    home = office.house
    mine = await lost_file(home)

    await page.report("message_log", "fetchAttachment", 4711)
    await page.report("message_log", "fetchAttachment", "all")
    await page.report("message_log", "fetchAttachment", mine.id)

    await until(lambda: told_to(told, "shell", "notify"))
    assert "does not exist" in told_to(told, "shell", "notify")[0][0]
    await until(lambda: wanted(home))
    assert await wanted(home) == [mine.id]


async def wanted(home) -> list[int]:
    async with home.store.reading() as stored:
        file = await stored.attachments.next_download(home.clock.now())
    return [file.attachment_id] if file else []


async def lost_file(home):
    """The carrier had it, and does not have it any more."""
    await home.text_in("Look", media=(COAT,))
    async with home.store.transaction() as tx:
        file = await tx.attachments.next_download(home.clock.now())
        await tx.attachments.mark_failed(file.attachment_id)
    async with home.store.reading() as stored:
        [kept] = await stored.attachments.list_for(file.message_id)
    return kept.attachment
