"""Two installations, and Bright Home on its way from one to the other."""

import json
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from domain.model.attachments import InboundMedia
from storage.company_archive import CompanyArchives
from storage.database import Database
from storage.media_files import MediaFolder
from tests.storage.conftest import MAYA, user

PICTURE = b"a picture of a broken lamp"
HASH = sha256(PICTURE).hexdigest()
MEMBER = f"media/{HASH[:2]}/{HASH}"


@pytest.fixture
def installation(migrated_database, tmp_path, clock):
    """An empty one, or a copy of one that is there."""

    def installation(name, database=migrated_database):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        path = folder / "live-conversations.db"
        if database != path:
            shutil.copy(database, path)
        companies = CompanyArchives(path, folder / "media", clock=clock, version="1.0.0")
        return SimpleNamespace(folder=folder, database=path, companies=companies)

    return installation


@pytest.fixture
def here(tmp_path, database_path, clock):
    """Where Bright Home comes from."""
    companies = CompanyArchives(database_path, tmp_path / "media", clock=clock, version="1.0.0")
    return SimpleNamespace(database=database_path, companies=companies)


@pytest.fixture
def there(installation):
    return installation("there")


@pytest.fixture
async def exported(office, here, tmp_path):
    """Maya has sent a picture of her lamp, and Amira has answered."""
    lamp = await office.conversation(MAYA, title="The lamp")
    await office.text_in(
        lamp, "It is broken", media=[InboundMedia(url="https://x/1", media_type="image/png")]
    )
    await office.text_out(lamp, "Oh no")
    await MediaFolder(tmp_path / "media", spare_bytes=0).store(PICTURE)
    change(
        here.database,
        "UPDATE attachments SET state = 'ready', content_hash = ?, size = ?",
        (HASH, len(PICTURE)),
    )
    here.companies.export_company("Bright Home", tmp_path / "bright.zip")
    return tmp_path / "bright.zip"


def change(database, statement, values=()):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement, values)


def rows(database, statement):
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(statement).fetchall()


def everything_in(installation):
    with closing(sqlite3.connect(installation.database)) as connection:
        stored = list(connection.iterdump())
    return stored, sorted(installation.folder.rglob("media/**/*"))


async def waiting_at(installation, clock):
    store = Database(installation.database)
    try:
        async with store.reading() as stored:
            return [
                *await stored.outbox.due(clock.now(), limit=10),
                *await stored.outbox.unresolved(),
            ]
    finally:
        await store.close()


async def green_fork(office):
    """The kitchen of another company, where Rosa works."""
    at = office.clock.now()
    async with office.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=at)
        await tx.users.add(user(fork, "Rosa Fork", password_hash="hush"), at=at)
        return await tx.companies.add_point_of_contact(
            fork.id, "Kitchen", app_number="+14165550190", is_default=True, at=at
        )


def rewrite(file, *, rows_of=None, manifest=None, members=None, without=None, also=()):
    """As somebody would who knows the format; digests and sizes are right again."""
    with ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(held.pop("manifest.json"))
    for table, changed in (rows_of or {}).items():
        name = f"tables/{table}.jsonl"
        lines = changed([json.loads(line) for line in held[name].splitlines()])
        held[name] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        told["members"][name] = described(held[name]) | {"rows": len(lines)}
    if without:
        del held[without], told["members"][without]
    for name, content in (members or {}).items():
        told["members"][name] = described(content)
        held[name] = content
    (manifest or (lambda _: None))(told)
    with ZipFile(file, "w") as archive:
        for name, content in (*held.items(), ("manifest.json", json.dumps(told)), *also):
            archive.writestr(name, content)


def described(content):
    return {"size": len(content), "sha256": sha256(content).hexdigest()}
