"""Stories about a database of the past that comes to life again, as after a restore."""

import asyncio

import pytest

from domain.model.messages import LOST, DeliveryStatus
from domain.model.notifications import Recipient
from domain.model.users import Channel
from domain.services.messaging.reconciliation.unknown_outcomes import UnknownOutcomeResolver
from domain.services.operations.restore_detection import MAX_DOWNTIME, RestoreDetection
from domain.services.operations.worker import Worker


@pytest.fixture
def recovery(house):
    return RestoreDetection(store=house.store, clock=house.clock)


async def served(house, recovery):
    """A server runs, and ends after a while."""
    await recovery.recover()
    house.clock.pass_by(minutes=3)


@pytest.fixture
async def queued(house, recovery):
    await served(house, recovery)
    conversation = await house.conversation_with()
    await house.send(conversation, "The coat is ready")
    return conversation


# FAULT: S-14
async def test_after_a_short_stop_what_was_queued_is_sent(house, recovery, queued):
    house.clock.pass_by(minutes=5)

    await recovery.recover()
    await house.deliver()

    assert (await house.last(queued)).delivery is DeliveryStatus.SENT
    assert len(house.carrier.taken) == 1


# FAULT: S-14
async def test_after_a_long_stop_what_was_queued_is_looked_up_and_nothing_is_sent(
    house, recovery, queued
):
    house.clock.pass_by(seconds=MAX_DOWNTIME.total_seconds())

    await recovery.recover()
    await house.deliver()
    assert (await house.last(queued)).delivery is DeliveryStatus.UNKNOWN
    house.clock.pass_by(minutes=2)
    await house.unknown_outcomes.resolve_all()

    last = await house.last(queued)
    assert (last.delivery, last.error) == (DeliveryStatus.FAILED, LOST)
    assert house.carrier.taken == []


# FAULT: S-14
async def test_what_the_carrier_has_of_it_is_sent_for_good(house, recovery, queued):
    async with house.store.reading() as stored:
        [due] = await stored.outbox.due(house.clock.now(), limit=1)
    house.carrier.take(due)
    house.clock.pass_by(days=1)

    await recovery.recover()
    await house.unknown_outcomes.resolve_all()

    assert (await house.last(queued)).delivery is DeliveryStatus.SENT


# FAULT: S-14
async def test_a_second_start_soon_after_sends_what_was_written_since(house, recovery, queued):
    house.clock.pass_by(days=1)
    await recovery.recover()
    await house.send(queued, "It is still here")
    await recovery.recover()

    await house.deliver()

    assert (await house.last(queued)).delivery is DeliveryStatus.SENT


# FAULT: S-14
async def test_a_clock_that_was_set_back_makes_nothing_old(house, recovery, queued):
    house.clock.set_back(hours=5)

    await recovery.recover()
    await house.deliver()

    assert len(house.carrier.taken) == 1


# FAULT: S-14
async def test_notifications_that_waited_in_a_database_of_the_past_are_dropped(house, recovery):
    await served(house, recovery)
    conversation = await house.conversation_with()
    now = house.clock.now()
    async with house.store.transaction() as tx:
        await tx.notifications.add(
            {Recipient(house.amira.user_id, Channel.EMAIL): now},
            conversation_id=conversation.id,
            message_id=(await house.last(conversation)).id,
            at=now,
        )
    house.clock.pass_by(days=1)

    await recovery.recover()

    async with house.store.reading() as stored:
        assert await stored.notifications.next_due_at([Channel.EMAIL]) is None


# FAULT: S-14
async def test_who_restores_a_moment_after_the_server_was_stopped_waits_for_the_carriers_list(
    house, recovery, queued
):
    """It may not list yet what it took in the last minute."""
    house.clock.pass_by(days=1)
    await recovery.recover()
    doubts = UnknownOutcomeResolver(
        store=house.store,
        carrier=house.carrier,
        clock=house.clock,
        delivery_tracker=house.delivery_tracker,
        delivery=house.delivery,
    )

    await doubts.resolve_all()
    assert (await house.last(queued)).delivery is DeliveryStatus.UNKNOWN

    house.clock.pass_by(minutes=2)
    await doubts.resolve_all()
    assert (await house.last(queued)).delivery is DeliveryStatus.FAILED


# FAULT: S-14
async def test_nothing_is_sent_before_the_database_is_known_to_be_the_present_one(
    house, recovery, queued
):
    house.clock.pass_by(days=1)
    seen = []

    async def send():
        seen.append((await house.last(queued)).delivery)

    sending = asyncio.create_task(recovery.after_recovery(send)())
    recovering = Worker("recovering", recovery.run)
    await recovering.start()
    try:
        await asyncio.wait_for(sending, 5)
    finally:
        await recovering.stop()

    assert seen == [DeliveryStatus.UNKNOWN]
