"""Stories about backups that come back, and about files that are none."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from io import BytesIO

import pytest

from domain.model.backups import NotABackup
from domain.model.errors import DomainError
from storage.archive import DATABASE
from storage.backup import DataDirBackups
from storage.copying import copy_database
from storage.data_dir import REPLACED, DataInUse
from tests.servers import ROOT
from tests.storage.conftest import DANA, MAYA
from tests.support.backups import add_conversation, everything_in, titles
from tests.support.backups import backups as backups
from tests.support.backups import folder as folder
from tests.support.backups import saved as saved


# FAULT: S-9
def test_all_of_it_comes_back_and_what_came_since_is_gone(backups, folder, saved):
    before = everything_in(folder)
    add_conversation(folder, "Raincoats")
    (folder / "secret-key").write_text("another")
    shutil.rmtree(folder / "media")

    backups.restore(saved)

    after = everything_in(folder)
    assert titles(folder / DATABASE) == ["Umbrellas"]
    assert {name: after[name] for name in after if name != DATABASE} == {
        name: before[name] for name in before if name != DATABASE
    }
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


def test_it_comes_back_where_there_is_nothing_yet(saved, tmp_path):
    DataDirBackups(tmp_path / "new").restore(saved)

    assert titles(tmp_path / "new" / DATABASE) == ["Umbrellas"]
    assert (tmp_path / "new" / "secret-key").read_text() == "the secret-key"


# FAULT: S-9
def test_a_backup_of_an_earlier_version_is_the_database_alone(backups, folder, tmp_path):
    add_conversation(folder, "Umbrellas")
    copy_database(folder / DATABASE, tmp_path / "old.db")
    add_conversation(folder, "Raincoats")

    assert "files and keys are not in it" in backups.check(tmp_path / "old.db").in_words
    backups.restore(tmp_path / "old.db")

    assert titles(folder / DATABASE) == ["Umbrellas"]
    assert (folder / "secret-key").read_text() == "the secret-key"


# FAULT: S-9
def test_a_check_changes_nothing(backups, folder, saved):
    before = everything_in(folder.parent)

    backups.check(saved)

    assert everything_in(folder.parent) == before


async def test_a_database_in_use_is_not_replaced(office, database_path, tmp_path, saved_by_hand):
    """Also by a program that knows nothing of our lock."""
    folder = tmp_path / "served"
    folder.mkdir()
    shutil.copy(database_path, folder / DATABASE)
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("SELECT 1 FROM companies").fetchone()

        with pytest.raises(DataInUse, match="Stop the server first"):
            DataDirBackups(folder).restore(saved_by_hand)


@pytest.fixture
def saved_by_hand(migrated_database, tmp_path):
    return shutil.copy(migrated_database, tmp_path / "by-hand.db")


def test_a_broken_database_can_be_replaced(backups, folder, saved):
    (folder / DATABASE).write_bytes(b"not a database any more" * 1000)

    backups.restore(saved)

    assert titles(folder / DATABASE) == ["Umbrellas"]


async def test_the_log_of_a_lost_database_is_not_played_into_the_restored_one(
    office, database_path, saved_by_hand, tmp_path
):
    await office.conversation(title="Lost")
    folder = tmp_path / "lost"
    folder.mkdir()
    shutil.copy(f"{database_path}-wal", folder / f"{DATABASE}-wal")

    DataDirBackups(folder).restore(saved_by_hand)

    assert titles(folder / DATABASE) == []


def cut_off(saved):
    saved.write_bytes(saved.read_bytes()[:-20_000])


def without_its_end(saved):
    """Cut where one entry ends and the next begins, which a tar file survives."""
    rewritten(saved, lambda names: [name for name in names if name != "manifest.json"])


def without_a_file(saved):
    rewritten(saved, lambda names: [name for name in names if not name.startswith("media")])


def rewritten(saved, choose, **other):
    with tarfile.open(saved) as archive:
        entries = {each.name: (each, archive.extractfile(each).read()) for each in archive}
    with tarfile.open(saved, "w") as archive:
        for name in choose(list(entries)):
            member, content = entries[name]
            member.name = other.get("named", {}).get(name, name)
            archive.addfile(member, BytesIO(content))


def with_another_picture(saved):
    saved.write_bytes(saved.read_bytes().replace(b"a picture", b"a pikture"))


def with_a_way_out(saved):
    rewritten(saved, list, named={"push-key": "../push-key"})


def a_letter(saved):
    saved.write_text("Dear Sirs, " * 1000)


def another_programs(saved):
    saved.unlink()
    with closing(sqlite3.connect(saved)) as connection:
        connection.execute("CREATE TABLE recipes (name)")


def not_there(saved):
    saved.unlink()


# FAULT: S-9
@pytest.mark.parametrize(
    "spoil",
    [
        cut_off,
        without_its_end,
        without_a_file,
        with_another_picture,
        with_a_way_out,
        a_letter,
        another_programs,
        not_there,
    ],
)
def test_nothing_but_a_whole_backup_is_restored_and_nothing_is_touched(
    spoil, backups, folder, saved
):
    add_conversation(folder, "Raincoats")
    spoil(saved)
    before = everything_in(folder)

    for look in (backups.check, backups.restore):
        with pytest.raises(NotABackup):
            look(saved)

    assert everything_in(folder) == before
    assert titles(folder / DATABASE) == ["Umbrellas", "Raincoats"]


@pytest.mark.parametrize("kind", ["torn", "newer"])
def test_a_plain_database_is_looked_at_as_closely(kind, backups, folder, saved_by_hand):
    if kind == "torn":
        content = bytearray(saved_by_hand.read_bytes())
        content[-8192:] = b"\xff" * 8192
        saved_by_hand.write_bytes(content)
    else:
        with closing(sqlite3.connect(saved_by_hand)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = 'from the future'")

    with pytest.raises(NotABackup):
        backups.restore(saved_by_hand)


async def test_a_backup_with_a_flipped_digit_is_noticed(office, database_path, tmp_path, backups):
    await office.conversation(MAYA)
    saved = tmp_path / "saved.db"
    copy_database(database_path, saved)
    saved.write_bytes(saved.read_bytes().replace(MAYA.encode(), DANA.encode(), 1))

    with pytest.raises(NotABackup, match="damaged"):
        backups.restore(saved)


# FAULT: S-9
def test_what_was_there_comes_back_when_a_restore_fails_on_the_way(
    backups, folder, saved, monkeypatch
):
    add_conversation(folder, "Raincoats")
    (folder / "secret-key").write_text("the key of today")
    replace, moves = os.replace, []

    def fail_at_the_end(source, target):
        moves.append(target)
        if len(moves) == 6:
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr("storage.backup.os.replace", fail_at_the_end)

    with pytest.raises(DomainError, match="as it was"):
        backups.restore(saved)

    assert titles(folder / DATABASE) == ["Umbrellas", "Raincoats"]
    assert (folder / "secret-key").read_text() == "the key of today"
    assert not (folder / REPLACED).exists()


# FAULT: S-9
@pytest.mark.parametrize("move", range(1, 7))
def test_a_restore_that_is_killed_stops_the_start_until_it_is_run_again(
    move, backups, folder, saved
):
    add_conversation(folder, "Raincoats")
    program = (
        "import os, pathlib, signal; from storage.backup import DataDirBackups\n"
        "replace, moves = os.replace, []\n"
        "def killed(source, target):\n"
        "    if pathlib.Path(source).parent.name == 'restoring' or 'before' in str(target):\n"
        "        moves.append(target)\n"
        f"    if len(moves) == {move}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    replace(source, target)\n"
        "os.replace = killed\n"
        f"DataDirBackups(pathlib.Path({str(folder)!r})).restore(pathlib.Path({str(saved)!r}))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True)
    assert ended.returncode == -9, ended.stderr
    assert (folder / REPLACED).exists()

    backups.restore(saved)

    assert titles(folder / DATABASE) == ["Umbrellas"]
    assert not (folder / REPLACED).exists()
