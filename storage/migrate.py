"""Bring the database file up to this program's schema before anyone is served."""

from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event


class DatabaseIsNewer(Exception):
    """The file was written by a later version of this program."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} was written by a newer version of Live Conversations. "
            "Start that version, or restore a backup made before the update."
        )


def migrate(path: Path) -> None:
    """Make or update the file, all or nothing. Raise `DatabaseIsNewer` rather than guess."""
    engine = _engine(path)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _lock)
    with engine.begin() as connection:
        config = alembic_config(connection)
        if not _revisions(connection) <= _known_revisions(config):
            raise DatabaseIsNewer(path)
        command.upgrade(config, "head")


def is_known(path: Path) -> bool:
    """Whether the file is one of ours, and not from the future."""
    with _engine(path).connect() as connection:
        revisions = _revisions(connection)
        return bool(revisions) and revisions <= _known_revisions(alembic_config(connection))


def is_current(path: Path) -> bool:
    """Whether nothing would have to be changed about it."""
    with _engine(path).connect() as connection:
        heads = ScriptDirectory.from_config(alembic_config(connection)).get_heads()
        return _revisions(connection) == set(heads)


def alembic_config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "storage:migrations")
    return config


def _engine(path: Path) -> Engine:
    return create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)


def _revisions(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _known_revisions(config: Config) -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _prepare(connection: SqliteConnection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA journal_mode = WAL")


def _lock(connection: Connection) -> None:
    """A second process that starts at the same moment waits until we are done."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
