"""Damages a database as a failing disk does."""

import sqlite3
from contextlib import closing
from pathlib import Path


def damage_table(path: Path, table: str) -> None:
    """Make the first page of the table unreadable, also for connections that are open."""
    with closing(sqlite3.connect(path)) as connection:
        # A write by another connection makes the open ones read the pages anew.
        connection.execute("INSERT INTO moments (name, at) VALUES (hex(randomblob(8)), 0)")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
