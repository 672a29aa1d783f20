import asyncio
import shutil
import sqlite3
from contextlib import closing

import pytest

from storage.backup import DatabaseInUse, NotABackup, backup, restore
from storage.migrate import migrate
from tests.storage.conftest import DANA, MAYA


def titles(path):
    with closing(sqlite3.connect(path)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM conversations")]


@pytest.fixture
def empty_database(tmp_path):
    path = tmp_path / "target" / "conversations.db"
    path.parent.mkdir()
    migrate(path)
    return path


# SPEC: OPS-4
# TRUST: R22
async def test_a_backup_while_texts_arrive_has_all_that_was_there_and_is_whole(
    office, database_path, tmp_path
):
    saved = tmp_path / "backup.db"
    await office.conversation(title="Before")

    async def write_on():
        while not saved.exists():
            await office.conversation(title="Meanwhile")

    writing = asyncio.create_task(write_on())
    await asyncio.to_thread(backup, database_path, saved)
    await writing

    assert titles(saved)[0] == "Before"
    with closing(sqlite3.connect(saved)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(path.name for path in tmp_path.glob("backup*")) == ["backup.db"]


async def test_a_backup_takes_the_place_of_an_earlier_one(office, database_path, tmp_path):
    saved = tmp_path / "backup.db"
    backup(database_path, saved)
    await office.conversation(title="New")

    backup(database_path, saved)

    assert titles(saved) == ["New"]


async def test_what_was_saved_comes_back(office, database_path, tmp_path, empty_database):
    await office.conversation(title="Umbrellas")
    backup(database_path, tmp_path / "backup.db")

    restore(tmp_path / "backup.db", empty_database)
    migrate(empty_database)

    assert titles(empty_database) == ["Umbrellas"]


async def test_a_backup_is_restored_where_there_is_no_database_yet(office, database_path, tmp_path):
    await office.conversation(title="Umbrellas")

    restore(database_path, tmp_path / "new.db")

    assert titles(tmp_path / "new.db") == ["Umbrellas"]


async def test_a_database_in_use_is_not_replaced(office, database_path, empty_database):
    await office.conversation(title="Umbrellas")

    with pytest.raises(DatabaseInUse, match="Stop the server first"):
        restore(empty_database, database_path)

    await office.conversation(title="Raincoats")
    assert titles(database_path) == ["Umbrellas", "Raincoats"]


def test_a_broken_database_can_be_replaced(database_path, empty_database):
    empty_database.write_bytes(b"not a database any more" * 1000)

    restore(database_path, empty_database)

    assert titles(empty_database) == []


async def test_the_log_of_a_lost_database_is_not_played_into_the_restored_one(
    office, database_path, tmp_path
):
    backup(database_path, tmp_path / "backup.db")
    await office.conversation(title="Lost")
    lost = tmp_path / "lost.db"
    shutil.copy(f"{database_path}-wal", f"{lost}-wal")

    restore(tmp_path / "backup.db", lost)

    assert titles(lost) == []


@pytest.mark.parametrize("kind", ["a letter", "another program's", "torn", "newer"])
def test_nothing_but_a_backup_is_restored(kind, database_path, tmp_path, empty_database):
    source = tmp_path / "source.db"
    if kind == "a letter":
        source.write_text("Dear Sirs, " * 1000)
    elif kind == "another program's":
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("CREATE TABLE recipes (name)")
    elif kind == "torn":
        content = bytearray(database_path.read_bytes())
        content[-8192:] = b"\xff" * 8192
        source.write_bytes(content)
    else:
        backup(database_path, source)
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = 'from the future'")
            connection.commit()

    with pytest.raises(NotABackup):
        restore(source, empty_database)

    assert titles(empty_database) == []


async def test_a_backup_with_a_flipped_digit_is_noticed(
    office, database_path, tmp_path, empty_database
):
    await office.conversation(MAYA)
    saved = tmp_path / "backup.db"
    backup(database_path, saved)
    saved.write_bytes(saved.read_bytes().replace(MAYA.encode(), DANA.encode(), 1))

    with pytest.raises(NotABackup, match="damaged"):
        restore(saved, empty_database)


def test_a_backup_that_is_not_there_is_not_a_backup(tmp_path, empty_database):
    with pytest.raises(NotABackup):
        restore(tmp_path / "nowhere.db", empty_database)

    assert not (tmp_path / "nowhere.db").exists()
