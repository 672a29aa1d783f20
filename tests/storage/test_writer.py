"""Writers that take turns and share a commit."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from storage.dialects.sqlite import SQLite
from storage.writer import CommitFailed, Writer
from tests.storage.conftest import changed

ASKED = "INSERT INTO moments (name, at) VALUES ('Asked', 0)"
WRITTEN = "INSERT INTO moments (name, at) VALUES ('Written', 0)"
LONG = """
    INSERT INTO moments (name, at)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000000)
    SELECT 'Long', max(n) FROM numbers
"""
"""It takes about a second."""


@pytest.fixture
async def writer(database_path, hub):
    writer = Writer(SQLite(database_path), publish=hub.publish)
    yield writer
    await writer.close()


async def tell(connection, sql):
    await connection.run(lambda line: line.exec_driver_sql(sql))


async def test_whoever_is_cancelled_in_a_statement_takes_nothing_of_others_along(
    writer, database_rows
):
    async def write(sql):
        async with writer.transaction() as (connection, _):
            await tell(connection, sql)

    sharing = [asyncio.create_task(write(sql)) for sql in (WRITTEN, LONG, ASKED)]
    await asyncio.sleep(0.2)
    sharing[1].cancel()
    results = await asyncio.gather(*sharing, return_exceptions=True)

    assert [type(result) for result in results] == [type(None), asyncio.CancelledError, type(None)]
    assert database_rows("SELECT name FROM moments ORDER BY id") == [("Written",), ("Asked",)]


async def test_whoever_shared_a_commit_that_was_lost_is_told(
    office, writer, published, database_rows
):
    """A full disk makes SQLite roll back all of it, what others had written before included."""
    published.clear()

    async def write():
        async with writer.transaction() as (connection, events):
            await tell(connection, WRITTEN)
            events.append(changed(office))

    async def fill_the_disk():
        async with writer.transaction() as (connection, _):
            await tell(connection, "ROLLBACK")
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


async def test_a_disk_that_was_full_is_written_again_once_there_is_room(writer, database_rows):
    async def write(*more):
        async with writer.transaction() as (connection, _):
            for sql in more:
                await tell(connection, sql)
            await tell(
                connection, "INSERT INTO moments (name, at) VALUES (hex(zeroblob(100000)), 0)"
            )

    with pytest.raises(OperationalError, match="full"):
        await write("PRAGMA max_page_count = 1")
    assert database_rows("SELECT name FROM moments") == []

    await write("PRAGMA max_page_count = 1000000")
    assert database_rows("SELECT length(name) FROM moments") == [(200_000,)]
