import asyncio
import itertools
from dataclasses import replace

import pytest

from domain.model.carrier import Taken
from domain.model.carrier_error_codes import explain
from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.model.errors import NotResendable
from domain.model.messages import LOST, UNCLEAR, UNREACHABLE, DeliveryStatus
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


async def in_doubt(house):
    async with house.store.reading() as stored:
        return (await stored.outbox.unresolved())[0]
