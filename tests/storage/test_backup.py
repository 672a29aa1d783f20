"""Stories about backups: what is in them, and when there is none."""

import asyncio
import sqlite3
import tarfile
from contextlib import closing

import pytest

from domain.model.errors import DomainError
from storage.archive import DATABASE
from storage.backup import DataDirBackups
from storage.copying import DatabaseUnreadable, copy_database
from tests.storage.damage import damage_table
from tests.support.backups import add_conversation, everything_in, titles
from tests.support.backups import backups as backups
from tests.support.backups import folder as folder
from tests.support.backups import saved as saved


# SPEC: OPS-4
# TRUST: R22
async def test_a_copy_while_texts_arrive_has_all_that_was_there_and_is_whole(
    office, database_path, tmp_path
):
    saved = tmp_path / "copy.db"
    await office.conversation(title="Before")

    async def write_on():
        while not saved.exists():
            await office.conversation(title="Meanwhile")

    writing = asyncio.create_task(write_on())
    await asyncio.to_thread(copy_database, database_path, saved)
    await writing

    assert titles(saved)[0] == "Before"
    with closing(sqlite3.connect(saved)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


# FAULT: Q-7
async def test_a_copy_is_of_one_moment_however_much_is_written_between_its_steps(
    office, database_path, tmp_path, monkeypatch
):
    """SQLite begins a copy anew when another connection commits, unless one moment is held."""
    monkeypatch.setattr("storage.copying.PAGES_AT_ONCE", 1)
    monkeypatch.setattr("storage.copying.PacedWriting.rest", lambda _: add_company())
    written = []

    def add_company():
        assert len(written) < 2000, "the copy began anew"
        with closing(sqlite3.connect(database_path)) as connection, connection:
            connection.execute("INSERT INTO moments (name, at) VALUES (hex(randomblob(8)), 0)")
        written.append(1)

    await asyncio.to_thread(copy_database, database_path, tmp_path / "copy.db")

    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        found = connection.execute("SELECT count(*) FROM moments")
        assert found.fetchone() == (0,)
    assert len(written) > 10


# FAULT: S-9
# FAULT: A-17
# SPEC: OPS-6
def test_a_backup_holds_database_files_and_keys_for_its_owner_alone(backups, folder, saved):
    before = everything_in(folder)

    contents = backups.check(saved)

    assert (contents.files, contents.keys) == (1, ("secret-key", "push-key"))
    assert contents.made_at
    assert saved.stat().st_mode & 0o777 == 0o600
    with tarfile.open(saved) as archive:
        assert {*archive.getnames()} == {*before, "manifest.json"}
        assert {member.uname for member in archive} == {""}
    assert sorted(each.name for each in saved.parent.iterdir()) == ["data", "saved"]


def test_a_backup_takes_the_place_of_an_earlier_one(backups, folder, saved, tmp_path):
    add_conversation(folder, "Raincoats")

    backups.backup(saved)
    DataDirBackups(tmp_path / "new").restore(saved)

    assert titles(tmp_path / "new" / DATABASE) == ["Umbrellas", "Raincoats"]


def test_a_damaged_database_is_not_saved_over_a_good_backup(backups, folder, saved):
    good = saved.read_bytes()
    damage_table(folder / DATABASE, "messages")

    with pytest.raises(DatabaseUnreadable, match="restore FILE"):
        backups.backup(saved)

    assert saved.read_bytes() == good


@pytest.mark.parametrize("where", ["nowhere/saved", "data"])
def test_a_place_that_cannot_be_written_is_refused_in_words(backups, tmp_path, where):
    with pytest.raises(DomainError, match="Nothing was saved"):
        backups.backup(tmp_path / where)
