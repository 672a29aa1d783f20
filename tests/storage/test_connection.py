"""How the database file is opened, and what becomes of it when it is damaged."""

import sqlite3
from contextlib import closing

import pytest

from domain.model.actor import ALL
from domain.model.storage_errors import DatabaseDamaged
from storage.database import Database
from storage.migrate import migrate
from tests.storage.damage import damage_table


def journal_mode(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


# FAULT: S-1
async def test_a_file_in_another_mode_is_written_beside_readers_again(
    database_path, hub, clock, database_rows
):
    """A copy that somebody made by hand, or that an earlier version restored."""
    with closing(sqlite3.connect(database_path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    store = Database(database_path, publish=hub.publish)

    async with store.reading() as stored:
        assert not await stored.companies.exist()
        async with store.transaction() as tx:
            await tx.companies.add("Bright Home", live_conversations=True, at=clock.now())
    await store.close()

    assert database_rows("SELECT name FROM companies") == [("Bright Home",)]
    assert journal_mode(database_path) == "wal"


# FAULT: A-17
def test_nobody_else_on_the_machine_can_read_the_database(tmp_path):
    path = tmp_path / "new.db"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO moments (name, at) VALUES ('Written', '2026-11-23')")
        files = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.glob("new.db*")}

    assert files == dict.fromkeys(("new.db", "new.db-shm", "new.db-wal"), 0o600)


# FAULT: A-17
async def test_damage_is_refused_as_such_noted_and_told_once(office, database_path, caplog):
    damage_table(database_path, "messages")
    conversation = await office.conversation()

    for _ in range(2):
        with pytest.raises(DatabaseDamaged, match="backup"):
            await office.text_in(conversation)
        with pytest.raises(DatabaseDamaged):
            async with office.store.reading() as stored:
                await stored.messages.get(1, within=ALL)

    assert office.store.is_damaged
    [told] = [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert "main.py restore FILE" in told
