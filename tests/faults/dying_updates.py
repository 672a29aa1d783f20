"""Updates that die: `python -m tests.faults.dying_updates FOLDER STEP` prints what came of it."""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from storage.migrate import migrate


@dataclass
class Outcome:
    statements: int
    kills: int = 0
    survived: int = 0
    """Kills that did not happen."""
    broken: int = 0
    """Databases that were not whole afterwards."""
    unfinished: int = 0
    """Those that the next start did not bring up to date."""


def outcome(folder: Path, *, step: int) -> Outcome:
    """Kill one before every `step`th of its statements, each on a database of its own."""
    whole = folder / "whole.db"
    found = Outcome(statements=statements_of(lambda: migrate(whole)))
    for moment in range(1, found.statements + 1, step):
        path = folder / f"killed-{moment}.db"
        found.kills += 1
        found.survived += not is_killed_at(moment, path)
        found.broken += path.exists() and rows(path, "PRAGMA integrity_check") != [("ok",)]
        migrate(path)
        found.unfinished += schema_of(path) != schema_of(whole)
        path.unlink()
    return found


def statements_of(update: Callable[[], None]) -> int:
    count = 0

    def one_more() -> None:
        nonlocal count
        count += 1

    with at_each_statement(one_more):
        update()
    return count


def is_killed_at(moment: int, path: Path) -> bool:
    """In a process of its own, which dies before this statement."""
    pid = os.fork()
    if pid == 0:
        left = moment

        def die_in_time() -> None:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

        with at_each_statement(die_in_time):
            migrate(path)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


@contextmanager
def at_each_statement(act: Callable[[], None]) -> Iterator[None]:
    def hear(*_: object) -> None:
        act()

    event.listen(Engine, "before_cursor_execute", hear)
    event.listen(Engine, "commit", hear)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
        event.remove(Engine, "commit", hear)


def schema_of(path: Path) -> list[tuple[Any, ...]]:
    return rows(path, "SELECT type, name, sql FROM sqlite_master ORDER BY name")


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


if __name__ == "__main__":
    print(json.dumps(asdict(outcome(Path(sys.argv[1]), step=int(sys.argv[2])))))
