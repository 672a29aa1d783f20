"""Stories about messages on their way to the carrier: in order, in turn, and tried again."""

import asyncio

from domain.model.carrier import Taken
from domain.model.carrier_errors import NotSent, Rejected
from domain.model.messages import UNREACHABLE, DeliveryStatus
from domain.services.messaging.delivery import DeliveryPolicy, DeliveryService
from tests.domain.conftest import DANA, HARBOUR, MAYA
from tests.fakes import FakeClock
from tests.ui.visitors import until


async def test_messages_of_one_conversation_go_out_in_order(house):
    conversation = await house.conversation_with()
    for text in ("First", "Second", "Third"):
        await house.send(conversation, text)

    for _ in range(3):
        await house.deliver()

    assert house.carrier.texts == ["First", "Second", "Third"]
    assert (await house.last(conversation)).delivery is DeliveryStatus.SENT


# SPEC: CAR-2
async def test_a_message_that_waits_holds_up_its_own_conversation_only(house):
    maya = await house.conversation_with(MAYA)
    dana = await house.conversation_with(DANA, to=HARBOUR)
    house.carrier.troubles = [NotSent()]
    await house.send(maya, "To Maya")
    await house.deliver()
    await house.send(maya, "To Maya, later")
    await house.send(dana, "To Dana")

    await house.deliver()

    assert house.carrier.texts == ["To Dana"]


# SPEC: CAR-2
async def test_one_number_sends_one_message_a_second(house):
    house.delivery = delivery_at(house, DeliveryPolicy(pause_per_number=60))
    maya = await house.conversation_with(MAYA)
    dana = await house.conversation_with(DANA)
    await house.send(maya, "To Maya")
    await house.send(dana, "To Dana")

    await house.deliver()
    await house.deliver()
    assert house.carrier.texts == ["To Maya"]

    house.clock.pass_by(seconds=60)
    await house.deliver()
    assert house.carrier.texts == ["To Maya", "To Dana"]


# SPEC: CAR-2
async def test_what_never_reached_the_carrier_is_tried_again_later(house):
    conversation = await house.conversation_with()
    house.carrier.troubles = [NotSent()]
    await house.send(conversation, "Hello")
    await house.deliver()
    assert (await house.last(conversation)).delivery is DeliveryStatus.QUEUED

    house.clock.pass_by(minutes=1)
    await house.deliver()

    assert house.carrier.texts == ["Hello"]
    assert (await house.last(conversation)).delivery is DeliveryStatus.SENT


async def test_a_carrier_that_stays_away_is_given_up_with_a_reason(house):
    conversation = await house.conversation_with()
    house.carrier.troubles = [NotSent()] * 50
    await house.send(conversation, "Hello")

    for _ in range(11):
        await house.deliver()
        house.clock.pass_by(minutes=10)

    message = await house.last(conversation)
    assert (message.delivery, message.error) == (DeliveryStatus.FAILED, UNREACHABLE)


# FAULT: M-21
async def test_a_queue_at_the_carrier_that_stays_full_is_given_up_with_its_own_words(house):
    conversation = await house.conversation_with()
    house.carrier.troubles = [NotSent(code="21611")] * 50
    await house.send(conversation, "Hello")

    for _ in range(11):
        await house.deliver()
        house.clock.pass_by(minutes=10)

    message = await house.last(conversation)
    assert (message.delivery, message.error) == (DeliveryStatus.FAILED, "21611")


# FAULT: M-21
async def test_a_carrier_that_wants_to_be_left_alone_is(house):
    conversation = await house.conversation_with()
    house.carrier.troubles = [NotSent(retry_after=20)]
    await house.send(conversation, "Hello")
    await house.deliver()

    house.clock.pass_by(seconds=19)
    await house.deliver()
    assert house.carrier.texts == []

    house.clock.pass_by(seconds=1)
    await house.deliver()
    assert house.carrier.texts == ["Hello"]


# FAULT: M-21
async def test_what_fails_as_it_is_taken_has_failed_at_once(house, monkeypatch):
    conversation = await house.conversation_with()
    await house.send(conversation, "Hello")

    async def send(outgoing):
        return Taken(carrier_id="SM1", delivery=DeliveryStatus.FAILED, error="30006")

    house.carrier.send = send
    await house.deliver()

    message = await house.last(conversation)
    assert (message.delivery, message.error) == (DeliveryStatus.FAILED, "30006")


# FAULT: M-15
async def test_a_refusal_without_a_code_is_one_without_a_code(house):
    conversation = await house.conversation_with()
    house.carrier.troubles = [Rejected(None)]
    await house.send(conversation, "Hello")
    await house.deliver()

    message = await house.last(conversation)
    assert (message.delivery, message.error) == (DeliveryStatus.FAILED, None)


async def test_a_refusal_is_final_and_keeps_its_code(house):
    conversation = await house.conversation_with()
    house.carrier.troubles = [Rejected("21614")]
    await house.send(conversation, "Hello")

    await house.deliver()
    await house.deliver()

    message = await house.last(conversation)
    assert (message.delivery, message.error) == (DeliveryStatus.FAILED, "21614")
    assert house.carrier.texts == []


# SPEC: CAR-3
async def test_a_carrier_that_knows_of_a_stop_opts_the_customer_out(house):
    conversation = await house.conversation_with()
    house.carrier.troubles = [Rejected("21610")]
    await house.send(conversation, "Hello")

    await house.deliver()

    [listed] = await house.listed()
    assert listed.opted_out
    assert "opted_out" in await house.timeline(conversation)


# SPEC: CAR-3
async def test_a_stop_that_arrives_while_a_message_waits_holds_it_back(house):
    conversation = await house.conversation_with()
    await house.send(conversation, "Hello")
    await house.text_in("STOP")

    await house.deliver()

    states = {message.text: message for message in await house.log(conversation)}
    assert (states["Hello"].delivery, states["Hello"].error) == (DeliveryStatus.FAILED, "opted_out")
    assert house.carrier.texts == []


# FAULT: M-6
# SPEC: CAR-2
async def test_a_number_with_a_long_queue_makes_no_other_number_wait(house):
    for number in range(120):
        await house.start(f"News {number}", number=f"+1416556{number:04}", at=house.queen_street)
    await house.start("It is ready", number=DANA, at=house.harbour)

    await house.deliver()

    assert sorted(house.carrier.texts) == ["It is ready", "News 0"]


# FAULT: M-6
async def test_where_hands_are_few_each_number_gets_its_turn(house):
    house.delivery = delivery_at(house, DeliveryPolicy(pause_per_number=0, max_parallel=1))
    for number in range(3):
        await house.start(f"News {number}", number=f"+1416556{number:04}", at=house.queen_street)
    await house.deliver()
    await house.start("It is ready", number=DANA, at=house.harbour)

    await house.deliver()

    assert house.carrier.texts == ["News 0", "It is ready"]


class CoarseClock(FakeClock):
    """As on a machine so busy that time passes between any two steps."""

    def now(self):
        self.pass_by(milliseconds=39)
        return super().now()


# FAULT: M-6
async def test_a_turn_that_comes_while_the_worker_lies_down_is_not_slept_through(house):
    house.clock = CoarseClock()
    house.delivery = delivery_at(house, DeliveryPolicy(pause_per_number=0.1, max_idle=1000))
    for number in range(20):
        await house.start(f"News {number}", number=f"+1416556{number:04}")
    delivering = asyncio.create_task(house.delivery.run())

    await until(lambda: len(house.carrier.taken) == 20)

    delivering.cancel()
    await asyncio.wait([delivering])


def delivery_at(house, pace):
    return DeliveryService(
        store=house.store,
        carrier=house.carrier,
        clock=house.clock,
        delivery_tracker=house.delivery_tracker,
        links=house.links,
        policy=pace,
    )
