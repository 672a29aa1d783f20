"""Stories about messages that have failed and are sent again."""

import asyncio

import pytest

from domain.model.carrier_errors import NotSent, Rejected
from domain.model.errors import CustomerOptedOut, NotResendable
from domain.model.messages import DeliveryStatus


# SPEC: LOG-5
async def test_a_failed_message_can_be_sent_again_once_a_press(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    await house.deliver()
    await house.report(
        message_of(await house.last(conversation)), DeliveryStatus.FAILED, error="30003"
    )

    await house.messaging.resend(message.id, by=house.amira)
    with pytest.raises(NotResendable):
        await house.messaging.resend(message.id, by=house.amira)
    await house.deliver()

    assert house.carrier.texts == ["Hello", "Hello"]
    again = await house.last(conversation)
    assert (again.delivery, again.attempt, again.id) == (DeliveryStatus.SENT, 2, message.id)


# SPEC: LOG-5
async def test_two_who_resend_at_once_make_one_attempt_and_the_second_is_told(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    await house.deliver()
    await house.report(
        message_of(await house.last(conversation)), DeliveryStatus.FAILED, error="30003"
    )

    answers = await asyncio.gather(
        *(house.messaging.resend(message.id, by=by) for by in (house.amira, house.jonas)),
        return_exceptions=True,
    )
    await house.deliver()

    assert [str(answer) for answer in answers if answer] == [
        "Someone is sending this message again already."
    ]
    assert house.carrier.texts == ["Hello", "Hello"]


# SPEC: LOG-5
async def test_what_can_never_arrive_is_not_sent_again(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    await house.deliver()
    await house.report(
        message_of(await house.last(conversation)), DeliveryStatus.FAILED, error="30006"
    )

    with pytest.raises(NotResendable):
        await house.messaging.resend(message.id, by=house.amira)


# FAULT: M-15
# SPEC: CAR-3 LOG-5
@pytest.mark.parametrize("trouble", [Rejected("21610"), None])
async def test_what_a_stop_held_back_can_be_sent_once_the_customer_texted_start(house, trouble):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    if trouble:
        house.carrier.troubles = [trouble]
    else:
        await house.text_in("STOP")
    await house.deliver()
    assert (await house.last_of(message)).delivery is DeliveryStatus.FAILED
    with pytest.raises(CustomerOptedOut):
        await house.messaging.resend(message.id, by=house.amira)

    await house.text_in("START")
    await house.messaging.resend(message.id, by=house.amira)
    await house.deliver()

    assert house.carrier.texts == ["Hello"]


# FAULT: M-15
# SPEC: LOG-5
async def test_nobody_is_said_to_send_again_what_is_sent_for_the_first_time(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    house.carrier.troubles = [NotSent()]
    not_failed = "This message has not failed, so there is nothing to send again."

    with pytest.raises(NotResendable, match=not_failed):
        await house.messaging.resend(message.id, by=house.amira)
    await house.deliver()
    with pytest.raises(NotResendable, match=not_failed):
        await house.messaging.resend(message.id, by=house.amira)


def message_of(message):
    assert message.delivery is DeliveryStatus.SENT, "the carrier should have taken it first"
    return message
