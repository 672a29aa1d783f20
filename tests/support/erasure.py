"""What there is of Maya, who wants to be forgotten, and where one would find it."""

import os
import sqlite3
from contextlib import closing

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.conversation_list import ListQuery
from domain.model.messages import DeliveryStatus
from domain.services.admin.erasure import ErasureService
from storage.secure_delete import SecureDelete
from tests.domain.conftest import MAYA
from tests.fakes import photo

SAID = "Zitronenfalter ψξ"
"""Nothing else here has these letters, of which even a piece of the search index would tell."""


@pytest.fixture
def erasure(house, database_path, tmp_path):
    return ErasureService(
        store=house.store,
        clock=house.clock,
        phones=PhoneNumbers(),
        secure_delete=SecureDelete(database_path, tmp_path / "media"),
    )


@pytest.fixture
def erase(house, erasure, tmp_path):
    """An hour later, as far as the files can tell."""

    async def erase(number="(416) 555-0110", **named):
        for path in (tmp_path / "media").rglob("*"):
            os.utime(path, (1, 1))
        return await erasure.erase(await erasure.find(number, **named))

    return erase


@pytest.fixture
def on_disk(tmp_path):
    """Whether a piece of text lies anywhere in the folder: the database, its log, the files."""

    def on_disk(piece):
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert "conversations.db-wal" in {path.name for path in files}
        return any(piece.encode() in path.read_bytes() for path in files)

    return on_disk


@pytest.fixture
def found(house):
    async def found(text):
        pages = [
            await house.conversation_list.page(ListQuery(status, text), by=house.olga)
            for status in ("open", "closed")
        ]
        return [each.conversation.customer_number for page in pages for each in page]

    return found


def left_over(database_path):
    """How many rows each table has."""
    with closing(sqlite3.connect(database_path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in names
        }


async def nothing_is_wiped_by_the_way(house):
    """As SQLite is built in most places; Debian's overwrites what is deleted by itself."""
    async with house.store.transaction() as tx:
        await tx.connection.run(lambda line: line.exec_driver_sql("PRAGMA secure_delete = OFF"))


async def everything_of(house, *, sender=MAYA):
    """A conversation with all that can hang on one; answers with its newest message."""
    conversation = await house.conversation_with(sender, text=f"{SAID}?")
    for number in range(3):
        await house.text_in(f"{SAID} {number}", sender=sender)
    await house.conversations.rename(conversation.id, SAID, by=house.amira)
    await house.conversations.comment(conversation.id, SAID, by=house.jonas, key=f"note {sender}")
    async with house.store.transaction() as tx:
        draft = await tx.drafts.get(conversation.id, user_id=house.amira.user_id)
        draft = type(draft)(
            conversation_id=conversation.id, text=SAID, written_at=house.clock.now()
        )
        await tx.drafts.save(draft, user_id=house.amira.user_id)
    await house.add(conversation, photo(80, 60), name=f"{SAID}.jpg")
    added = await house.add(conversation, photo(), name=f"{SAID}.jpg")
    sent = await house.send(conversation, f"{SAID}!", attachments=[added.id])
    await house.deliver()
    await house.report(await house.last(conversation), DeliveryStatus.DELIVERED)
    await house.media.thumbnail(sent.attachments[0].id, by=house.amira)
    return conversation, sent
