"""A PostgreSQL server for the tests alone; `TEST_DATABASE=postgresql` runs others on it, too."""

import asyncio
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar
from uuid import uuid4

import asyncpg
import pytest

from storage import migrate_postgresql
from tests.support import debian

Argument = TypeVar("Argument")
Result = TypeVar("Result")

IS_ASKED_FOR = os.environ.get("TEST_DATABASE") == "postgresql"
DEBIAN_PUTS_IT_IN = Path("/usr/lib/postgresql")
TEMPLATE = "migrated"
UNSAFE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
"""Nobody needs the data after a power cut."""


class Server:
    """A cluster in a folder of its own, reached by a socket in it."""

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="postgresql-"))
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        data, log = self._folder / "data", self._folder / "log"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "--locale=C.UTF-8")
        options = f"-k {self._folder} -c listen_addresses= {UNSAFE}"
        self._run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        self.administer(f"CREATE DATABASE {TEMPLATE}")
        _in_a_thread(migrate_postgresql.migrate, self.url_of(TEMPLATE))

    def url_of(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self._folder}"

    def administer(self, statement: str) -> None:
        rows(self.url_of("postgres"), statement)

    def database(self, *, template: str) -> Iterator[str]:
        name = f"test_{uuid4().hex}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self.url_of(name)
        self.administer(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: object) -> None:
        """It refuses to be run by root, so there it is run as the user of Debian's package."""
        command = [str(_found(program)), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, cwd=self._folder, check=True, stdout=subprocess.DEVNULL)


def _found(program: str) -> str | None:
    in_package = map(str, DEBIAN_PUTS_IT_IN.glob(f"*/bin/{program}"))
    return shutil.which(program) or max(in_package, default=None)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One for each of the processes that share the tests, from the first test that needs it."""
    trouble = ""
    if not _found("initdb") and debian.can_install():
        debian.say("Installing PostgreSQL for the tests.")
        trouble = debian.install("postgresql")
    if not _found("initdb"):
        give_up = pytest.fail if IS_ASKED_FOR else pytest.skip
        give_up(f"PostgreSQL is not installed: apt-get install postgresql. {trouble}".rstrip())
    server = Server()
    yield server
    server.stop()


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    """What another process sees, asked by one that has an event loop of its own."""

    async def fetch() -> list[tuple[object, ...]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return _in_a_thread(asyncio.run, fetch())


def _in_a_thread(work: Callable[[Argument], Result], argument: Argument) -> Result:
    """Its event loop cannot be begun where that of a test runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, argument).result()


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    if IS_ASKED_FOR:
        reason = pytest.mark.skip(reason="about the file of an SQLite database")
        for item in items:
            if "database_path" in getattr(item, "fixturenames", ()):
                item.add_marker(reason)


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> Iterator[str]:
    """A database with all tables and no rows, of this test alone."""
    yield from postgresql_server.database(template=TEMPLATE)


@pytest.fixture
def empty_url(postgresql_server: Server) -> Iterator[str]:
    """A database without tables."""
    yield from postgresql_server.database(template="template0")


@pytest.fixture
def database_address(request: pytest.FixtureRequest) -> Path | str:
    """Of an empty database, of the kind that the tests are run on."""
    return request.getfixturevalue("postgresql_url" if IS_ASKED_FOR else "database_path")
