"""Looking at the data without touching it."""

import sqlite3
from contextlib import closing

import pytest

from storage.data_dir_check import inspect_data_dir


def change(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


# SPEC: OPS-2
def test_a_database_of_this_version_is_intact_and_current(database_path):
    premises = inspect_data_dir(database_path.parent, database_path)

    assert premises.is_writable
    assert premises.is_current
    assert premises.free_bytes > 0


# SPEC: OPS-2 OPS-4
@pytest.mark.parametrize(
    ("version", "is_newer", "is_older"), [("from the future", True, False), ("0001", False, True)]
)
def test_another_version_is_told(database_path, version, is_newer, is_older):
    change(database_path, f"UPDATE alembic_version SET version_num = '{version}'")

    premises = inspect_data_dir(database_path.parent, database_path)

    assert (premises.is_newer, premises.is_older, premises.is_current) == (
        is_newer,
        is_older,
        False,
    )


def test_what_is_damaged_or_no_database_is_told(database_path, tmp_path):
    database_path.write_bytes(b"no database at all" * 1000)

    premises = inspect_data_dir(tmp_path, database_path)

    assert (premises.has_database, premises.is_intact, premises.is_newer) == (True, False, False)


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path):
    folder = tmp_path / "not" / "yet"

    premises = inspect_data_dir(folder, folder / "live-conversations.db")

    assert (premises.is_writable, premises.has_database) == (True, False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path):
    folder = tmp_path / "data"
    folder.write_text("in the way")

    assert not inspect_data_dir(folder, tmp_path / "none.db").is_writable
