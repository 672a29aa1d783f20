"""Customers' files, from the webhook until they are here, whatever is in the way."""

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from domain.model.attachments import FileState
from domain.model.errors import UnknownMessage
from domain.model.events import MessageAdded, MessageChanged
from domain.model.picture_errors import UnknownAttachment
from domain.ports.media import DownloadFailed, DownloadRefused
from tests.domain import odd_pictures as odd
from tests.domain.conftest import DANA, HARBOUR
from tests.fakes import photo
from tests.support.media_download import (
    COAT,
    ScriptedSource,
    download_due,
    fetching_of,
    files_of,
)
from tests.support.media_download import conversation as conversation
from tests.support.media_download import downloader as downloader
from tests.support.media_download import source as source


# SPEC: MMS-5
async def test_the_message_is_there_at_once_and_its_files_as_soon_as_they_can_be(
    published, house, downloader, conversation
):
    coming = await files_of(house, conversation)
    assert [file.state for file in coming] == [FileState.LOADING] * 2
    assert next(e for e in published if isinstance(e, MessageAdded)).awaits_files
    published.clear()

    await download_due(downloader)

    coat, card = await files_of(house, conversation)
    assert (coat.name, coat.media_type) == ("attachment-1.jpg", "image/jpeg")
    assert (coat.width, coat.height, coat.size) == (64, 48, len(photo()))
    assert (card.name, card.media_type, card.is_picture) == (
        "attachment-2.vcf",
        "text/vcard",
        False,
    )
    assert [type(event) for event in published] == [MessageChanged] * 2
    content = await house.media.get(coat.id, by=house.amira)
    assert content.path.read_bytes() == photo()


# SPEC: MMS-5
async def test_what_is_not_there_yet_is_asked_for_again_and_again(
    house, downloader, source, conversation
):
    source.troubles = [DownloadFailed("answered 404")] * 4
    await download_due(downloader)
    assert not await download_due(downloader)

    for pause in (1.1, 3.1):
        house.clock.pass_by(seconds=pause)
        await download_due(downloader)

    assert [file.state for file in await files_of(house, conversation)] == [FileState.READY] * 2
    assert len(source.asked) == 6


# SPEC: MMS-5
async def test_after_a_day_it_is_given_up_and_tried_again_when_asked_to(
    house, downloader, source, conversation, published
):
    source.troubles = [DownloadFailed("answered 500")] * 4
    await download_due(downloader)
    house.clock.pass_by(hours=25)
    await download_due(downloader)
    coat, card = await files_of(house, conversation)
    assert (coat.state, card.state) == (FileState.FAILED, FileState.FAILED)
    with pytest.raises(UnknownAttachment):
        await house.media.get(coat.id, by=house.amira)
    published.clear()

    await house.media.retry_download(coat.id, by=house.amira)
    await house.media.retry_download(coat.id, by=house.amira)
    assert [event.awaits_files for event in published] == [True]
    await download_due(downloader)

    coat, card = await files_of(house, conversation)
    assert (coat.state, card.state) == (FileState.READY, FileState.FAILED)


async def test_what_may_never_be_fetched_is_given_up_at_once(
    house, downloader, source, conversation
):
    source.troubles = [DownloadRefused("not where Twilio keeps media")]
    await download_due(downloader)

    states = [file.state for file in await files_of(house, conversation)]
    assert sorted(states) == [FileState.FAILED, FileState.READY]


# TRUST: 2.3-49
async def test_a_file_larger_than_any_mms_is_given_up(house, downloader, source, conversation):
    source.contents[COAT.url] = bytes(16_000_001)
    await download_due(downloader)

    coat, card = await files_of(house, conversation)
    assert (coat.state, card.state) == (FileState.FAILED, FileState.READY)


# SPEC: MMS-6
async def test_a_page_that_calls_itself_a_picture_is_only_offered_for_download(
    house, downloader, source, conversation
):
    source.contents[COAT.url] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    await download_due(downloader)

    coat, _ = await files_of(house, conversation)
    assert (coat.name, coat.is_picture) == ("attachment-1.bin", False)


async def test_a_picture_that_cannot_be_looked_into_is_not_shown(
    house, downloader, source, conversation
):
    source.contents[COAT.url] = photo()[:20] + os.urandom(100)
    await download_due(downloader)

    coat, _ = await files_of(house, conversation)
    assert (coat.media_type, coat.is_picture) == ("image/jpeg", False)


# SPEC: MMS-5
async def test_a_process_that_dies_while_fetching_leaves_the_rest_to_the_next(
    house, downloader, source, conversation
):
    begun = asyncio.Event()

    async def stuck():
        yield photo()[:50]
        begun.set()
        await asyncio.Event().wait()

    @asynccontextmanager
    async def open_stuck(url):
        yield stuck()

    source.open = open_stuck
    dying = asyncio.create_task(downloader.run())
    await begun.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)

    await download_due(fetching_of(house, ScriptedSource()))

    coat, card = await files_of(house, conversation)
    assert (coat.size, card.state) == (len(photo()), FileState.READY)
    assert [path for path in (house.files._folder / "incoming").iterdir()] == []


# FAULT: M-8
async def test_a_file_learned_of_late_is_tried_as_long_as_any_other(house, downloader, source):
    source.troubles = [DownloadFailed("answered 404")] * 4
    await house.text_in("Missed", media=(COAT,), at=house.clock.now() - timedelta(hours=30))
    conversation = (await house.listed())[0].conversation

    for pause in (0, 2, 5, 20):
        house.clock.pass_by(seconds=pause)
        await download_due(downloader)
    assert [file.state for file in await files_of(house, conversation)] == [FileState.LOADING]
    house.clock.pass_by(seconds=60)
    await download_due(downloader)

    assert [file.state for file in await files_of(house, conversation)] == [FileState.READY]


# FAULT: A-13 M-19
@pytest.mark.parametrize("content", [odd.scan_bomb(500), odd.transparent(), photo()[:300]])
async def test_a_picture_that_costs_too_much_or_is_none_is_a_file_to_download(
    house, downloader, source, conversation, content
):
    source.contents[COAT.url] = content

    await download_due(downloader)

    coat, _ = await files_of(house, conversation)
    assert (coat.state, coat.is_picture, coat.size) == (FileState.READY, False, len(content))
    assert coat.name == f"attachment-1.{'png' if content.startswith(odd.PNG_MAGIC) else 'jpg'}"
    kept = await house.media.get(coat.id, by=house.amira)
    assert kept.path.read_bytes() == content


# FAULT: M-19
async def test_what_there_is_of_a_cut_picture_is_shown(house, downloader, source, conversation):
    whole = odd.jpeg(odd.photo(800, 600))
    source.contents[COAT.url] = whole[: int(len(whole) * 0.85)]

    await download_due(downloader)

    coat, _ = await files_of(house, conversation)
    assert (coat.is_picture, coat.width, coat.height) == (True, 800, 600)
    assert (await house.media.thumbnail(coat.id, by=house.amira)).path.is_file()


# FAULT: A-13
async def test_a_thumbnail_that_cannot_be_made_is_tried_once(
    house, downloader, source, conversation, published
):
    """Of a file that came before thumbnails were made at its coming."""
    source.contents[COAT.url] = odd.jpeg(odd.photo())
    await download_due(downloader)
    coat, _ = await files_of(house, conversation)
    kept = await house.media.get(coat.id, by=house.amira)
    (await house.media.thumbnail(coat.id, by=house.amira)).path.unlink()
    kept.path.write_bytes(odd.scan_bomb(500))
    published.clear()

    for _ in range(2):
        with pytest.raises(UnknownAttachment):
            await house.media.thumbnail(coat.id, by=house.amira)

    assert [type(event) for event in published] == [MessageChanged]
    assert not (await files_of(house, conversation))[0].is_picture
    assert (await house.media.get(coat.id, by=house.amira)).path == kept.path


# SPEC: ACC-6
async def test_nobody_looks_at_the_files_of_places_they_do_not_work_at(house, downloader, source):
    await house.text_in("Look", sender=DANA, to=HARBOUR, media=(COAT,))
    await download_due(downloader)
    harbour = (await house.listed())[0].conversation
    [coat] = await files_of(house, harbour)

    for stranger in (house.jonas, house.nora):
        with pytest.raises(UnknownAttachment):
            await house.media.get(coat.id, by=stranger)
        with pytest.raises(UnknownAttachment):
            await house.media.thumbnail(coat.id, by=stranger)
    with pytest.raises((UnknownAttachment, UnknownMessage)):
        await house.media.retry_download(coat.id, by=house.jonas)
    assert (await house.media.get(coat.id, by=house.olga)).attachment == coat


async def test_a_thumbnail_is_small_and_made_once(house, downloader, source, conversation):
    source.contents[COAT.url] = photo(2000, 1000)
    await download_due(downloader)
    coat, card = await files_of(house, conversation)

    first = await house.media.thumbnail(coat.id, by=house.amira)
    again = await house.media.thumbnail(coat.id, by=house.amira)

    assert first.path == again.path
    assert len(first.path.read_bytes()) < len(photo(2000, 1000))
    with pytest.raises(UnknownAttachment):
        await house.media.thumbnail(card.id, by=house.amira)
