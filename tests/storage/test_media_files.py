"""The folder of files: whole or not there, and nothing left behind."""

import asyncio
import errno
import hashlib
import os

import pytest

from domain.model.picture_errors import DiskFull, FileTooLarge, UnknownAttachment
from storage.media_files import MediaFolder
from tests.fakes import in_pieces


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "media"


@pytest.fixture
def files(folder):
    return MediaFolder(folder, spare_bytes=0)


def everything_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_file_is_found_by_its_content_and_kept_once(files, folder):
    hashes = await asyncio.gather(*(files.store(b"a coat") for _ in range(8)))

    assert set(hashes) == {hashlib.sha256(b"a coat").hexdigest()}
    assert await files.read(hashes[0]) == b"a coat"
    assert len(everything_in(folder)) == 1
    with pytest.raises(UnknownAttachment):
        await files.read("0" * 64)


async def test_what_comes_in_pieces_is_kept_whole(files, folder):
    content = os.urandom(300_000)

    async with files.receive(in_pieces(content), limit=300_000) as incoming:
        assert incoming.size == 300_000
        content_hash = await incoming.store()

    assert await files.read(content_hash) == content
    assert len(everything_in(folder)) == 1


# SPEC: MMS-4
async def test_what_is_too_large_is_not_read_to_its_end(files, folder):
    read = []

    async def endless():
        while True:
            read.append(1)
            yield bytes(1000)

    with pytest.raises(FileTooLarge):
        async with files.receive(endless(), limit=10_000):
            pass

    assert len(read) == 11
    assert everything_in(folder) == []


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
async def test_a_line_that_is_cut_leaves_nothing(files, folder, part):
    async def cut():
        yield bytes(int(100_000 * part))
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        async with files.receive(cut(), limit=100_000):
            pass

    assert everything_in(folder) == []


async def test_what_was_not_kept_is_gone(files, folder):
    async with files.receive(in_pieces(b"a coat"), limit=100):
        pass

    assert everything_in(folder) == []


async def test_halves_of_an_earlier_process_are_gone_after_a_start(folder):
    earlier = MediaFolder(folder, spare_bytes=0)
    whole = await earlier.store(b"a coat")
    (folder / "incoming" / "half").write_bytes(b"a co")

    files = MediaFolder(folder, spare_bytes=0)

    assert [path.name for path in everything_in(folder)] == [whole]
    assert await files.find(whole)


async def test_the_last_room_on_the_disk_is_left_to_the_database(folder):
    files = MediaFolder(folder, spare_bytes=1 << 60)

    with pytest.raises(DiskFull):
        await files.store(b"a coat")
    with pytest.raises(DiskFull):
        async with files.receive(in_pieces(b"a coat"), limit=100):
            pass


async def test_a_disk_that_fills_up_on_the_way_is_said_in_words(files, folder):
    async def full():
        yield b"a co"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull):
        async with files.receive(full(), limit=100):
            pass

    assert everything_in(folder) == []


async def test_a_file_is_removed_with_its_thumbnail(folder):
    files = MediaFolder(folder, spare_bytes=0, undisturbed_seconds=-60)
    stays, goes = await files.store(b"a coat"), await files.store(b"a zipper")
    for each in (stays, goes):
        await files.store_thumbnail(each, b"small")

    found = [each async for hashes in files.settled() for each in hashes]
    removed = await files.remove({goes})

    assert sorted(found) == sorted([stays, goes])
    assert removed == 1
    assert await files.find(goes) is None
    assert await files.find_thumbnail(goes) is None
    assert await files.find_thumbnail(stays)


async def test_what_somebody_has_just_kept_again_is_not_removed(folder):
    files = MediaFolder(folder, spare_bytes=0, undisturbed_seconds=60)
    coat, zipper = await files.store(b"a coat"), await files.store(b"a zipper")
    for each in (coat, zipper):
        path = await files.find(each)
        os.utime(path, (1, 1))

    found = {each async for hashes in files.settled() for each in hashes}
    await files.store(b"a coat")
    await files.remove(found)

    assert found == {coat, zipper}
    assert await files.find(coat)
    assert await files.find(zipper) is None


# FAULT: M-1
async def test_what_cannot_be_removed_holds_up_no_other(folder, caplog):
    files = MediaFolder(folder, spare_bytes=0, undisturbed_seconds=0)
    stubborn = folder / "aa" / ("a" * 64)
    stubborn.mkdir(parents=True)
    forgotten = await files.store(b"nobody's coat")
    os.utime(stubborn, (1, 1))
    for path in everything_in(folder):
        os.utime(path, (1, 1))

    for _ in range(2):
        async for hashes in files.settled():
            await files.remove(hashes)

    with pytest.raises(UnknownAttachment):
        await files.read(forgotten)
    assert [record.getMessage().count(stubborn.name) for record in caplog.records] == [1]
