"""Stories about what the carrier reports of messages, in whichever order it comes."""

import itertools

import pytest

from domain.model.carrier import Taken
from domain.model.messages import DeliveryStatus


# FAULT: M-21
# SPEC: CAR-5
@pytest.mark.parametrize(
    "reports",
    [
        [(DeliveryStatus.SENT, "30003"), (DeliveryStatus.FAILED, None)],
        [(DeliveryStatus.FAILED, None), (DeliveryStatus.SENT, "30003")],
        [
            (DeliveryStatus.FAILED, None),
            (DeliveryStatus.FAILED, "30003"),
            (DeliveryStatus.FAILED, "30008"),
        ],
        [
            (DeliveryStatus.SENT, "30008"),
            (DeliveryStatus.FAILED, "30003"),
            (DeliveryStatus.FAILED, None),
        ],
    ],
)
async def test_a_code_is_kept_whichever_report_brings_it(house, published, reports):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    await house.deliver()
    published.clear()

    for report, error in reports:
        await house.report(message, report, error=error, attempt=1)

    last = await house.last(conversation)
    assert (last.delivery, last.error) == (DeliveryStatus.FAILED, "30003")
    assert published[-1].message_id == message.id


FINAL = (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)


# SPEC: CAR-5
@pytest.mark.parametrize(
    "reports",
    list(
        itertools.permutations(
            [DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.FAILED]
        )
    ),
)
async def test_reports_in_any_order_only_move_forward(house, reports):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    await house.deliver()

    for report in (*reports, *reports):
        error = "30008" if report is DeliveryStatus.FAILED else None
        await house.report(message, report, error=error, attempt=1)

    first_final = next(report for report in reports if report in FINAL)
    assert (await house.last(conversation)).delivery is first_final


# SPEC: CAR-5
async def test_a_report_that_overtakes_the_answer_stands(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    async with house.store.reading() as stored:
        [outgoing] = await stored.outbox.due(house.clock.now(), limit=10)
    await house.delivery_tracker.mark_sending([outgoing])
    carrier_id = house.carrier.take(outgoing)

    await house.report(message, DeliveryStatus.DELIVERED, attempt=1)
    await house.delivery_tracker.mark_accepted(outgoing, Taken(carrier_id=carrier_id))

    assert (await house.last(conversation)).delivery is DeliveryStatus.DELIVERED


async def test_a_report_on_another_message_of_ours_changes_nothing(house):
    conversation = await house.conversation_with()
    first = await house.send(conversation, "First")
    second = await house.send(conversation, "Second")
    await house.deliver()
    await house.deliver()
    id_of_first = f"SM{1:032}"

    await house.report(
        second, DeliveryStatus.FAILED, error="30008", attempt=1, carrier_id=id_of_first
    )

    states = {message.id: message.delivery for message in await house.log(conversation)}
    assert states[first.id] is states[second.id] is DeliveryStatus.SENT
