"""What a server has left on its disk, and a backup of it."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from storage.archive import DATABASE
from storage.backup import DataDirBackups
from storage.media_files import MediaFolder
from storage.migrate import migrate


def titles(path):
    with closing(sqlite3.connect(path)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM conversations")]


@pytest.fixture
def folder(tmp_path):
    """What a server has left: a database and both keys."""
    folder = tmp_path / "data"
    folder.mkdir()
    migrate(folder / DATABASE)
    for name in ("secret-key", "push-key"):
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(f"the {name}")
    return folder


@pytest.fixture
def backups(folder):
    return DataDirBackups(folder)


@pytest.fixture
def saved(backups, folder, tmp_path):
    """A backup with Umbrellas and its picture."""
    add_conversation(folder, "Umbrellas")
    asyncio.run(MediaFolder(folder / "media", spare_bytes=0).store(b"a picture"))
    backups.backup(tmp_path / "saved")
    return tmp_path / "saved"


def add_conversation(folder, title):
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        connection.execute(
            "INSERT INTO conversations (company_id, point_of_contact_id, app_number,"
            " customer_number, title, search_title, status, colour, started_at, updated_at,"
            " last_message_at, last_inbound_id)"
            " VALUES (1, 1, '+1', '+2', ?, '', 'open', 1, '', '', '', 0)",
            (title,),
        )


def everything_in(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("lock", "-shm", "-wal"))
    }
