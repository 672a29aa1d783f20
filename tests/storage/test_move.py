"""An operator moves the database to PostgreSQL."""

import asyncio
import shutil

import pytest
from sqlalchemy import insert

from domain.model.conversation_list import ListQuery
from storage import move
from storage.data_dir import DataInUse, using
from storage.database import Database
from storage.migrate_postgresql import DatabaseInUse, MoveInterrupted, serving
from storage.move import DatabaseMove, MovedWrongly, NotEmpty, NothingToMove
from storage.opening import DatabaseIsOlder, opened_for_server
from tests.storage.conftest import DANA, MAYA, furnished
from tests.support.postgresql import rows

TEXTS = ("Is my coat ready?", "Crème brûlée 👍🏽", "100% cotton")


@pytest.fixture
def file(migrated_database, tmp_path):
    return shutil.copy(migrated_database, tmp_path / "live-conversations.db")


@pytest.fixture
async def office(file, clock):
    """Maya and Dana have written, and Amira has answered, while all was in the file."""
    store = Database(file)
    office = await furnished(store, clock)
    for customer in (MAYA, DANA):
        conversation = await office.conversation(customer)
        for text in TEXTS:
            await office.text_in(conversation, text)
        await office.text_out(conversation, "It is.", notice="Reply STOP to opt out.")
    yield office
    await store.close()


@pytest.fixture
def moving(file, tmp_path, postgresql_url):
    return DatabaseMove(tmp_path, file, postgresql_url)


@pytest.fixture
async def moved(office, postgresql_url):
    """The office, as it works with PostgreSQL."""
    store = Database(postgresql_url)
    yield furnished_anew(office, store)
    await store.close()


def furnished_anew(office, store):
    return type(office)(**{**vars(office), "store": store})


@pytest.fixture
def run(moving):
    """In a thread, because it has an event loop of its own."""

    return lambda: asyncio.to_thread(moving.run)


@pytest.fixture
def start_server(tmp_path, postgresql_url):
    def start():
        with opened_for_server(tmp_path, postgresql_url):
            pass

    return lambda: asyncio.to_thread(start)


@pytest.fixture
def interrupted(monkeypatch, run):
    """A move that ends in the middle of the messages."""

    async def interrupted():
        left = iter(range(4))

        def insert_some(table):
            if table.name == "messages" and next(left, None) is None:
                raise KeyboardInterrupt
            return insert(table)

        monkeypatch.setattr(move, "ROWS_AT_ONCE", 1)
        monkeypatch.setattr(move, "insert", insert_some)
        with pytest.raises(KeyboardInterrupt):
            await run()
        monkeypatch.setattr(move, "insert", insert)

    return interrupted


async def listed(office, containing=""):
    async with office.store.reading() as stored:
        return await stored.conversations.page(
            ListQuery(containing=containing), within=office.everywhere, reader_id=office.amira
        )


async def test_all_is_there_and_work_goes_on(office, moved, run):
    counts = await run()

    assert (counts["conversations"], counts["messages"], counts["users"]) == (2, 8, 2)
    assert await listed(moved) == await listed(office)
    assert len(await listed(moved, "brulee")) == 2
    (maya,) = [row.conversation for row in await listed(moved) if row.conversation.id == 1]
    assert (await moved.text_in(maya)).id == 9
    async with moved.store.transaction() as tx:
        added = await tx.companies.add("Green Fork", live_conversations=True, at=moved.clock.now())
    assert added.id == 2


async def test_after_a_break_it_goes_on_and_no_server_starts_in_between(
    office, moved, interrupted, run, start_server, postgresql_url
):
    await interrupted()
    with pytest.raises(MoveInterrupted, match="Run it again"):
        await start_server()
    assert 0 < rows(postgresql_url, "SELECT count(*) FROM messages")[0][0] < 8

    await run()

    assert await listed(moved) == await listed(office)
    await start_server()


async def test_rows_that_differ_are_noticed(office, interrupted, run, postgresql_url):
    await interrupted()
    rows(postgresql_url, "UPDATE users SET name = 'Nobody' WHERE id = 1")

    with pytest.raises(MovedWrongly, match="The table users"):
        await run()


async def test_data_that_is_there_already_is_left_alone(office, run, postgresql_url, clock):
    store = Database(postgresql_url)
    async with store.transaction() as tx:
        await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
    await store.close()

    with pytest.raises(NotEmpty, match="holds data of its own"):
        await run()

    assert rows(postgresql_url, "SELECT name FROM companies") == [("Green Fork",)]


async def test_the_server_must_be_stopped(office, run, tmp_path):
    with using(tmp_path), pytest.raises(DataInUse):
        await run()


async def test_the_server_of_the_other_database_must_be_stopped(office, run, postgresql_url):
    def run_beside_it():
        with serving(postgresql_url), pytest.raises(DatabaseInUse):
            asyncio.run(run())

    await asyncio.to_thread(run_beside_it)


async def test_without_a_database_there_is_nothing_to_move(run, file):
    file.unlink()

    with pytest.raises(NothingToMove):
        await run()


async def test_a_file_of_an_earlier_version_is_updated_by_its_server_first(run, monkeypatch):
    monkeypatch.setattr(move, "is_current", lambda _: False)

    with pytest.raises(DatabaseIsOlder):
        await run()
