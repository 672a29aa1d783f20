"""Bright Home moves to another installation, as one file."""

import json
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from sqlalchemy import Integer

from domain.model.attachments import InboundMedia
from domain.model.company_archives import CannotBeExported, FileIsThere
from domain.model.errors import AlreadyTaken, DomainError, UnknownCompany
from storage.company_archive import CompanyArchives
from storage.company_export import _rows_of
from storage.company_import import add_company
from storage.company_tables import (
    CARRIED,
    LEFT_OUT,
    POSITIONS,
    columns_of,
    references_of,
)
from storage.database import Database
from storage.media_files import MediaFolder
from storage.schema import METADATA
from tests.storage.conftest import DANA, MAYA, user

PICTURE = b"a picture of a broken lamp"
HASH = sha256(PICTURE).hexdigest()
MEMBER = f"media/{HASH[:2]}/{HASH}"
COUNTS = {
    "colour",
    "attempt",
    "unreached",
    "number",
    "position",
    "tries",
    "size",
    "width",
    "height",
}
"""Whole numbers that are the id of nothing."""


# Which tables


# SPEC: OPS-2
# FAULT: S-9
def test_each_table_is_carried_or_left_out_for_a_reason():
    assert {*CARRIED, *LEFT_OUT} == set(METADATA.tables.values())
    assert not {*CARRIED} & {*LEFT_OUT}
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())


# SPEC: OPS-2
def test_each_table_comes_after_all_that_it_refers_to():
    for place, table in enumerate(CARRIED):
        assert set(references_of(table).values()) <= set(CARRIED[:place])


# SPEC: OPS-2
def test_each_number_that_is_carried_is_known_to_be_an_id_or_to_be_none():
    """Ids mean something else in the other installation, also those without a foreign key."""
    for table in CARRIED:
        numbers = {column.name for column in columns_of(table) if type(column.type) is Integer}
        ids = {"id", *references_of(table), *(column.name for column in POSITIONS)}
        assert numbers - ids <= COUNTS, table.name


# Moving


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


# SPEC: OPS-2
# FAULT: S-9
async def test_a_text_that_waits_is_sent_by_the_old_installation_alone(
    office, here, there, tmp_path, clock
):
    lamp = await office.conversation(MAYA)
    for _ in range(2):
        await office.text_out(lamp)
    async with office.store.reading() as stored:
        [first] = await stored.outbox.due(clock.now(), limit=10)
    async with office.store.transaction() as tx:
        await tx.outbox.mark_sending(first)

    contents = here.companies.export_company("Bright Home", tmp_path / "bright.zip")
    assert contents.unclear == 2
    there.companies.import_company(tmp_path / "bright.zip")

    states = "SELECT delivery, error FROM messages ORDER BY id"
    assert rows(here.database, states) == [("sending", None), ("queued", None)]
    assert rows(there.database, states) == [("failed", "unclear")] * 2
    assert rows(there.database, "SELECT delivery, error, ask_at FROM attempts") == [
        ("failed", "unclear", None)
    ]
    assert await waiting_at(there, clock) == []


# SPEC: OPS-2
@pytest.mark.parametrize("state", ["queued", "sending", "unknown"])
async def test_no_archive_makes_an_installation_send_something(exported, there, clock, state):
    def queue(lines):
        return [line | {"delivery": state} if "delivery" in line else line for line in lines]

    rewrite(exported, rows_of={"messages": queue})

    there.companies.import_company(exported)

    assert await waiting_at(there, clock) == []


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


# SPEC: OPS-2
async def test_nothing_of_another_company_and_no_secret_is_in_the_archive(office, here, tmp_path):
    kitchen = await green_fork(office)
    await office.text_in(await office.conversation(DANA, at=kitchen), "A table for two")
    await office.text_in(await office.conversation(DANA), "A lamp for two")

    here.companies.export_company("Bright Home", tmp_path / "bright.zip")

    with ZipFile(tmp_path / "bright.zip") as archive:
        written = b"".join(archive.read(name) for name in archive.namelist())
    for word in (b"A lamp for two", b"amira@bright.test"):
        assert word in written
    for word in (b"Fork", b"Kitchen", b"0190", b"rosa", b"A table for two", b"a hash", b"hush"):
        assert word not in written


# SPEC: OPS-2
async def test_who_had_read_how_far_stays_known_wherever_the_ids_end_up(
    office, here, there, tmp_path
):
    """A mark may stand at a message that is not of this company, or at none."""
    elsewhere = await office.conversation(DANA, at=await green_fork(office))
    read, unread = await office.conversation(MAYA), await office.conversation(MAYA, title="Two")
    await office.text_in(elsewhere)
    last = await office.text_in(read)
    between = await office.text_in(elsewhere)
    newest = await office.text_in(unread)
    async with office.store.transaction() as tx:
        for conversation, position in ((read, last.id), (unread, newest.id - 1)):
            await tx.conversations.mark_read(
                conversation.id, reader_id=office.amira, up_to=position
            )
    assert between.id == newest.id - 1

    here.companies.export_company("Bright Home", tmp_path / "bright.zip")
    change(there.database, "INSERT INTO erasures VALUES (1, 1, '2026-01-01', 70, 80, 90)")
    there.companies.import_company(tmp_path / "bright.zip")

    unread_ones = (
        "SELECT title FROM conversations JOIN read_marks ON conversation_id = conversations.id"
        " WHERE last_inbound_id > up_to"
    )
    assert rows(there.database, unread_ones) == rows(here.database, unread_ones) == [("Two",)]
    last_words = "SELECT min(c.id), min(m.id) FROM conversations c JOIN messages m ON m.id = "
    assert rows(there.database, last_words + "last_message_id") == [(71, 81)]


# SPEC: OPS-2
async def test_both_installations_note_down_that_the_company_moved(exported, here, there):
    there.companies.import_company(exported)

    noted = "SELECT deed, by_id, object_id = company_id FROM audit_log"
    assert rows(here.database, noted) == [("company exported", None, 1)]
    assert rows(there.database, noted) == [("company imported", None, 1)]


# SPEC: OPS-2
async def test_the_picture_is_there_byte_for_byte_and_found_by_a_search(exported, there):
    there.companies.import_company(exported)

    [(content_hash,)] = rows(there.database, "SELECT content_hash FROM attachments")
    assert (there.folder / "media" / HASH[:2] / content_hash).read_bytes() == PICTURE
    found = "SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'broken'"
    assert rows(there.database, found) == [(1,)]
    assert rows(there.database, "PRAGMA foreign_key_check") == []


# SPEC: OPS-2
async def test_a_picture_that_is_lost_or_damaged_is_told_and_stops_nothing(
    exported, here, there, tmp_path
):
    content = tmp_path / "media" / HASH[:2] / HASH
    for damage in (lambda: content.write_bytes(b"noise"), content.unlink):
        damage()
        exported.unlink()
        contents = here.companies.export_company("Bright Home", exported)
        assert (contents.files, contents.missing_files) == (0, 1)
        assert "0 files (1 were missing already)" in contents.in_words
    assert there.companies.import_company(exported).missing_files == 1


# SPEC: OPS-2
async def test_an_existing_file_is_kept_and_an_unknown_company_makes_none(here, exported):
    before = exported.read_bytes()

    with pytest.raises(FileIsThere, match="exists already and stays as it is"):
        here.companies.export_company("Bright Home", exported)
    with pytest.raises(UnknownCompany, match="no company called “Nobody”"):
        here.companies.export_company("Nobody", exported.with_name("nobody.zip"))

    assert exported.read_bytes() == before
    assert [each.name for each in exported.parent.glob("*.zip*")] == ["bright.zip"]
    assert exported.stat().st_mode & 0o777 == 0o600


# SPEC: OPS-2
async def test_an_export_is_of_one_moment_whatever_is_written_meanwhile(
    here, exported, monkeypatch
):
    def write_first(*arguments):
        change(here.database, "UPDATE messages SET text = 'Meanwhile'")
        return _rows_of(*arguments)

    monkeypatch.setattr("storage.company_export._rows_of", write_first)
    here.companies.export_company("Bright Home", exported.with_name("later.zip"))

    with ZipFile(exported.with_name("later.zip")) as archive:
        written = archive.read("tables/messages.jsonl")
    assert b"It is broken" in written
    assert b"Meanwhile" not in written


# SPEC: OPS-2
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE messages SET author_id = 77 WHERE author_id IS NOT NULL",
        "UPDATE messages SET at = 'yesterday'",
    ],
)
async def test_what_no_installation_would_take_is_not_saved(here, exported, damage):
    exported.unlink()
    change(here.database, damage)

    with pytest.raises(CannotBeExported, match="stored of Bright Home is damaged or contradicts"):
        here.companies.export_company("Bright Home", exported)
    assert not list(exported.parent.glob("*.zip*"))


# Refused


# SPEC: OPS-2
@pytest.mark.parametrize(
    ("takes", "said"),
    [
        ("UPDATE companies SET name = 'Bright Home'", "The name “Bright Home” is already"),
        ("UPDATE users SET email = 'jonas@bright.test'", "The address jonas@bright.test is"),
        ("UPDATE points_of_contact SET app_number = '+14165550101'", "The number +14165550101"),
        ("UPDATE companies SET notification_number = '+14165550100'", "The number +14165550100"),
    ],
)
async def test_what_is_somebody_elses_here_stays_theirs(exported, there, takes, said):
    """Green Fork was here first."""
    furnish(there.database)
    change(there.database, takes)
    before = everything_in(there)

    for work in (there.companies.check, there.companies.import_company):
        with pytest.raises(AlreadyTaken) as refusal:
            work(exported)
        assert said in str(refusal.value)
    assert everything_in(there) == before


def furnish(database):
    for statement in (
        "INSERT INTO companies (name, live_conversations, time_zone, country, opt_out_scope,"
        " two_step_required, created_at) VALUES ('Green Fork', 1, 'UTC', 'CA', 'number', 0,"
        " '2026-01-01')",
        "INSERT INTO points_of_contact (company_id, name, app_number, is_default, created_at)"
        " VALUES (1, 'Kitchen', '+14165550190', 1, '2026-01-01')",
        "INSERT INTO users (company_id, email, name, is_admin, may_converse, manages_users,"
        " active, created_at, hides_texts) VALUES (1, 'rosa@fork.test', 'Rosa', 1, 1, 1, 1,"
        " '2026-01-01', 0)",
    ):
        change(database, statement)


# SPEC: OPS-2
async def test_what_is_noticed_late_rolls_everything_back(exported, there):
    furnish(there.database)
    change(
        there.database,
        "INSERT INTO opt_outs (company_id, app_number, customer_number, source, at)"
        " VALUES (1, '+14165550100', ?, 'word', '2026-01-01')",
        (MAYA,),
    )
    opted_out = {
        "id": 1,
        "company_id": 1,
        "app_number": "+14165550100",
        "customer_number": MAYA,
        "source": "word",
        "at": "2026-01-01T00:00:00+00:00",
    }
    rewrite(exported, rows_of={"opt_outs": lambda _: [opted_out]})
    before, _ = everything_in(there)

    with pytest.raises(DomainError, match="are here already, with another company"):
        there.companies.import_company(exported)

    assert everything_in(there)[0] == before


# SPEC: OPS-2
async def test_the_second_import_is_refused(exported, there):
    there.companies.import_company(exported)
    before = everything_in(there)

    with pytest.raises(AlreadyTaken, match=r"The name “Bright Home” is already in use\."):
        there.companies.import_company(exported)
    assert everything_in(there) == before


# SPEC: OPS-2
async def test_a_file_that_a_cleanup_takes_away_meanwhile_is_put_back(exported, there, monkeypatch):
    kept = there.folder / "media" / HASH[:2] / HASH

    def add_late(*arguments, **more):
        kept.unlink()
        add_company(*arguments, **more)

    monkeypatch.setattr("storage.company_archive.add_company", add_late)
    there.companies.import_company(exported)

    assert kept.read_bytes() == PICTURE


# SPEC: OPS-2
async def test_a_check_changes_nothing(exported, there):
    before = everything_in(there)

    contents = there.companies.check(exported)

    assert contents.in_words == (
        "Bright Home with 2 users, 2 points of contact, 1 conversations, 2 messages and 1 files"
    )
    assert everything_in(there) == before


NO_COMPANY = "is not an exported company of Live Conversations, or it is damaged."


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


def each_row(table, **values):
    def changed(lines):
        return [line | values for line in lines]

    return lambda file: rewrite(file, rows_of={table: changed})


def manifest(**values):
    return lambda file: rewrite(file, manifest=lambda told: told.update(values))


def spoil_the_picture(file):
    content = bytearray(file.read_bytes())
    content[content.index(PICTURE)] ^= 1
    file.write_bytes(content)


def spoil_a_digest(file):
    def spoil(told):
        told["members"]["tables/messages.jsonl"]["sha256"] = "0" * 64

    rewrite(file, manifest=spoil)


def point_at_a_key(file):
    """The name of a file is put together with the hash of its content."""

    def point(lines):
        return [line | {"content_hash": "../../secret-key"} for line in lines]

    def tell(told):
        told["missing_files"] = 1

    rewrite(file, rows_of={"attachments": point}, manifest=tell, without=MEMBER)


def lie_about_the_size(file):
    def lie(told):
        told["members"]["tables/messages.jsonl"]["size"] = 1

    rewrite(file, manifest=lie)


def remove(name):
    def without(file):
        with ZipFile(file) as archive:
            held = {each: archive.read(each) for each in archive.namelist() if each != name}
        with ZipFile(file, "w") as archive:
            for each, content in held.items():
                archive.writestr(each, content)

    return without


def foreign_zip(file):
    with ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "Dear Olga")


DAMAGES = {
    "a spoiled byte": (spoil_the_picture, NO_COMPANY),
    "a spoiled digest": (spoil_a_digest, NO_COMPANY),
    "a cut": (lambda file: file.write_bytes(file.read_bytes()[:-40]), NO_COMPANY),
    "half of it": (lambda file: file.write_bytes(file.read_bytes()[:900]), NO_COMPANY),
    "an empty file": (lambda file: file.write_bytes(b""), NO_COMPANY),
    "a letter": (lambda file: file.write_text("Dear Olga"), NO_COMPANY),
    "a zip of something else": (foreign_zip, NO_COMPANY),
    "another kind": (manifest(kind="a company of Others"), NO_COMPANY),
    "a later format": (manifest(format=2, version="9.1"), "by a newer version"),
    "later tables": (manifest(tables="9999", version="9.1"), "Conversations (9.1). Update this"),
    "earlier tables": (manifest(tables="0001", version="0.0.9"), "older version"),
    "a broken manifest": (manifest(members=["letter"]), NO_COMPANY),
    "a name that is not its own": (manifest(company="Green Fork"), NO_COMPANY),
    "a name that paints": (manifest(company="\x1b[31mRed"), NO_COMPANY),
    "a wrong count of files": (manifest(missing_files=1), NO_COMPANY),
    "no manifest": (remove("manifest.json"), NO_COMPANY),
    "no picture": (remove(MEMBER), NO_COMPANY),
    "no table": (remove("tables/timeline.jsonl"), NO_COMPANY),
    "a member nobody knows": (lambda f: rewrite(f, also=[("letter", "Dear")]), NO_COMPANY),
    "a member that climbs": (lambda f: rewrite(f, also=[("../../evil", "x")]), NO_COMPANY),
    "a climber that is told": (
        lambda f: rewrite(f, members={f"../../{HASH}": PICTURE}),
        NO_COMPANY,
    ),
    "a table nobody knows": (
        lambda f: rewrite(f, members={"tables/sign_ins.jsonl": b"{}\n"}),
        NO_COMPANY,
    ),
    "a size that is not true": (lie_about_the_size, NO_COMPANY),
    "a column nobody knows": (each_row("users", shoe_size=42), NO_COMPANY),
    "a password": (each_row("users", password_hash="hush"), NO_COMPANY),
    "a number that is a word": (each_row("messages", attempt="one"), NO_COMPANY),
    "a number that is too large": (each_row("messages", attempt=2**63), NO_COMPANY),
    "a truth that is a number": (each_row("users", active=1), NO_COMPANY),
    "a time that is none": (each_row("messages", at="yesterday"), NO_COMPANY),
    "a time without a zone": (each_row("messages", at="2026-01-01T00:00:00"), NO_COMPANY),
    "nothing where there must be something": (each_row("messages", text=None), NO_COMPANY),
    "a file elsewhere": (point_at_a_key, NO_COMPANY),
    "a conversation of others": (each_row("messages", conversation_id=77), NO_COMPANY),
    "one id for all": (each_row("messages", id=1), NO_COMPANY),
    "two companies": (
        lambda f: rewrite(
            f, rows_of={"companies": lambda told: [*told, *(line | {"id": 2} for line in told)]}
        ),
        NO_COMPANY,
    ),
    "no company": (lambda f: rewrite(f, rows_of={"companies": lambda _: []}), NO_COMPANY),
    "a row that is a list": (lambda f: rewrite(f, rows_of={"users": lambda _: [[]]}), NO_COMPANY),
}


# SPEC: OPS-2
# FAULT: S-9
@pytest.mark.parametrize(("damage", "said"), DAMAGES.values(), ids=list(DAMAGES))
async def test_what_is_damaged_or_not_ours_is_refused_and_leaves_nothing(
    exported, there, damage, said
):
    damage(exported)
    before = everything_in(there)

    for work in (there.companies.check, there.companies.import_company):
        with pytest.raises(DomainError) as refusal:
            work(exported)
        assert said in str(refusal.value)
        assert str(refusal.value).endswith("Nothing was imported.")
    assert everything_in(there) == before
    assert not list(there.folder.parent.rglob("evil"))


# SPEC: OPS-2
async def test_what_is_larger_than_the_disk_is_refused_before_it_is_unpacked(
    exported, there, monkeypatch
):
    monkeypatch.setattr("storage.company_archive.SPARE_BYTES", 10**18)

    with pytest.raises(DomainError, match="for which the disk has no room"):
        there.companies.import_company(exported)
    assert not (there.folder / "media").exists()
