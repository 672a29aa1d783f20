"""A PostgreSQL server for the tests alone: `TEST_DATABASE=postgresql` runs them on it."""

import asyncio
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import asyncpg
import pytest

from storage import migrate_postgresql

IS_ASKED_FOR = os.environ.get("TEST_DATABASE") == "postgresql"
ADDRESS = "TEST_DATABASE_SERVER"
"""Tells the processes that share the tests where the server is that was started for all."""
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

    @property
    def address(self) -> str:
        return str(self._folder)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: object) -> None:
        """It refuses to be run by root, so there it is run as the user of Debian's package."""
        found = shutil.which(program) or max(
            map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), default=None
        )
        if not found:
            pytest.exit("PostgreSQL is not installed: apt-get install postgresql", returncode=1)
        command = [found, *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, cwd=self._folder, check=True, stdout=subprocess.DEVNULL)


def url_of(name: str) -> str:
    return f"postgresql+asyncpg://postgres@/{name}?host={os.environ[ADDRESS]}"


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    """What another process sees, asked by one that has an event loop of its own."""

    async def fetch() -> list[tuple[object, ...]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, fetch()).result()


def administer(statement: str) -> None:
    rows(url_of("postgres"), statement)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before other processes are begun, which share the server."""
    if IS_ASKED_FOR and ADDRESS not in os.environ and not config.option.collectonly:
        server = Server()
        config.add_cleanup(server.stop)
        os.environ[ADDRESS] = server.address
        administer(f"CREATE DATABASE {TEMPLATE}")
        migrate_postgresql.migrate(url_of(TEMPLATE))


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    if IS_ASKED_FOR:
        reason = pytest.mark.skip(reason="about the file of an SQLite database")
        for item in items:
            if "database_path" in getattr(item, "fixturenames", ()):
                item.add_marker(reason)


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """A database with all tables and no rows, of this test alone."""
    yield from _database(TEMPLATE)


@pytest.fixture
def empty_url() -> Iterator[str]:
    """A database without tables."""
    yield from _database("template0")


def _database(template: str) -> Iterator[str]:
    if not IS_ASKED_FOR:
        pytest.skip("TEST_DATABASE=postgresql starts a server for it")
    name = f"test_{uuid4().hex}"
    administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield url_of(name)
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_address(request: pytest.FixtureRequest) -> Path | str:
    """Of an empty database, of the kind that the tests are run on."""
    return request.getfixturevalue("postgresql_url" if IS_ASKED_FOR else "database_path")
