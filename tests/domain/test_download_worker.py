"""Stories about files that hang, and about others that come all the same."""

import asyncio

import pytest

from domain.model.attachments import FileState, InboundMedia
from domain.ports.media import DownloadFailed
from tests.domain.conftest import DANA
from tests.simulator.rig import eventually
from tests.support.media_download import COAT, download_due, files_of
from tests.support.media_download import downloader as downloader
from tests.support.media_download import source as source


async def test_the_worker_wakes_up_for_a_message_with_files(house, hub, downloader, source):
    hub.add_listener(downloader.on_event)
    working = asyncio.create_task(downloader.run())
    await asyncio.sleep(0)

    await house.text_in("Look", media=(COAT,))
    await eventually(lambda: source.asked)

    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


@pytest.fixture
async def working(hub, downloader):
    """The worker, at work."""
    hub.add_listener(downloader.on_event)
    working = asyncio.create_task(downloader.run())
    yield
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


def picture(name):
    return InboundMedia(url=f"https://api.test/{name}", media_type="image/jpeg")


# FAULT: M-8
async def test_files_of_one_customer_that_hang_hold_up_no_other(house, source, working):
    slow = [picture(f"slow-{nth}") for nth in range(10)]
    source.hanging = {file.url for file in slow}
    await house.text_in("All hang", media=tuple(slow[:8]))
    await house.text_in("These, too", media=tuple(slow[8:]))
    await eventually(lambda: source.asked)

    dana = await house.conversation_with(DANA)
    await house.text_in("Mine is good", sender=DANA, media=(COAT,))

    await has_come(house, dana)
    assert len(source.asked) < len(slow)


# FAULT: M-8
async def test_files_that_could_not_be_had_hold_up_none_that_just_came(
    house, hub, source, downloader
):
    slow = [picture(f"slow-{nth}") for nth in range(16)]
    source.troubles = [DownloadFailed("answered 404")] * len(slow)
    for nth, file in enumerate(slow):
        await house.text_in("Hangs", sender=f"+1416555{nth:04}", media=(file,))
    await download_due(downloader)
    source.hanging = {file.url for file in slow}
    house.clock.pass_by(seconds=5)
    hub.add_listener(downloader.on_event)
    working = asyncio.create_task(downloader.run())
    await eventually(lambda: len(source.asked) > len(slow))

    dana = await house.conversation_with(DANA)
    await house.text_in("Mine is good", sender=DANA, media=(COAT,))

    await has_come(house, dana)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


# FAULT: M-8 M-20
async def test_when_one_file_is_here_the_next_one_begins(house, source, working):
    files = [picture(f"one-{nth}") for nth in range(6)]
    source.hanging = {files[0].url}

    await house.text_in("One hangs", media=tuple(files))
    conversation = (await house.listed())[0].conversation

    await has_come(house, conversation, 5)


async def has_come(house, conversation, count=1):
    async with asyncio.timeout(60):
        while True:
            files = await files_of(house, conversation)
            if sum(file.state is FileState.READY for file in files) == count:
                return
            await asyncio.sleep(0.01)
