"""Customers' files, from the webhook until they are here, whatever is in the way."""

import asyncio
import os
from contextlib import asynccontextmanager

import pytest

from domain.model.errors import UnknownMessage
from domain.model.events import MessageAdded, MessageChanged
from domain.model.messages import FileState
from domain.model.picture_errors import UnknownAttachment
from domain.ports.carrier import InboundMedia
from domain.ports.media import MediaSource, NeverFetched, NotFetched
from domain.services.fetching import FetchingService
from tests.domain.conftest import DANA, HARBOUR
from tests.fakes import in_pieces, photo
from tests.simulator.rig import eventually

COAT = InboundMedia(url="https://api.test/coat", media_type="image/jpeg")
CARD = InboundMedia(url="https://api.test/card", media_type="text/x-vcard")


class ScriptedSource(MediaSource):
    """Has what it was given, and goes wrong on request."""

    def __init__(self):
        self.contents = {COAT.url: photo(), CARD.url: b"BEGIN:VCARD\r\nFN:Maya\r\n"}
        self.troubles = []
        self.asked = []

    @asynccontextmanager
    async def open(self, url):
        self.asked.append(url)
        if trouble := self.troubles.pop(0) if self.troubles else None:
            raise trouble
        yield in_pieces(self.contents[url], size=100)


@pytest.fixture
def source():
    return ScriptedSource()


@pytest.fixture
def fetching(house, source):
    return fetching_of(house, source)


def fetching_of(house, source):
    return FetchingService(
        store=house.store,
        clock=house.clock,
        files=house.files,
        source=source,
        thumbnails=house.media._thumbnails,
    )


@pytest.fixture
async def conversation(house):
    await house.text_in("Look", media=(COAT, CARD))
    return (await house.listed())[0].conversation


async def files_of(house, conversation):
    return (await house.last(conversation)).attachments


# SPEC: MMS-5
async def test_the_message_is_there_at_once_and_its_files_as_soon_as_they_can_be(
    published, house, fetching, conversation
):
    coming = await files_of(house, conversation)
    assert [file.state for file in coming] == [FileState.LOADING] * 2
    assert next(e for e in published if isinstance(e, MessageAdded)).awaits_files
    published.clear()

    await fetching.fetch_due()

    coat, card = await files_of(house, conversation)
    assert (coat.name, coat.media_type) == ("attachment-1.jpg", "image/jpeg")
    assert (coat.width, coat.height, coat.size) == (64, 48, len(photo()))
    assert (card.name, card.media_type, card.is_picture) == (
        "attachment-2.vcf",
        "text/vcard",
        False,
    )
    assert [type(event) for event in published] == [MessageChanged] * 2
    content = await house.media.look(coat.id, by=house.amira)
    assert content.path.read_bytes() == photo()


# SPEC: MMS-5
async def test_what_is_not_there_yet_is_asked_for_again_and_again(
    house, fetching, source, conversation
):
    source.troubles = [NotFetched("answered 404")] * 4
    await fetching.fetch_due()
    assert not await fetching.fetch_due()

    for pause in (1.1, 3.1):
        house.clock.pass_by(seconds=pause)
        await fetching.fetch_due()

    assert [file.state for file in await files_of(house, conversation)] == [FileState.READY] * 2
    assert len(source.asked) == 6


# SPEC: MMS-5
async def test_after_a_day_it_is_given_up_and_tried_again_when_asked_to(
    house, fetching, source, conversation, published
):
    source.troubles = [NotFetched("answered 500")] * 4
    await fetching.fetch_due()
    house.clock.pass_by(hours=25)
    await fetching.fetch_due()
    coat, card = await files_of(house, conversation)
    assert (coat.state, card.state) == (FileState.FAILED, FileState.FAILED)
    with pytest.raises(UnknownAttachment):
        await house.media.look(coat.id, by=house.amira)
    published.clear()

    await house.media.fetch_again(coat.id, by=house.amira)
    await house.media.fetch_again(coat.id, by=house.amira)
    assert [event.awaits_files for event in published] == [True]
    await fetching.fetch_due()

    coat, card = await files_of(house, conversation)
    assert (coat.state, card.state) == (FileState.READY, FileState.FAILED)


async def test_what_may_never_be_fetched_is_given_up_at_once(house, fetching, source, conversation):
    source.troubles = [NeverFetched("not where Twilio keeps media")]
    await fetching.fetch_due()

    states = [file.state for file in await files_of(house, conversation)]
    assert sorted(states) == [FileState.FAILED, FileState.READY]


# TRUST: 2.3-49
async def test_a_file_larger_than_any_mms_is_given_up(house, fetching, source, conversation):
    source.contents[COAT.url] = bytes(16_000_001)
    await fetching.fetch_due()

    coat, card = await files_of(house, conversation)
    assert (coat.state, card.state) == (FileState.FAILED, FileState.READY)


# SPEC: MMS-6
async def test_a_page_that_calls_itself_a_picture_is_only_offered_for_download(
    house, fetching, source, conversation
):
    source.contents[COAT.url] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    await fetching.fetch_due()

    coat, _ = await files_of(house, conversation)
    assert (coat.name, coat.is_picture) == ("attachment-1.bin", False)


async def test_a_picture_that_cannot_be_looked_into_is_not_shown(
    house, fetching, source, conversation
):
    source.contents[COAT.url] = photo()[:20] + os.urandom(100)
    await fetching.fetch_due()

    coat, _ = await files_of(house, conversation)
    assert (coat.media_type, coat.is_picture) == ("image/jpeg", False)


# SPEC: MMS-5
async def test_a_process_that_dies_while_fetching_leaves_the_rest_to_the_next(
    house, fetching, source, conversation
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
    dying = asyncio.create_task(fetching.fetch_due())
    await begun.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)

    await fetching_of(house, ScriptedSource()).fetch_due()

    coat, card = await files_of(house, conversation)
    assert (coat.size, card.state) == (len(photo()), FileState.READY)
    assert [path for path in (house.files._folder / "incoming").iterdir()] == []


async def test_the_worker_wakes_up_for_a_message_with_files(house, hub, fetching, source):
    hub.listen(fetching.hear)
    working = asyncio.create_task(fetching.run())
    await asyncio.sleep(0)

    await house.text_in("Look", media=(COAT,))
    await eventually(lambda: source.asked)

    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


# SPEC: ACC-6
async def test_nobody_looks_at_the_files_of_places_they_do_not_work_at(house, fetching, source):
    await house.text_in("Look", sender=DANA, to=HARBOUR, media=(COAT,))
    await fetching.fetch_due()
    harbour = (await house.listed())[0].conversation
    [coat] = await files_of(house, harbour)

    for stranger in (house.jonas, house.nora):
        with pytest.raises(UnknownAttachment):
            await house.media.look(coat.id, by=stranger)
        with pytest.raises(UnknownAttachment):
            await house.media.thumbnail(coat.id, by=stranger)
    with pytest.raises((UnknownAttachment, UnknownMessage)):
        await house.media.fetch_again(coat.id, by=house.jonas)
    assert (await house.media.look(coat.id, by=house.olga)).attachment == coat


async def test_a_thumbnail_is_small_and_made_once(house, fetching, source, conversation):
    source.contents[COAT.url] = photo(2000, 1000)
    await fetching.fetch_due()
    coat, card = await files_of(house, conversation)

    first = await house.media.thumbnail(coat.id, by=house.amira)
    again = await house.media.thumbnail(coat.id, by=house.amira)

    assert first.path == again.path
    assert len(first.path.read_bytes()) < len(photo(2000, 1000))
    with pytest.raises(UnknownAttachment):
        await house.media.thumbnail(card.id, by=house.amira)
