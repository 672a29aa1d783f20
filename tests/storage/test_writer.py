"""Writers that take turns and share a commit."""

import asyncio
import threading
from contextlib import suppress

import pytest
from sqlalchemy.exc import OperationalError

from storage.connection import DatabaseConnection, open_engine
from storage.writer import CommitFailed, Writer
from tests.storage.conftest import changed


@pytest.fixture
async def line(database_path):
    line = DatabaseConnection(open_engine(database_path))
    yield line
    line.close()


@pytest.fixture
def writer(line, hub):
    return Writer(line, publish=hub.publish)


@pytest.fixture
def tell(line):
    async def tell(sql):
        await line.run(lambda connection: connection.exec_driver_sql(sql))

    return tell


async def test_what_was_asked_is_done_though_nobody_waits_for_the_answer(line, tell, database_rows):
    """Or a cancelled task would leave open what only its next statement closes."""
    busy = threading.Event()
    line.submit(lambda _: busy.wait(5))
    asking = asyncio.create_task(tell("INSERT INTO moments (name, at) VALUES ('Asked', 0)"))
    await asyncio.sleep(0)
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking
    busy.set()

    await tell("SELECT 1")
    assert database_rows("SELECT name FROM moments") == [("Asked",)]


async def test_whoever_shared_a_commit_that_was_lost_is_told(
    office, writer, tell, published, database_rows
):
    """A full disk makes SQLite roll back all of it, what others had written before included."""
    published.clear()

    async def write():
        async with writer.transaction() as events:
            await tell("INSERT INTO moments (name, at) VALUES ('Written', 0)")
            events.append(changed(office))

    async def fill_the_disk():
        async with writer.transaction():
            await tell("ROLLBACK")
            raise ZeroDivisionError

    async with writer.transaction():
        sharing = [asyncio.create_task(work()) for work in (write, fill_the_disk, write)]
        await asyncio.sleep(0)
    results = await asyncio.gather(*sharing, return_exceptions=True)

    assert [type(result) for result in results] == [CommitFailed, ZeroDivisionError, CommitFailed]
    assert published == []
    assert database_rows("SELECT name FROM moments") == []

    await write()
    assert published == [changed(office)]
    assert database_rows("SELECT name FROM moments") == [("Written",)]


async def test_a_disk_that_was_full_is_written_again_once_there_is_room(
    writer, tell, database_rows
):
    async def write():
        async with writer.transaction():
            await tell("INSERT INTO moments (name, at) VALUES (hex(zeroblob(100000)), 0)")

    await tell("PRAGMA max_page_count = 1")
    with pytest.raises(OperationalError, match="full"):
        await write()
    assert database_rows("SELECT name FROM moments") == []

    await tell("PRAGMA max_page_count = 1000000")
    await write()
    assert database_rows("SELECT length(name) FROM moments") == [(200_000,)]
