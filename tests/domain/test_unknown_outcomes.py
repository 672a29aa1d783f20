"""Stories about messages of which nobody knows whether the carrier took them."""

from dataclasses import replace

import pytest

from domain.model.carrier_error_codes import explain
from domain.model.carrier_errors import NotSent, OutcomeUnknown
from domain.model.errors import NotResendable
from domain.model.messages import LOST, UNCLEAR, DeliveryStatus


# SPEC: CAR-2
async def test_an_unknown_outcome_is_never_sent_again_but_looked_up(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    house.carrier.troubles = [OutcomeUnknown()]
    await house.deliver()
    assert (await house.last(conversation)).delivery is DeliveryStatus.UNKNOWN
    house.carrier.take(await in_doubt(house))

    await house.deliver()
    await house.unknown_outcomes.resolve_all()

    assert house.carrier.texts == ["Hello"]
    assert (await house.last(conversation)).delivery is DeliveryStatus.SENT
    await house.report(message, DeliveryStatus.DELIVERED, attempt=1)
    assert (await house.last(conversation)).delivery is DeliveryStatus.DELIVERED


# SPEC: CAR-2
async def test_what_the_carrier_does_not_know_after_a_minute_is_offered_for_resending(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    house.carrier.troubles = [OutcomeUnknown()]
    await house.deliver()

    await house.unknown_outcomes.resolve_all()
    assert (await house.last(conversation)).delivery is DeliveryStatus.UNKNOWN

    house.clock.pass_by(minutes=2)
    await house.unknown_outcomes.resolve_all()
    lost = await house.last(conversation)
    assert (lost.delivery, lost.error) == (DeliveryStatus.FAILED, LOST)

    await house.messaging.resend(message.id, by=house.amira)
    await house.deliver()
    assert house.carrier.texts == ["Hello"]


# SPEC: CAR-5
async def test_a_message_given_up_as_lost_may_still_prove_delivered_and_then_stays_so(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    house.carrier.troubles = [OutcomeUnknown()]
    await house.deliver()
    house.clock.pass_by(minutes=2)
    await house.unknown_outcomes.resolve_all()

    for report in (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED):
        await house.report(message, report, error=None, attempt=1)

    assert (await house.last(conversation)).delivery is DeliveryStatus.DELIVERED


async def test_an_unreachable_carrier_leaves_the_outcome_unknown(house):
    conversation = await house.conversation_with()
    await house.send(conversation, "Hello")
    house.carrier.troubles = [OutcomeUnknown()]
    house.carrier.trouble_listing = NotSent()
    await house.deliver()

    house.clock.pass_by(hours=1)
    await house.unknown_outcomes.resolve_all()

    assert (await house.last(conversation)).delivery is DeliveryStatus.UNKNOWN


# FAULT: M-9
# SPEC: CAR-2
@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("It’s ready – 5 “coats”…", 'It\'s ready - 5 "coats"...'),
        ("Two\u00a0coats", "Two coats"),
        ("Hello", "Hello "),
        ("👍", "👍"),
    ],
)
async def test_a_text_that_the_carrier_has_changed_on_its_way_is_found(house, written, listed):
    conversation = await house.conversation_with()
    await house.send(conversation, written)
    house.carrier.troubles = [OutcomeUnknown()]
    await house.deliver()
    house.carrier.take(replace(await in_doubt(house), body=listed))

    house.clock.pass_by(minutes=2)
    await house.unknown_outcomes.resolve_all()

    assert (await house.last(conversation)).delivery is DeliveryStatus.SENT


# FAULT: M-9
# SPEC: CAR-2
async def test_what_may_have_been_sent_in_other_words_is_never_advised_to_be_sent_again(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "See https://bright.test/coats")
    house.carrier.troubles = [OutcomeUnknown()]
    await house.deliver()
    house.carrier.take(replace(await in_doubt(house), body="See https://twil.io/x"))

    for _ in range(10):
        house.clock.pass_by(minutes=10)
        await house.unknown_outcomes.resolve_all()
    assert (await house.last(conversation)).delivery is DeliveryStatus.UNKNOWN
    with pytest.raises(NotResendable):
        await house.messaging.resend(message.id, by=house.amira)

    house.clock.pass_by(days=1)
    await house.unknown_outcomes.resolve_all()
    last = await house.last(conversation)
    assert (last.delivery, last.error) == (DeliveryStatus.FAILED, UNCLEAR)
    assert explain(UNCLEAR).next_step.startswith("Ask the customer whether it arrived")
    await house.report(message, DeliveryStatus.DELIVERED, attempt=1)
    assert (await house.last(conversation)).delivery is DeliveryStatus.DELIVERED


# FAULT: M-9
async def test_known_messages_to_this_customer_do_not_keep_the_outcome_unknown(house):
    conversation = await house.conversation_with()
    await house.send(conversation, "Is it the blue one?")
    house.carrier.troubles = [OutcomeUnknown()]
    await house.deliver()
    await house.send(conversation, "Or the red one?")
    await house.deliver()

    house.clock.pass_by(minutes=2)
    await house.unknown_outcomes.resolve_all()

    lost, sent = (await house.log(conversation))[1:]
    assert (lost.delivery, lost.error) == (DeliveryStatus.FAILED, LOST)
    assert sent.delivery is DeliveryStatus.SENT


# FAULT: M-9
async def test_of_two_unknown_outcomes_each_finds_its_own(house):
    conversation = await house.conversation_with()
    for text in ("It’s ready", "It's ready"):
        await house.send(conversation, text)
        house.carrier.troubles = [OutcomeUnknown()]
        await house.deliver()
    async with house.store.reading() as stored:
        first, second = await stored.outbox.unresolved()
    house.carrier.take(second)
    house.carrier.take(first)

    await house.unknown_outcomes.resolve_all()

    async with house.store.reading() as stored:
        account = house.carrier.account
        found = [
            await stored.outbox.find_attempt(account=account, carrier_id=f"SM{number:032}")
            for number in (1, 2)
        ]
    assert found == [(second.message_id, 1), (first.message_id, 1)]


# FAULT: S-8
async def test_an_unknown_outcome_is_checked_ever_less_often_and_at_last_thoroughly(
    house, asked_for
):
    conversation = await house.conversation_with()
    await house.send(conversation, "Hello")
    house.carrier.troubles = [OutcomeUnknown()]
    house.carrier.trouble_listing = NotSent()
    await house.deliver()

    for seconds in [5] * (12 * 60) + [60] * (23 * 60):
        house.clock.pass_by(seconds=seconds)
        await house.unknown_outcomes.resolve_all()

    assert asked_for[0] is False
    assert asked_for[-1] is True
    assert len([thorough for thorough in asked_for if not thorough]) < 12
    assert len(asked_for) < 24 * 60 / 5 + 30


# FAULT: S-8
async def test_an_unreachable_carrier_is_not_asked_about_each_unknown_outcome(house, asked_for):
    for number in range(5):
        await house.start(f"News {number}", number=f"+1416556{number:04}")
        house.carrier.troubles = [OutcomeUnknown()]
        await house.deliver()
    house.carrier.trouble_listing = NotSent()

    await house.unknown_outcomes.resolve_all()

    assert len(asked_for) == 3
    assert house.unknown_outcomes.is_failing


@pytest.fixture
def asked_for(house):
    """Of each look at the carrier's list, whether it was a thorough one."""
    looks = []
    sent_since = house.carrier.sent_since

    async def noting(moment, *, thorough, **between):
        looks.append(thorough)
        return await sent_since(moment, thorough=thorough, **between)

    house.carrier.sent_since = noting
    return looks


async def test_an_equal_text_waits_until_the_outcome_of_the_first_is_known(house):
    conversation = await house.conversation_with()
    for _ in range(2):
        await house.send(conversation, "Hello")
    house.carrier.troubles = [OutcomeUnknown()]
    await house.deliver()
    await house.deliver()
    assert house.carrier.texts == []

    house.carrier.take(await in_doubt(house))
    await house.unknown_outcomes.resolve_all()
    await house.deliver()

    assert house.carrier.texts == ["Hello", "Hello"]
    assert [message.delivery for message in (await house.log(conversation))[1:]] == [
        DeliveryStatus.SENT,
        DeliveryStatus.SENT,
    ]


# SPEC: CAR-2
async def test_a_message_left_sending_by_a_crash_is_looked_up_and_not_repeated(house):
    conversation = await house.conversation_with()
    await house.send(conversation, "Hello")
    async with house.store.reading() as stored:
        [outgoing] = await stored.outbox.due(house.clock.now(), limit=10)
    await house.delivery_tracker.mark_sending([outgoing])
    house.carrier.take(outgoing)

    await house.deliver()
    await house.unknown_outcomes.resolve_all()

    assert house.carrier.texts == ["Hello"]
    assert (await house.last(conversation)).delivery is DeliveryStatus.SENT


async def in_doubt(house):
    async with house.store.reading() as stored:
        return (await stored.outbox.unresolved())[0]
