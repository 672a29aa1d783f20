"""Stories about Maya, who wants to be forgotten, and about everybody else, who is not."""

import sqlite3
from contextlib import closing

import pytest

from domain.model.attachments import InboundMedia
from domain.model.audit import AuditAction
from domain.model.carrier import ListedText
from domain.model.erasure import CompanyRequired, VacuumFailed
from domain.model.errors import UnknownCompany, UnknownConversation
from domain.model.messages import DeliveryStatus
from domain.model.opt_outs import OptOutSource
from domain.model.picture_errors import UnknownAttachment
from domain.services.admin.erasure import ErasureNotifier
from tests.domain.conftest import DANA, MAYA, QUEEN_STREET
from tests.fakes import noise
from tests.support.erasure import SAID, everything_of, left_over, nothing_is_wiped_by_the_way
from tests.support.erasure import erase as erase
from tests.support.erasure import erasure as erasure
from tests.support.erasure import found as found
from tests.support.erasure import on_disk as on_disk
from tests.support.media_links import token_of


# TRUST: 2.3-58
async def test_what_maya_wrote_is_gone_from_tables_searches_files_and_the_disk(
    house, erase, found, on_disk, database_path, tmp_path
):
    await nothing_is_wiped_by_the_way(house)
    empty = left_over(database_path)
    conversation, sent = await everything_of(house)
    link = token_of(house.links.to(sent.attachments[0].id))
    assert await found("zitronenfalter") == [MAYA]
    assert on_disk("Zitronen")
    assert on_disk("ψξ")

    assert await erase()

    assert await found("zitronenfalter") == []
    assert await found("") == []
    for piece in ("Zitronen", "zitronen", "ψξ", "ψ"):
        assert not on_disk(piece)
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
    with pytest.raises(UnknownConversation):
        await house.conversations.open(conversation.id, by=house.olga)
    with pytest.raises(UnknownAttachment):
        await house.media.get_by_link(link)
    grown = {
        name
        for name, rows in left_over(database_path).items()
        if rows > empty[name] and not name.startswith("messages_fts")
    }
    assert grown == {"erasures", "erased_texts", "audit_log", "uploads"}


# TRUST: 2.3-58
async def test_the_audit_log_tells_who_and_what_and_no_number(house, erase, store):
    await everything_of(house)
    await erase()

    async with store.reading() as stored:
        [entry, *_] = await stored.audit.page(house.company.id)
    assert (entry.by, entry.deed, entry.about) == (None, AuditAction.CUSTOMER_ERASED, "+1•••0110")


# TRUST: 2.3-58
async def test_nobody_else_loses_anything(house, erase, found, database_path):
    """Not even a picture of the same content."""
    _, sent = await everything_of(house, sender=DANA)
    before = left_over(database_path)
    await everything_of(house)

    await erase()

    assert await found("zitronenfalter") == [DANA]
    content = await house.media.get(sent.attachments[0].id, by=house.amira)
    assert content.path.read_bytes()
    assert (await house.media.thumbnail(sent.attachments[0].id, by=house.amira)).path.exists()
    after = left_over(database_path)
    for name in ("conversations", "messages", "attachments", "attempts", "delivery_steps"):
        assert after[name] == before[name]


# TRUST: 2.3-58
async def test_an_opt_out_is_honoured_for_ever(house, erase):
    await house.conversation_with(text="STOP")
    await erase()

    async with house.store.reading() as stored:
        source = await stored.opt_outs.source(QUEEN_STREET, MAYA, company_id=house.company.id)
    assert source is OptOutSource.WORD


# TRUST: 2.3-58
async def test_a_text_that_the_carrier_brings_once_more_stays_away_and_a_new_one_comes(
    house, erase
):
    text = await house.text_in(SAID)
    nobody = await house.text_in(SAID, to="+14165550199")
    house.carrier.received = [
        ListedText(
            carrier_id=each.carrier_id,
            sender=MAYA,
            recipient=each.recipient,
            text=SAID,
            at=house.clock.now(),
            has_media=False,
        )
        for each in (text, nobody)
    ]
    await erase()

    for each in (text, nobody):
        await house.inbound.receive(each)
    assert await house.inbound_sync.sync() == 0
    assert await house.listed() == []

    await house.text_in("Hello again")
    [listed] = await house.listed()
    assert listed.preview.text == "Hello again"


# TRUST: 2.3-58
async def test_no_number_that_pages_and_links_know_is_given_to_another(house, erase):
    """A link of yesterday, a report of the carrier and an unsent text would go astray."""
    conversation, sent = await everything_of(house)
    await erase()

    danas, hers = await everything_of(house, sender=DANA)

    assert danas.id > conversation.id
    assert hers.id > sent.id
    assert hers.attachments[0].id > sent.attachments[0].id
    await house.text_in("Two", sender=DANA, media=(InboundMedia(url="x", media_type="x/y"),) * 2)
    newest = await house.last(danas)
    assert newest.id > hers.id
    assert len({each.id for each in newest.attachments}) == 2


# TRUST: 2.3-58
async def test_what_waits_to_be_sent_is_not_sent_and_a_late_report_harms_nobody(house, erase):
    conversation = await house.conversation_with()
    await house.send(conversation, "One")
    await house.deliver()
    one = await house.last(conversation)
    waiting = await house.send(conversation, "Two")
    await erase()

    await house.deliver()
    await house.report(one, DeliveryStatus.DELIVERED)

    assert house.carrier.texts == ["One"]
    async with house.store.transaction() as tx:
        assert not await tx.messages.find_by_client_key(house.amira.user_id, "key-3")
        assert await tx.outbox.next_due_at() is None
    with pytest.raises(UnknownConversation):
        await house.send(conversation, "Three")
    assert waiting.id > one.id


# TRUST: 2.3-58
async def test_another_company_keeps_its_own_conversation_with_her(house, erasure, erase, clock):
    async with house.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        await tx.companies.add_point_of_contact(
            fork.id, "Counter", app_number="+14165550180", is_default=True, at=clock.now()
        )
    await house.text_in(SAID)
    await house.text_in(SAID, to="+14165550180")

    with pytest.raises(CompanyRequired, match="“Bright Home”, “Green Fork”"):
        await erasure.find(MAYA)
    with pytest.raises(UnknownCompany):
        await erasure.find(MAYA, company="Nowhere")
    await erase(company="Bright Home")

    ours, theirs = [
        (await erasure.find(MAYA, company=name)).summary for name in ("Bright Home", "Green Fork")
    ]
    assert ours.description == "nothing"
    assert theirs.description == "1 conversation, 1 message"


async def test_the_operator_is_told_how_much_there_is(house, erasure):
    await everything_of(house)
    await house.text_in("Hi", to="+14165550199")
    await house.text_in("Your parcel", sender="Parcelly")

    maya = await erasure.find("416 555 0110")
    assert maya.number == MAYA
    assert maya.summary.description == "1 conversation, 5 messages, 1 file, 1 unrouted message"
    assert (await erasure.find(" Parcelly ")).summary.conversations == 1
    assert (await erasure.find(DANA)).summary.description == "nothing"


async def test_a_file_that_was_kept_a_moment_ago_is_left_for_the_sweep(house, erasure, tmp_path):
    """Its twin may be on its way into a message of somebody else's."""
    conversation = await house.conversation_with()
    await house.add(conversation, noise(20, 20))

    await erasure.erase(await erasure.find(MAYA))

    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


# TRUST: 2.3-58
async def test_bytes_that_could_not_be_wiped_are_told_and_wiped_the_next_time(
    house, erasure, erase, on_disk, database_path
):
    await nothing_is_wiped_by_the_way(house)
    await house.conversation_with(text=SAID)
    erasure._secure_delete._patience_seconds = 0.1
    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM companies").fetchall()
        assert not await erase()
        assert on_disk("Zitronen")

    assert await erase()
    assert not on_disk("Zitronen")

    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        await house.conversation_with(text=SAID)
        customer = await erasure.find(MAYA)
        await erasure._delete(customer)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(VacuumFailed, match="Run this command again"):
            await erasure._secure_delete.clean_database()


# TRUST: 2.3-58
async def test_open_pages_reload_though_another_process_did_it(house, erase, hub):
    notifier = ErasureNotifier(store=house.store, hub=hub)
    await house.conversation_with()
    await notifier.check()
    page = hub.subscribe(house.amira)

    await notifier.check()
    assert not page._arrived.is_set()
    await erase()
    await notifier.check()

    assert await anext(page.updates()) is None
