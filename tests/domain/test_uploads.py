"""Pictures below the box, from when they are chosen until they are sent or swept away."""

import pytest

from domain.model.errors import NotPermitted, UnknownConversation
from domain.model.picture_errors import (
    DiskFull,
    FileTooLarge,
    TooManyFiles,
    TooMuchToday,
    UnknownAttachment,
    UnusablePicture,
)
from domain.services.operations.cleanup import CleanupService
from storage.media_files import MediaFolder
from tests.domain.conftest import DANA, HARBOUR, MAYA
from tests.fakes import noise, photo


# SPEC: MSG-5
async def test_pictures_wait_with_their_owner_in_the_order_they_were_added(house):
    conversation = await house.conversation_with()
    first = await house.add(conversation, photo(60, 40), name="coat.jpg")
    second = await house.add(conversation, noise(8, 8), name="zipper.png")

    kept = await house.uploads.list_for(conversation.id, by=house.amira)

    assert kept == [first, second]
    assert (first.width, first.height, first.name) == (60, 40, "coat.jpg")
    path, media_type = await house.uploads.preview(second.id, by=house.amira)
    assert (path.read_bytes()[:4], media_type) == (b"\x89PNG", "image/png")
    assert await house.uploads.list_for(conversation.id, by=house.jonas) == []


# SPEC: NEW-1
async def test_the_form_that_starts_a_conversation_has_pictures_of_its_own(house):
    added = await house.add(None)
    message = await house.start_service.start(
        house.queen_street.id, DANA, by=house.amira, text="", key="start-1", attachments=[added.id]
    )

    assert [file.name for file in message.attachments] == ["coat.jpg"]
    assert await house.uploads.list_for(None, by=house.amira) == []


# SPEC: NEW-2
async def test_pictures_of_the_form_are_carried_over_into_the_conversation_that_is_continued(house):
    conversation = await house.conversation_with()
    added = await house.add(None)

    await house.uploads.move_to_conversation(conversation.id, by=house.amira)

    [kept] = await house.uploads.list_for(conversation.id, by=house.amira)
    assert kept.id == added.id


# FAULT: M-20
async def test_no_more_are_carried_over_than_a_message_can_have(house):
    conversation = await house.conversation_with()
    here = [await house.add(conversation) for _ in range(7)]
    begun = [await house.add(None) for _ in range(5)]

    await house.uploads.move_to_conversation(conversation.id, by=house.amira)

    kept = await house.uploads.list_for(conversation.id, by=house.amira)
    left = await house.uploads.list_for(None, by=house.amira)
    assert [each.id for each in kept] == [each.id for each in (*here, *begun[:3])]
    assert [each.id for each in left] == [each.id for each in begun[3:]]


# SPEC: MSG-8
async def test_pictures_for_one_customer_cannot_be_sent_to_another(house):
    maya = await house.conversation_with(MAYA)
    dana = await house.conversation_with(DANA)
    added = await house.add(maya)

    with pytest.raises(UnknownAttachment):
        await house.send(dana, "Look", attachments=[added.id])
    assert await house.uploads.list_for(maya.id, by=house.amira) == [added]


# SPEC: ACC-6
async def test_nobody_touches_the_pictures_of_another(house):
    conversation = await house.conversation_with()
    added = await house.add(conversation)

    with pytest.raises(UnknownAttachment):
        await house.send(conversation, "Mine", by=house.olga, attachments=[added.id])
    with pytest.raises(UnknownAttachment):
        await house.uploads.preview(added.id, by=house.olga)
    await house.uploads.remove(added.id, by=house.olga)
    assert await house.uploads.list_for(conversation.id, by=house.amira) == [added]
    with pytest.raises(NotPermitted):
        await house.add(conversation, by=house.nora)
    harbour = await house.conversation_with(DANA, to=HARBOUR)
    with pytest.raises(UnknownConversation):
        await house.add(harbour, by=house.jonas)


async def test_one_choice_of_a_file_is_added_once(house):
    conversation = await house.conversation_with()

    added = await house.add(conversation, key="file-again")
    again = await house.add(conversation, key="file-again")

    assert again == added


# FAULT: N-5
async def test_a_device_that_has_not_heard_of_a_removal_removes_no_other_picture(house):
    conversation = await house.conversation_with()
    removed = await house.add(conversation, key="coat")
    await house.uploads.remove(removed.id, by=house.amira)
    added = await house.add(conversation, key="zipper")

    await house.uploads.remove(removed.id, by=house.amira)

    assert await house.uploads.list_for(conversation.id, by=house.amira) == [added]


# SPEC: MMS-1
async def test_what_is_no_picture_is_refused_and_the_others_stay(house):
    conversation = await house.conversation_with()
    added = await house.add(conversation)

    with pytest.raises(UnusablePicture, match="JPEG and PNG"):
        await house.add(conversation, b"<svg onload=alert(1)>", name="coat.jpg")

    assert await house.uploads.list_for(conversation.id, by=house.amira) == [added]


# SPEC: MMS-2
# TRUST: 2.3-45
async def test_an_eleventh_picture_is_refused(house):
    conversation = await house.conversation_with()
    added = [await house.add(conversation) for _ in range(10)]

    with pytest.raises(TooManyFiles, match="10 attachments at most"):
        await house.add(conversation)

    assert await house.uploads.list_for(conversation.id, by=house.amira) == added


# SPEC: MMS-4
async def test_a_file_of_more_than_25_mb_is_refused_before_it_is_there(house, tmp_path):
    conversation = await house.conversation_with()

    with pytest.raises(FileTooLarge, match="25 MB"):
        await house.add(conversation, bytes(25_000_001))

    assert files_in(tmp_path / "media") == []


# TRUST: 2.3-45
async def test_there_is_a_limit_for_a_day(house):
    conversation = await house.conversation_with()
    async with house.store.transaction() as tx:
        await tx.draft_attachments.count_upload(
            house.amira.user_id, 500_000_000, at=house.clock.now(), forget_before=house.clock.now()
        )

    with pytest.raises(TooMuchToday, match="500 MB"):
        await house.add(conversation)
    house.clock.pass_by(hours=25)
    await house.add(conversation)


async def test_a_full_disk_is_said_in_words(house, tmp_path):
    house.uploads._files = MediaFolder(tmp_path / "full", spare_bytes=1 << 60)
    conversation = await house.conversation_with()

    with pytest.raises(DiskFull, match="disk is full"):
        await house.add(conversation)


async def test_what_nothing_refers_to_is_swept_away_in_time(house, tmp_path):
    conversation = await house.conversation_with()
    stays = await house.add(conversation, photo(10, 10))
    goes = await house.add(conversation, photo(20, 20))
    await house.uploads.remove(goes.id, by=house.amira)
    at_once = MediaFolder(tmp_path / "media", undisturbed_seconds=-60)

    parts = {"store": house.store, "clock": house.clock}

    await CleanupService(**parts, files=house.files).clean_up()
    assert await house.files.find(goes.working_hash)
    await CleanupService(**parts, files=at_once).clean_up()

    assert await house.files.find(goes.working_hash) is None
    assert await house.files.find(stays.working_hash)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]
