"""Files at the carrier, which may or may not be had."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from domain.model.attachments import InboundMedia
from domain.ports.media import MediaSource
from domain.services.media.download import MediaDownloader
from tests.fakes import in_pieces, photo

COAT = InboundMedia(url="https://api.test/coat", media_type="image/jpeg")
CARD = InboundMedia(url="https://api.test/card", media_type="text/x-vcard")


class ScriptedSource(MediaSource):
    """Has what it was given, and goes wrong on request."""

    def __init__(self):
        self.contents = {COAT.url: photo(), CARD.url: b"BEGIN:VCARD\r\nFN:Maya\r\n"}
        self.troubles = []
        self.hanging = set()
        self.asked = []

    @asynccontextmanager
    async def open(self, url):
        self.asked.append(url)
        if trouble := self.troubles.pop(0) if self.troubles else None:
            raise trouble
        if url in self.hanging:
            await asyncio.Event().wait()
        content = self.contents.get(url) or photo()
        yield in_pieces(content, size=max(100, len(content) // 100))


@pytest.fixture
def source():
    return ScriptedSource()


@pytest.fixture
def downloader(house, source):
    return fetching_of(house, source)


def fetching_of(house, source):
    return MediaDownloader(
        store=house.store,
        clock=house.clock,
        files=house.files,
        source=source,
        thumbnails=house.media._thumbnails,
    )


async def download_due(downloader):
    """Download until nothing is due; return whether there was anything."""
    has_begun = False
    while True:
        await downloader.start_due()
        if not downloader.in_flight:
            return has_begun
        has_begun = True
        await downloader.drain()


@pytest.fixture
async def conversation(house):
    await house.text_in("Look", media=(COAT, CARD))
    return (await house.listed())[0].conversation


async def files_of(house, conversation):
    return (await house.last(conversation)).attachments
