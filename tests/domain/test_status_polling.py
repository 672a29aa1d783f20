"""Messages of which the carrier never told the end."""

import asyncio

import pytest

from domain.model.carrier_errors import NotSent
from domain.model.messages import DeliveryStatus
from domain.services.messaging.reconciliation.status_polling import StatusPollPolicy
from tests.domain.conftest import DANA
from tests.simulator.rig import eventually
from tests.ui.visitors import until


@pytest.fixture
async def sent(house):
    """Taken by the carrier, which then says nothing more."""
    conversation = await house.conversation_with()
    await house.send(conversation, "Hello")
    await house.deliver()
    return await house.last(conversation)


@pytest.fixture
def asked(house):
    """How often the carrier was asked about one message."""
    times = []
    look_up = house.carrier.look_up

    async def counting(carrier_id):
        times.append(carrier_id)
        return await look_up(carrier_id)

    house.carrier.look_up = counting
    return times


# SPEC: CAR-5
@pytest.mark.parametrize(
    ("delivery", "error"), [(DeliveryStatus.DELIVERED, None), (DeliveryStatus.FAILED, "30003")]
)
async def test_the_end_of_a_message_is_learned_without_a_callback(house, sent, delivery, error):
    house.carrier.becomes(f"SM{1:032}", delivery, error=error)
    await house.status_poller.poll_due()
    assert (await house.last_of(sent)).delivery is DeliveryStatus.SENT

    house.clock.pass_by(seconds=61)
    await house.status_poller.poll_due()

    last = await house.last_of(sent)
    assert (last.delivery, last.error) == (delivery, error)


# SPEC: CAR-5
async def test_it_is_asked_after_1_5_and_30_minutes_then_hourly_and_after_a_day_no_more(
    house, sent, asked
):
    when = []
    for minute in range(26 * 60):
        before = len(asked)
        await house.status_poller.poll_due()
        if len(asked) > before:
            when.append(minute)
        house.clock.pass_by(minutes=1)

    assert when[:5] == [1, 5, 30, 90, 150]
    assert when[-1] in range(24 * 60, 25 * 60)
    assert (await house.last_of(sent)).delivery is DeliveryStatus.SENT


async def test_what_the_carrier_told_the_end_of_is_not_asked_about(house, sent, asked):
    await house.report(sent, DeliveryStatus.DELIVERED)
    house.clock.pass_by(minutes=2)

    await house.status_poller.poll_due()

    assert asked == []


async def test_what_the_carrier_has_deleted_is_asked_about_once(house, sent, asked):
    house.carrier.listed.clear()
    for _ in range(3):
        house.clock.pass_by(hours=2)
        await house.status_poller.poll_due()

    assert len(asked) == 1


async def test_a_carrier_that_is_away_is_asked_once_it_is_back(house, sent, asked):
    house.carrier.trouble_listing = NotSent()
    house.carrier.becomes(f"SM{1:032}", DeliveryStatus.DELIVERED)
    house.clock.pass_by(minutes=2)
    house.status_poller._policy = StatusPollPolicy(interval=0.01)
    running = asyncio.create_task(house.status_poller.run())
    await eventually(lambda: asked)
    house.carrier.trouble_listing = None
    house.clock.pass_by(minutes=2)

    async def is_delivered():
        return (await house.last_of(sent)).delivery is DeliveryStatus.DELIVERED

    await until(is_delivered)
    running.cancel()


# FAULT: M-7
# SPEC: CAR-5
async def test_a_message_that_the_carrier_cannot_show_keeps_no_other_from_its_end(
    house, sent, asked
):
    house.carrier.unshowable.add(f"SM{1:032}")
    dana = await house.conversation_with(DANA)
    second = await house.send(dana, "To Dana")
    await house.deliver()
    house.carrier.becomes(f"SM{2:032}", DeliveryStatus.FAILED, error="30006")
    house.clock.pass_by(minutes=2)

    await house.status_poller.poll_due()
    await house.status_poller.poll_due()

    last = await house.last_of(second)
    assert (last.delivery, last.error) == (DeliveryStatus.FAILED, "30006")
    assert len(asked) == 2

    house.carrier.unshowable.clear()
    house.carrier.becomes(f"SM{1:032}", DeliveryStatus.FAILED, error="30003")
    house.clock.pass_by(minutes=2)
    await house.status_poller.poll_due()
    assert (await house.last_of(sent)).error == "30003"


# FAULT: M-7
async def test_a_carrier_that_is_away_is_not_asked_about_each_of_a_thousand(house, asked):
    for number in range(5):
        await house.start(f"News {number}", number=f"+1416556{number:04}")
        await house.deliver()
    house.carrier.trouble_listing = NotSent()
    house.clock.pass_by(minutes=2)

    with pytest.raises(NotSent):
        await house.status_poller.poll_due()

    assert len(asked) == 3
