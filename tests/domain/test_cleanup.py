"""What is kept for a time only goes by itself, and nothing else does."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from domain.model.carrier import InboundText
from domain.model.notifications import PushDevice
from domain.model.retention import Retention
from domain.services.operations.cleanup import CleanupService
from tests.domain.conftest import ACCOUNT, MAYA

NOBODYS = "+14165550199"


@pytest.fixture
def cleanup(house):
    return CleanupService(store=house.store, clock=house.clock, files=house.files)


@pytest.fixture
def count(database_path):
    def count(table):
        with closing(sqlite3.connect(database_path)) as connection:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    return count


async def text_to_nobody(house, number):
    await house.inbound.receive(
        InboundText(
            account=ACCOUNT,
            carrier_id=f"SMnobody{number:024}",
            sender=MAYA,
            recipient=NOBODYS,
            text="Is anybody there?",
        )
    )


# FAULT: S-8
async def test_the_steps_of_old_deliveries_go_and_how_they_ended_stays(house, cleanup, count):
    conversation = await house.conversation_with()
    await house.send(conversation, "The coat is ready")
    await house.deliver()
    old = await house.last(conversation)
    house.clock.pass_by(days=366)
    await house.send(conversation, "It is still here")
    await house.deliver()
    before = count("delivery_steps")

    await cleanup.clean_up()

    kept = count("delivery_steps")
    assert 0 < kept < before
    assert (await house.last_of(old)).delivery is old.delivery
    await cleanup.clean_up()
    assert count("delivery_steps") == kept


# FAULT: S-8
async def test_more_than_fit_into_one_transaction_go_too(house, cleanup, count, monkeypatch):
    monkeypatch.setattr("domain.services.operations.cleanup.BATCH_SIZE", 2)
    monkeypatch.setattr("domain.services.operations.cleanup.PAUSE_SECONDS", 0)
    for number in range(5):
        await text_to_nobody(house, number)
    house.clock.pass_by(days=91)
    await text_to_nobody(house, 5)

    await cleanup.clean_up()

    assert count("unrouted_inbound") == 1


# FAULT: S-8
async def test_the_operator_says_for_how_long_texts_to_nobody_are_kept(house, count):
    await text_to_nobody(house, 1)
    house.clock.pass_by(days=91)
    kept = Retention(unrouted=timedelta(days=400))

    parts = {"store": house.store, "clock": house.clock, "files": house.files}
    await CleanupService(**parts, retention=kept).clean_up()

    assert count("unrouted_inbound") == 1


# FAULT: S-8
async def test_what_tells_of_signing_in_goes_when_it_counts_no_more(house, cleanup, count):
    async def sign_in():
        now = house.clock.now()
        async with house.store.transaction() as tx:
            token = now.isoformat()
            await tx.users.add_sign_in(
                house.amira.user_id, token_hash=token, at=now, address="", device=""
            )
            await tx.users.add_failure("account amira", at=now)
            await tx.users.add_link(
                token_hash=token,
                purpose=token,
                user_id=house.amira.user_id,
                expires_at=now + timedelta(days=1),
            )
            await tx.draft_attachments.count_upload(
                house.jonas.user_id, 7, at=now, forget_before=now - timedelta(days=999)
            )

    await sign_in()
    house.clock.pass_by(days=91)
    await sign_in()
    tables = ("sign_ins", "sign_in_failures", "links", "uploads")
    before = {table: count(table) for table in tables}

    await cleanup.clean_up()

    assert {table: before[table] - count(table) for table in tables} == dict.fromkeys(tables, 1)


# FAULT: S-8
async def test_a_sign_in_whose_device_gets_push_notifications_stays(house, cleanup, count):
    now = house.clock.now()
    async with house.store.transaction() as tx:
        sign_in = await tx.users.add_sign_in(
            house.amira.user_id, token_hash="a", at=now, address="", device=""
        )
        device = PushDevice(id=0, endpoint="https://push.example/x", p256dh="", auth="")
        await tx.push_devices.add(device, user_id=house.amira.user_id, sign_in_id=sign_in, at=now)
    house.clock.pass_by(days=999)

    await cleanup.clean_up()

    assert (count("push_devices"), count("sign_ins")) == (1, 1)
