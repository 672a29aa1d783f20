"""What customers wrote while nobody here could hear it."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from types import SimpleNamespace

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.attachments import InboundMedia
from domain.model.carrier import ListedText
from domain.model.carrier_errors import NotSent
from domain.model.conversations import Status
from domain.model.events import MessageAdded
from domain.model.storage_errors import NotStored
from domain.services.admin.company import CompanyService
from domain.services.messaging.reconciliation import carrier_poller
from domain.services.messaging.reconciliation.inbound_sync import InboundSync, InboundSyncPolicy
from tests.domain.conftest import DANA, HARBOUR, MAYA, QUEEN_STREET
from tests.simulator.rig import eventually
from tests.support.inbound_sync import written as written


# SPEC: CAR-4
async def test_what_was_missed_is_stored_once_at_its_own_time(house, written, published):
    told = await house.text_in("Told of")
    missed = written("Missed", ago=5)
    house.carrier.received.append(
        ListedText(
            carrier_id=told.carrier_id,
            sender=MAYA,
            recipient=QUEEN_STREET,
            text="Told of",
            at=house.clock.now(),
            has_media=False,
        )
    )
    published.clear()

    assert await house.inbound_sync.sync() == 1
    assert await house.inbound_sync.sync() == 0

    [listed] = await house.listed()
    log = await house.log(listed.conversation)
    assert [message.text for message in log] == ["Missed", "Told of"]
    assert log[0].at == missed.at
    assert len([event for event in published if isinstance(event, MessageAdded)]) == 1


# SPEC: CAR-4
async def test_a_late_message_neither_moves_the_conversation_nor_counts_as_answered(house, written):
    await house.conversation_with(DANA)
    conversation = await house.conversation_with(MAYA, text="Is it ready?")
    await house.send(conversation, "Yes")
    await house.conversation_with(DANA, text="Newest of all")
    await house.conversations.read(conversation.last_inbound_id, by=house.amira)
    late = written("In red, please", ago=5)

    await house.inbound_sync.sync()

    dana, maya = await house.listed()
    assert dana.conversation.customer_number == DANA
    assert maya.preview.text == "Yes"
    assert maya.unread
    assert maya.conversation.waiting_since == late.at


async def test_a_late_message_reopens_and_starts_conversations_as_any_other(house, written):
    conversation = await house.conversation_with(MAYA)
    await house.conversations.close(conversation.id, by=house.amira)
    written("Are you there?", ago=1)
    new = written("Hello harbour", ago=3, sender=DANA, to=HARBOUR)

    await house.inbound_sync.sync()

    by_number = {
        each.conversation.customer_number: each.conversation for each in await house.listed()
    }
    assert by_number[MAYA].status is Status.OPEN
    assert by_number[DANA].started_at == new.at
    assert await house.listed(status=Status.CLOSED) == []


async def test_files_of_a_missed_message_are_fetched_like_those_of_any_other(house, written):
    file = InboundMedia(url="https://api.twilio.com/file", media_type="image/jpeg")
    written("Look", media=(file,))

    await house.inbound_sync.sync()

    async with house.store.reading() as stored:
        wanted = await stored.attachments.next_download(house.clock.now())
    assert (wanted.source_url, wanted.claimed_type) == (file.url, file.media_type)


# FAULT: M-11
async def test_what_was_written_to_other_numbers_of_the_account_is_not_copied(house, written):
    """Unless their webhook came here: somebody has told Twilio so."""
    elsewhere = "+14165559999"
    written("For another department", to=elsewhere)
    written("For us")

    assert await house.inbound_sync.sync() == 1
    async with house.store.reading() as stored:
        assert await stored.unrouted.count() == 0

    await house.text_in("Brought by a webhook", to=elsewhere)
    async with house.store.reading() as stored:
        [kept] = await stored.unrouted.page(to=None)
    assert kept.text == "Brought by a webhook"


# FAULT: M-1
# SPEC: CAR-4
async def test_one_text_that_cannot_be_stored_holds_up_no_other(house, written, caplog):
    written("Before", ago=3)
    bad = written("Bad", ago=2)
    written("After", ago=1)
    receive = house.inbound.receive

    async def stumbling(inbound):
        if inbound.carrier_id == bad.carrier_id:
            raise ValueError("a text")
        await receive(inbound)

    house.inbound.receive = stumbling
    assert await house.inbound_sync.sync() == 2
    assert await house.inbound_sync.synced_until() == bad.at
    assert await house.inbound_sync.sync() == 0
    [record] = [each for each in caplog.records if bad.carrier_id in each.getMessage()]
    assert "a text" not in record.getMessage().replace("A text", "")

    house.inbound.receive = receive
    assert await house.inbound_sync.sync() == 1


# SPEC: CAR-4
async def test_files_that_cannot_be_listed_hold_up_no_other_text(house, written):
    file = InboundMedia(url="https://api.twilio.com/file", media_type="image/jpeg")
    bad = written("With a picture", ago=2, media=(file,))
    written("Without", ago=1)
    media_of = house.carrier.media_of

    async def away(_carrier_id):
        raise NotSent

    house.carrier.media_of = away
    with pytest.raises(NotSent):
        await house.inbound_sync.sync()
    assert [each.preview.text for each in await house.listed()] == ["Without"]

    house.carrier.media_of = media_of
    assert await house.inbound_sync.sync() == 1
    assert bad.text in [
        message.text for message in await house.log((await house.listed())[0].conversation)
    ]


# SPEC: CAR-4
async def test_each_look_begins_where_the_last_one_ended_and_a_little_before(house):
    """A list may be late with a message, and clocks may differ."""
    await house.inbound_sync.sync()
    synced_until = await house.inbound_sync.synced_until()
    asked = []

    async def received_since(moment):
        asked.append(moment)
        return []

    house.carrier.received_since = received_since
    house.clock.pass_by(hours=3)
    await house.inbound_sync.sync()
    house.clock.set_back(hours=2)
    await house.inbound_sync.sync()

    assert asked[0] == synced_until - timedelta(minutes=15)
    assert asked[1] < house.clock.now() - timedelta(minutes=15)


async def test_a_database_from_before_looks_back_to_its_last_text(house, written):
    await house.text_in("The last one before the update")
    house.clock.pass_by(days=2)
    written("In between", ago=24 * 60)

    assert await house.inbound_sync.sync() == 1


# SPEC: CAR-4
async def test_an_unreachable_carrier_is_polled_again_soon_and_nothing_counts_as_synced(
    house, written
):
    house.carrier.trouble_listing = NotSent()
    quick = InboundSync(
        store=house.store,
        carrier=house.carrier,
        clock=house.clock,
        inbound=house.inbound,
        policy=InboundSyncPolicy(retry_pause=0.01, interval=60),
    )
    running = asyncio.create_task(quick.run())
    await eventually(lambda: quick.is_failing)
    assert await quick.synced_until() is None
    written("Missed")
    house.carrier.trouble_listing = None
    await eventually(lambda: not quick.is_failing)
    running.cancel()

    assert await quick.synced_until() is not None
    assert [each.preview.text for each in await house.listed()] == ["Missed"]


# FAULT: M-7
async def test_files_that_the_carrier_cannot_list_keep_no_text_away(house, written):
    file = InboundMedia(url="https://api.twilio.com/file", media_type="image/jpeg")
    broken = written("Look", ago=5, media=(file,))
    written("Hello", sender=DANA)
    house.carrier.unshowable.add(broken.carrier_id)

    for _ in range(2):
        with pytest.raises(NotSent):
            await house.inbound_sync.sync()

    assert [each.preview.text for each in await house.listed()] == ["Hello"]
    assert await house.inbound_sync.synced_until() is None

    house.clock.pass_by(hours=1)
    assert await house.inbound_sync.sync() == 1
    assert {each.preview.text for each in await house.listed()} == {"Hello", "Look"}
    assert await house.inbound_sync.synced_until() is not None


# FAULT: S-3
async def test_nobody_asks_the_carrier_while_nothing_can_be_stored(house, written, database_path):
    asked = []
    house.carrier.received_since = asked.append

    with closing(sqlite3.connect(database_path, isolation_level=None)) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotStored):
            await house.inbound_sync.sync()

    assert asked == []


# FAULT: T-4
# SPEC: CAR-4
async def test_the_list_is_looked_through_at_once_and_then_every_five_minutes(
    house, written, monkeypatch
):
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)
        assert [row.preview.text for row in await house.listed()] == ["The webhook got lost"]
        if len(pauses) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(carrier_poller, "asyncio", SimpleNamespace(sleep=sleep))
    written("The webhook got lost")

    with pytest.raises(asyncio.CancelledError):
        await house.inbound_sync.run()

    assert pauses == [5 * 60] * 3


# FAULT: A-6 M-11
# SPEC: CAR-4
async def test_what_was_missed_at_a_closed_point_of_contact_is_stored(house, written):
    conversation = await house.conversation_with(MAYA)
    company = CompanyService(store=house.store, clock=house.clock, phones=PhoneNumbers())
    await company.close_point_of_contact(house.queen_street.id, by=house.olga)
    written("Are you still there?")

    assert await house.inbound_sync.sync() == 1

    assert (await house.last(conversation)).text == "Are you still there?"
