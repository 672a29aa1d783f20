"""What holds for PostgreSQL alone; all else that storage promises is tested on both databases."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from domain.model.actor import ALL
from domain.model.storage_errors import NotStored
from storage.database import Database
from storage.dialects.postgresql import PostgreSQL, open_engine
from storage.migrate import DatabaseIsNewer, newest_revision
from storage.migrate_postgresql import DatabaseInUse, DatabaseUnreachable, migrate, revision
from storage.opening import DatabaseIsOlder, opened_for_command, opened_for_server
from storage.schema import FULL_TEXT, METADATA, is_ours
from tests.support.postgresql import rows

INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
"""
APART = (*FULL_TEXT, "alembic_version")
FUTURE = "UPDATE alembic_version SET version_num = 'from the future' RETURNING 1"


@pytest.fixture
def database_address(postgresql_url):
    """Also where other tests are run on SQLite."""
    return postgresql_url


@pytest.fixture
async def engine(postgresql_url):
    engine = open_engine(postgresql_url, connections=1)
    yield engine
    await engine.dispose()


@pytest.fixture
async def both(postgresql_url, hub):
    """Two processes' views of one database."""
    stores = [Database(postgresql_url, publish=hub.publish) for _ in range(2)]
    yield stores
    for store in stores:
        await store.close()


async def test_migrations_build_exactly_the_tables(engine):
    def differences(connection):
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return compare_metadata(context, METADATA)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrations_build_exactly_the_columns_and_indexes(engine, postgresql_url, empty_url):
    """Word for word, because the comparison above looks at neither defaults nor conditions."""
    made = open_engine(empty_url, connections=1)
    async with made.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    await made.dispose()

    for question in (INDEXES, COLUMNS):
        migrated = {row for row in rows(postgresql_url, question) if not row[0].startswith(APART)}
        assert migrated == set(rows(empty_url, question))


async def test_texts_are_looked_for_in_an_index_of_trigrams(engine):
    async with engine.begin() as connection:
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        wanted = PostgreSQL("").ids_containing("umbrella")
        literal = wanted.compile(engine.sync_engine, compile_kwargs={"literal_binds": True})
        plan = await connection.exec_driver_sql(f"EXPLAIN {literal}")
        assert "ix_messages_search_text" in str(plan.all())


def test_servers_that_start_at_the_same_moment_migrate_it_once(empty_url):
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(migrate, [empty_url] * 2))

    assert revision(empty_url) == newest_revision()


def test_a_newer_database_is_refused_and_left_alone(postgresql_url, tmp_path):
    rows(postgresql_url, FUTURE)

    with (
        pytest.raises(DatabaseIsNewer, match="newer version of Live Conversations"),
        opened_for_server(tmp_path, postgresql_url),
    ):
        pass

    assert rows(postgresql_url, "SELECT * FROM alembic_version") == [("from the future",)]


def test_a_second_server_on_the_same_database_is_refused_until_the_first_has_ended(
    postgresql_url, tmp_path
):
    with (
        opened_for_server(tmp_path / "first", postgresql_url),
        pytest.raises(DatabaseInUse, match="stop the first one"),
        opened_for_server(tmp_path / "second", postgresql_url),
    ):
        pass

    with opened_for_server(tmp_path / "second", postgresql_url):
        pass


def test_an_older_database_is_for_the_server_to_update(postgresql_url, tmp_path, monkeypatch):
    monkeypatch.setattr("storage.opening.newest_revision", lambda: "9999")

    with pytest.raises(DatabaseIsOlder), opened_for_command(tmp_path, postgresql_url):
        pass


def test_a_server_that_is_not_there_is_named_without_its_password():
    with pytest.raises(DatabaseUnreachable) as refused:
        migrate("postgresql+asyncpg://inbox:p-word@127.0.0.1:9/inbox")

    said = str(refused.value)
    assert said.startswith("The database postgresql+asyncpg://inbox:***@127.0.0.1:9/inbox cannot")
    assert "p-word" not in said


async def test_the_audit_log_only_grows(office, postgresql_url):
    for statement in ("DELETE FROM audit_log", "UPDATE audit_log SET about = 'x'"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="only grows"):
            rows(postgresql_url, statement)


async def test_what_two_processes_write_at_the_same_time_is_all_kept(office, both):
    conversation = await office.conversation()

    async def increment(store):
        for _ in range(10):
            async with store.transaction() as tx:
                current = await tx.conversations.get(conversation.id, within=ALL)
                renamed = current.renamed(str(int(current.title or 0) + 1), at=office.clock.now())
                await tx.conversations.save(renamed)

    await asyncio.gather(*(increment(store) for store in both * 3))

    async with office.store.reading() as stored:
        assert (await stored.conversations.get(conversation.id, within=ALL)).title == "60"


async def test_after_the_server_has_cut_all_connections_work_goes_on(office, postgresql_url):
    cut = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid != pg_backend_pid()
    """
    conversation = await office.conversation()

    async def write_and_be_cut():
        async with office.store.transaction() as tx:
            await asyncio.to_thread(rows, postgresql_url, cut)
            await tx.companies.get(office.company.id)

    with pytest.raises(NotStored):
        await write_and_be_cut()

    assert await office.text_in(conversation)
    async with office.store.reading() as stored:
        assert await stored.conversations.get(conversation.id, within=ALL)


async def test_whoever_is_cancelled_in_a_statement_takes_nothing_of_others_along(office):
    async def add(name, *, seconds=0):
        async with office.store.transaction() as tx:
            await tx.companies.add_template(office.company.id, name=name, text="")
            await tx.connection.run(
                lambda connection: connection.exec_driver_sql(f"SELECT pg_sleep({seconds})")
            )

    sharing = [asyncio.create_task(add(*each)) for each in (("one",), ("three",))]
    slow = asyncio.create_task(add("two", seconds=20))
    await asyncio.sleep(0.3)
    slow.cancel()
    await asyncio.gather(slow, *sharing, return_exceptions=True)

    assert slow.cancelled()
    async with office.store.reading() as stored:
        templates = await stored.companies.templates(office.company.id)
    assert [template.name for template in templates] == ["one", "three"]
