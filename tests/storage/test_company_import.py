"""Bright Home moves to another installation, as one file."""

import pytest

from domain.model.errors import AlreadyTaken, DomainError
from storage.company_import import add_company
from tests.storage.conftest import DANA, MAYA
from tests.support.company_archives import (
    HASH,
    PICTURE,
    change,
    everything_in,
    green_fork,
    rewrite,
    rows,
    waiting_at,
)
from tests.support.company_archives import exported as exported
from tests.support.company_archives import here as here
from tests.support.company_archives import installation as installation
from tests.support.company_archives import there as there


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
