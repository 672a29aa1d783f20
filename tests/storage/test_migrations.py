"""Databases of earlier versions, brought to today's tables."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine

from storage.migrate import VERSIONS, DatabaseIsNewer, migrate
from storage.schema import METADATA, is_ours
from storage.upgrade import alembic_config
from tests.servers import ROOT


@pytest.fixture
def tables_alone(tmp_path):
    """A database made from the tables instead of the migrations."""
    path = tmp_path / "tables.db"
    METADATA.create_all(create_engine(f"sqlite:///{path}", poolclass=NullPool))
    return path


def rows(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def test_migrations_build_exactly_the_tables(database_path):
    engine = create_engine(f"sqlite:///{database_path}", poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        assert compare_metadata(context, METADATA) == []


def test_migrations_build_exactly_the_indexes(database_path, tables_alone):
    """Word for word, because the comparison above does not look at the conditions of indexes."""
    statement = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"

    assert dict(rows(database_path, statement)) == dict(rows(tables_alone, statement))


def test_migrating_twice_changes_nothing(database_path):
    schema = "SELECT * FROM sqlite_master"
    before = rows(database_path, schema)

    migrate(database_path)

    assert rows(database_path, schema) == before


# SPEC: OPS-4
def test_a_newer_database_is_refused_and_left_alone(database_path):
    with closing(sqlite3.connect(database_path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from the future'")
        connection.commit()

    with pytest.raises(DatabaseIsNewer, match="newer version of Live Conversations"):
        migrate(database_path)

    assert rows(database_path, "SELECT version_num FROM alembic_version") == [("from the future",)]


def test_the_audit_log_stands_as_it_was_and_still_only_grows(tmp_path):
    """Its table is made anew, for what no user does."""
    path = tmp_path / "older.db"
    up_to(path, "0011")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO audit_log VALUES (7, 1, 'then', 3, 'signed in', 9)")
        connection.commit()

    migrate(path)

    entry = (7, 1, "then", 3, "signed in", 9, None)
    assert rows(path, "SELECT * FROM audit_log") == [entry]
    for statement in ("DELETE FROM audit_log", "UPDATE audit_log SET about = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            rows(path, statement)


# FAULT: N-5
def test_draft_pictures_stay_and_their_ids_are_never_given_again(tmp_path):
    path = tmp_path / "older.db"
    up_to(path, "0017")
    with closing(sqlite3.connect(path)) as connection:
        picture = (
            "VALUES (?, 1, NULL, ?, 'coat.jpg', 6, 4, 9, 'a', 'jpeg', 'b', 'png', 'c', 'then')"
        )
        for number, key in ((3, "coat"), (7, "zipper")):
            connection.execute(f"INSERT INTO draft_attachments {picture}", (number, key))
        connection.commit()
    before = rows(path, "SELECT * FROM draft_attachments")

    migrate(path)

    assert rows(path, "SELECT * FROM draft_attachments") == before
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM draft_attachments")
        added = connection.execute(f"INSERT INTO draft_attachments {picture}", (None, "coat"))
        assert added.lastrowid == 8


def up_to(path, revision):
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path):
    path = tmp_path / "half.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE conversations (in_the_way)")

    with pytest.raises(Exception, match="already exists"):
        migrate(path)

    assert rows(path, "SELECT name FROM sqlite_master") == [("conversations",)]


def test_an_awkward_path_is_no_obstacle(tmp_path):
    path = tmp_path / "50% & more?mode=memory.db"

    migrate(path)

    assert rows(path, "SELECT count(*) FROM companies") == [(0,)]


def test_a_migration_is_named_after_its_revision():
    """By which the newest one is known without Alembic."""
    scripts = sorted(VERSIONS.glob("*.py"))

    assert len(scripts) > 10
    for script in scripts:
        assert f'\nrevision = "{script.name[:4]}"\n' in script.read_text(), script


def test_a_database_that_is_up_to_date_is_started_with_lightly(database_path):
    program = (
        "import pathlib, sys; from storage.migrate import migrate;"
        f"migrate(pathlib.Path({str(database_path)!r})); print('alembic' in sys.modules)"
    )

    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)

    assert said.stdout == "False\n", said.stderr
