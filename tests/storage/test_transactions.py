"""Units of work: all of it or nothing, and readers beside the writer."""

import asyncio
import sqlite3
from contextlib import closing, suppress

import pytest
from sqlalchemy.exc import DBAPIError

from domain.model.actor import ALL
from domain.model.conversation_list import ListQuery
from domain.model.events import ConversationChanged
from domain.services.live.hub import EventHub
from storage.database import Database
from tests.storage.conftest import changed


async def test_a_hundred_increments_by_ten_people_at_once_are_a_hundred(office):
    conversation = await office.conversation()

    async def increment_ten_times():
        for _ in range(10):
            async with office.store.transaction() as tx:
                current = await tx.conversations.get(conversation.id, within=ALL)
                renamed = current.renamed(str(int(current.title or 0) + 1), at=office.clock.now())
                await tx.conversations.save(renamed)

    await asyncio.gather(*(increment_ten_times() for _ in range(10)))

    async with office.store.reading() as stored:
        assert (await stored.conversations.get(conversation.id, within=ALL)).title == "100"


async def test_a_failed_transaction_stores_and_publishes_nothing(office, published):
    published.clear()

    async def write_and_fail():
        async with office.store.transaction() as tx:
            await tx.companies.add_template(office.company.id, name="Thanks", text="Thank you!")
            tx.record(changed(office))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()

    assert published == []
    async with office.store.reading() as stored:
        assert await stored.companies.templates(office.company.id) == []


async def test_events_are_published_once_everybody_can_read_what_they_are_about(
    database_path, database_rows, clock
):
    seen = []

    async def look(events):
        seen.append(database_rows("SELECT name FROM companies"))
        assert len(events) == 1

    store = Database(database_path, publish=look)
    async with store.transaction() as tx:
        company = await tx.companies.add("Bright Home", live_conversations=True, at=clock.now())
        tx.record(ConversationChanged(company_id=company.id, conversation_id=1))
        assert seen == []
    await store.close()

    assert seen == [[("Bright Home",)]]


async def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(office):
    await office.conversation()
    query = {"within": ALL, "reader_id": office.jonas}

    async with office.store.reading() as stored:
        before = await stored.conversations.page(ListQuery(), **query)
        await office.conversation()
        assert await stored.conversations.page(ListQuery(), **query) == before

    async with office.store.reading() as stored:
        assert len(await stored.conversations.page(ListQuery(), **query)) == 2


async def test_whoever_reads_later_sees_what_was_written_since(office):
    async def titles():
        async with office.store.reading() as stored:
            rows = await stored.conversations.page(ListQuery(), within=ALL, reader_id=office.jonas)
        return [row.conversation.title for row in rows]

    for number in range(10):
        await office.conversation(title=str(number))
        assert (await titles())[0] == str(number)


async def test_reading_cannot_write(office):
    with pytest.raises(DBAPIError, match=r"read-?only"):
        async with office.store.reading() as stored:
            await stored.conversations.save(await office.conversation())


async def test_many_readers_wait_for_one_another(office):
    async def read():
        async with office.store.reading() as stored:
            return await stored.companies.exist()

    assert all(await asyncio.gather(*(read() for _ in range(50))))


async def test_one_that_fails_among_many_takes_back_only_what_it_wrote(office):
    async def add(number):
        async with office.store.transaction() as tx:
            await tx.companies.add_template(office.company.id, name=f"{number:02}", text="")
            if number % 3 == 0:
                raise ZeroDivisionError

    results = await asyncio.gather(*(add(number) for number in range(16)), return_exceptions=True)

    stored_ones = {number for number in range(16) if number % 3}
    assert {number for number, result in enumerate(results) if result is None} == stored_ones
    async with office.store.reading() as stored:
        templates = await stored.companies.templates(office.company.id)
    assert [int(template.name) for template in templates] == sorted(stored_ones)


async def test_a_task_that_is_cancelled_leaves_nothing_half_done(office, published):
    """Cancelled at every moment in turn: what was stored was told, and the other way round."""
    published.clear()

    async def add(number):
        async with office.store.transaction() as tx:
            await tx.companies.add_template(office.company.id, name=str(number), text="")
            tx.record(changed(office, number))

    for number in range(60):
        tasks = [asyncio.create_task(add(2 * number + which)) for which in range(2)]
        for _ in range(number):
            await asyncio.sleep(0)
        tasks[0].cancel()
        with suppress(asyncio.CancelledError):
            await tasks[0]
        await tasks[1]

    async with office.store.reading() as stored:
        templates = await stored.companies.templates(office.company.id)
    stored_ones = {int(template.name) for template in templates}
    assert stored_ones >= {2 * number + 1 for number in range(60)}
    assert stored_ones == {event.conversation_id for event in published}


async def test_a_reader_that_is_cancelled_leaves_its_line_to_the_next(office):
    async def read():
        async with office.store.reading() as stored:
            await stored.companies.templates(office.company.id)

    for patience in range(30):
        task = asyncio.create_task(read())
        for _ in range(patience):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    await asyncio.gather(*(read() for _ in range(8)))


async def test_an_administrators_command_in_another_process_is_waited_for(office, database_path):
    with closing(sqlite3.connect(database_path, isolation_level=None)) as command:
        command.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(office.conversation())
        for _ in range(20):
            async with office.store.reading() as stored:
                await stored.companies.templates(office.company.id)
        assert not writing.done()

        command.execute("COMMIT")

        assert (await writing).id


async def test_what_was_read_in_a_transaction_cannot_change_before_it_is_written(
    office, database_path
):
    with closing(sqlite3.connect(database_path, timeout=0)) as command:
        async with office.store.transaction() as tx:
            await tx.companies.get(office.company.id)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                command.execute("UPDATE companies SET name = 'Other Home'")


async def test_closing_waits_for_what_is_under_way(database_path, clock, database_rows):
    store = Database(database_path, publish=EventHub().publish)

    async def add():
        async with store.transaction() as tx:
            await tx.companies.add("Bright Home", live_conversations=True, at=clock.now())

    writing = asyncio.create_task(add())
    await asyncio.sleep(0)
    await store.close()
    await writing

    assert database_rows("SELECT name FROM companies") == [("Bright Home",)]


def test_whoever_was_cancelled_a_moment_ago_has_given_all_back_once_the_store_is_closed(
    database_path, hub
):
    """Cancelled at every moment in turn: also while a connection is opened or given back."""

    async def read_and_be_cancelled(turns):
        store = Database(database_path, publish=hub.publish)

        async def read():
            while True:
                async with store.reading() as stored:
                    await stored.companies.exist()

        reading = [asyncio.create_task(read()) for _ in range(6)]
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in reading:
            task.cancel()
        await store.close()
        await asyncio.wait(reading)
        return [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    for turns in range(120):
        assert asyncio.run(read_and_be_cancelled(turns)) == [], turns


async def test_who_is_cancelled_while_reading_stops_though_the_store_was_closed(database_path, hub):
    """As where a start goes wrong half-way: else the process would never end."""
    store = Database(database_path, publish=hub.publish)
    is_reading = asyncio.Event()

    async def read_on():
        while True:
            with suppress(Exception):  # as work that goes on whatever it stumbles over
                async with store.reading():
                    is_reading.set()
                    await asyncio.Event().wait()

    reading = asyncio.create_task(read_on())
    await is_reading.wait()
    await store.close()

    reading.cancel()

    await asyncio.wait([reading])
    assert reading.cancelled()
