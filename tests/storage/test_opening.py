"""Who may use the data at once, and what stops a start or a command, in real processes."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from alembic import command
from sqlalchemy import NullPool, create_engine

from domain.model.errors import DomainError
from storage.archive import DATABASE
from storage.backup import DataDirBackups
from storage.data_dir import DataInUse, ServerIsRunning, clear, replacing, serving, using
from storage.migrate import is_current, migrate
from storage.opening import (
    COPIES,
    DatabaseIsOlder,
    opened_for_command,
    opened_for_server,
)
from storage.upgrade import alembic_config
from tests.servers import ROOT, Server, free_port
from tests.storage.damage import damage_table


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def older(folder):
    """A database of an earlier version."""
    return up_to(folder / DATABASE, "0012")


def up_to(path, revision):
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)
    return path


def run(server, *words, **settings):
    """A command beside it, as the operator runs it."""
    program = [sys.executable, str(ROOT / "main.py"), *map(str, words)]
    environment = server.environment | settings
    return subprocess.run(program, env=environment, capture_output=True, text=True)


TWILIO = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "a-token"}


@pytest.fixture
def server(folder):
    server = Server("serve", folder, **TWILIO, TWILIO_API_BASE_URL="http://127.0.0.1:9")
    yield server
    server.kill()


# FAULT: S-2
def test_beside_a_running_server_nothing_replaces_its_data(server, folder, tmp_path):
    server.start(within_seconds=120)
    made = run(server, "company", "create", "Bright Home")
    saved = run(server, "backup", tmp_path / "saved")
    assert (made.returncode, saved.returncode) == (0, 0), made.stderr + saved.stderr

    for _ in range(2):
        refused = run(server, "restore", tmp_path / "saved")
        assert refused.returncode == 1
        assert "in use by a server" in refused.stderr
    second = run(server, "serve", PORT=str(free_port()))
    assert second.returncode == 1
    assert "A server is running" in second.stderr
    assert len(second.stderr.splitlines()) == 1

    server.kill()
    for _ in range(2):
        restored = run(server, "restore", tmp_path / "saved")
        assert restored.returncode == 0, restored.stderr
    server.start(within_seconds=120)
    refused = run(server, "restore", tmp_path / "saved")
    assert "in use by a server" in refused.stderr


# FAULT: S-2
def test_a_lock_ends_with_the_process_that_holds_it_and_not_with_its_children(folder):
    program = (
        "import os, pathlib, signal, sys, time; from storage.data_dir import serving\n"
        f"with serving(pathlib.Path({str(folder)!r})):\n"
        "    is_born, born = os.pipe(); child = os.fork()\n"
        "    if child == 0: os.write(born, b'.'); time.sleep(600)\n"
        "    os.read(is_born, 1); print(child, flush=True); time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        child = int(holder.stdout.readline())
        try:
            with pytest.raises(ServerIsRunning), serving(folder):
                pass
            holder.kill()
            holder.wait()

            with serving(folder):
                pass
        finally:
            os.kill(child, 9)


# FAULT: S-2
def test_those_who_use_the_data_do_so_together_and_who_replaces_it_does_so_alone(folder):
    with using(folder), using(folder):
        with pytest.raises(DataInUse), replacing(folder):
            pass
        with pytest.raises(DataInUse):
            clear(folder)
    with replacing(folder), pytest.raises(DataInUse), using(folder, patience=0):
        pass


# FAULT: S-2
def test_starting_over_forgets_everything_but_its_locks(folder):
    (folder / "media" / "ab").mkdir(parents=True)
    (folder / DATABASE).write_text("old")
    with replacing(folder):
        pass

    clear(folder)

    assert [path.name for path in folder.iterdir()] == ["use.lock"]


# FAULT: S-4
def test_a_command_leaves_a_database_of_an_earlier_version_to_the_server(folder, older):
    before = older.read_bytes()

    with (
        pytest.raises(DatabaseIsOlder, match="start it in this version"),
        opened_for_command(folder, older),
    ):
        pass

    assert older.read_bytes() == before


# FAULT: S-4
def test_a_command_makes_the_database_where_there_is_none_yet(folder):
    with opened_for_command(folder, folder / DATABASE):
        assert is_current(folder / DATABASE)


# FAULT: S-4
# SPEC: OPS-6
def test_before_an_update_a_copy_is_made_which_the_start_names(server, folder, older):
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("INSERT INTO events (name, ids) VALUES ('Before', '{}')")

    server.start(within_seconds=120)

    copy = folder / "before-update-from-0012.db"
    assert str(copy) in server.log
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM events").fetchall() == [("Before",)]
        assert connection.execute("SELECT * FROM alembic_version").fetchone() == ("0012",)
    assert is_current(older)


# FAULT: S-4
def test_no_update_while_a_command_is_at_work(folder, older, monkeypatch):
    monkeypatch.setattr("storage.opening.PATIENCE", 0)
    with using(folder), pytest.raises(DataInUse), opened_for_server(folder, older):
        pass

    assert not is_current(older)


# FAULT: S-4
def test_the_newest_copies_are_kept(folder, tmp_path):
    revisions = ("0009", "0010", "0011", "0012", "0013")
    for age, revision in enumerate(revisions):
        path = folder / DATABASE
        path.unlink(missing_ok=True)
        up_to(path, revision)
        with opened_for_server(folder, path) as copy:
            pass
        os.utime(copy, (age, age))

    kept = sorted(path.name for path in folder.glob("before-update-*"))

    assert kept == [f"before-update-from-{each}.db" for each in revisions[-COPIES:]]


# FAULT: A-11
@pytest.mark.parametrize(
    "words",
    [["serve"], ["check"], ["backup", "saved"], ["company", "create", "Bright Home"]],
    ids=lambda words: words[0],
)
def test_a_damaged_database_ends_every_command_in_a_sentence(server, folder, words):
    (folder / DATABASE).write_bytes(b"not a database any more" * 1000)

    ended = run(server, *words)

    assert ended.returncode == 1
    said = ended.stdout + ended.stderr
    assert "Traceback" not in said
    assert re.search("damaged", said)
    assert "restore" in said


# FAULT: A-11
def test_damage_further_inside_ends_a_command_in_a_sentence(server, folder):
    migrate(folder / DATABASE)
    damage_table(folder / DATABASE, "companies")

    ended = run(server, "company", "create", "Bright Home")

    assert ended.returncode == 1
    assert "main.py restore FILE" in ended.stderr
    assert "Traceback" not in ended.stderr


# FAULT: A-14
def test_an_empty_key_stops_the_start_with_a_sentence(server, folder):
    (folder / "secret-key").touch(mode=0o600)

    ended = run(server, "serve")

    assert ended.returncode == 1
    assert "is empty or damaged" in ended.stderr
    assert "Traceback" not in ended.stderr


# FAULT: A-17
def test_what_an_earlier_version_left_readable_is_its_owners_alone(folder):
    migrate(folder / DATABASE)
    (folder / DATABASE).chmod(0o644)
    folder.chmod(0o755)

    with opened_for_server(folder, folder / DATABASE):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / DATABASE).stat().st_mode & 0o777 == 0o600


# FAULT: S-9
def test_a_restore_that_was_interrupted_stops_the_start(folder, migrated_database, tmp_path):
    saved = shutil.copy(migrated_database, tmp_path / "saved.db")
    (folder / "before-restore").mkdir()

    for opened in (opened_for_server, opened_for_command):
        with (
            pytest.raises(DomainError, match="Run it again"),
            opened(folder, folder / DATABASE),
        ):
            pass
    DataDirBackups(folder).restore(saved)
    with opened_for_server(folder, folder / DATABASE):
        pass
