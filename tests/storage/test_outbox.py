"""The queue of outbound messages, as it is stored."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from domain.model.actor import ALL
from domain.model.carrier import StatusReport
from domain.model.messages import LOST, DeliveryStatus
from tests.storage.conftest import ACCOUNT, DANA, HARBOUR, MAYA, QUEEN_STREET

ENOUGH = 100


@pytest.fixture
def due(office):
    async def due(limit=ENOUGH):
        async with office.store.reading() as stored:
            return await stored.outbox.due(office.clock.now(), limit=limit)

    return due


@pytest.fixture
def begin(office, due):
    """Hand over the next message of a conversation, as far as asking the carrier."""

    async def begin(conversation):
        [outgoing] = [out for out in await due() if out.conversation_id == conversation.id]
        async with office.store.transaction() as tx:
            await tx.outbox.mark_sending(outgoing)
        return outgoing

    return begin


@pytest.fixture
def mark(office):
    async def mark(message_id, delivery, *, error=None):
        async with office.store.transaction() as tx:
            await tx.messages.set_status(message_id, delivery, error=error, at=office.clock.now())
            return await tx.messages.get(message_id, within=ALL)

    return mark


def bodies(outgoing):
    return [each.body for each in outgoing]


# SPEC: CAR-2
async def test_the_oldest_of_each_conversation_is_due(office, due):
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    await office.text_out(maya, "Maya 1")
    await office.text_out(dana, "Dana 1")
    await office.text_out(maya, "Maya 2")

    assert bodies(await due()) == ["Maya 1", "Dana 1"]
    assert bodies(await due(limit=1)) == ["Maya 1"]


async def test_what_is_due_has_all_that_the_carrier_needs(office, due):
    conversation = await office.conversation(MAYA, at=office.harbour)
    message = await office.text_out(conversation, "Yes!", notice="Reply STOP to opt out.")

    [outgoing] = await due()

    assert outgoing.message_id == message.id
    assert outgoing.attempt == 1
    assert outgoing.tries == 0
    assert (outgoing.app_number, outgoing.customer_number) == (HARBOUR, MAYA)
    assert outgoing.body == "Yes!\nReply STOP to opt out."


async def test_texts_that_came_in_are_never_due(office, due):
    await office.text_in(await office.conversation())

    assert await due() == []


# SPEC: CAR-2
async def test_a_message_in_the_carriers_hands_holds_up_the_next_one(office, due, begin, mark):
    conversation = await office.conversation()
    first = await office.text_out(conversation, "First")
    await office.text_out(conversation, "Second")

    await begin(conversation)
    assert await due() == []

    await mark(first.id, DeliveryStatus.UNKNOWN)
    assert bodies(await due()) == ["Second"]


# SPEC: CAR-2
async def test_a_message_put_off_waits_and_keeps_the_order(office, due, begin):
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    await office.text_out(maya, "First")
    await office.text_out(maya, "Second")
    await office.text_out(dana, "To Dana")
    outgoing = await begin(maya)
    later = office.clock.now() + timedelta(minutes=1)
    async with office.store.transaction() as tx:
        await tx.outbox.requeue(outgoing.message_id, not_before=later)

    assert bodies(await due()) == ["To Dana"]
    await begin(dana)
    async with office.store.reading() as stored:
        assert await stored.outbox.next_due_at() == later

    office.clock.pass_by(minutes=2)
    [again] = await due()
    assert (again.body, again.attempt, again.tries) == ("First", 2, 1)


async def test_an_empty_queue_has_no_next_time(office, begin):
    conversation = await office.conversation()
    async with office.store.reading() as stored:
        assert await stored.outbox.next_due_at() is None

    message = await office.text_out(conversation)
    async with office.store.reading() as stored:
        assert await stored.outbox.next_due_at() == message.at

    await begin(conversation)
    await office.text_out(conversation, "Held up")
    async with office.store.reading() as stored:
        assert await stored.outbox.next_due_at() is None


async def test_a_clock_set_back_holds_up_nothing(office, due):
    conversation = await office.conversation()
    office.clock.set_back(hours=1)
    await office.text_out(conversation, "Still now")

    assert bodies(await due()) == ["Still now"]


# SPEC: CAR-2
async def test_the_same_attempt_begins_once(office, begin):
    conversation = await office.conversation()
    await office.text_out(conversation)
    outgoing = await begin(conversation)

    with pytest.raises(IntegrityError):
        async with office.store.transaction() as tx:
            await tx.outbox.mark_sending(outgoing)


# SPEC: CAR-2
async def test_what_a_crash_left_behind_has_an_unknown_outcome(office, begin, mark):
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    await office.text_out(maya, "To Maya")
    to_dana = await office.text_out(dana, "To Dana")
    asked = [await begin(maya), await begin(dana)]
    await mark(to_dana.id, DeliveryStatus.UNKNOWN)

    async with office.store.reading() as stored:
        assert await stored.outbox.unresolved() == asked

    await mark(to_dana.id, DeliveryStatus.SENT)
    async with office.store.reading() as stored:
        assert await stored.outbox.unresolved() == asked[:1]


async def test_the_carriers_id_belongs_to_one_attempt(office, begin):
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    await office.text_out(maya)
    await office.text_out(dana)
    to_maya, to_dana = await begin(maya), await begin(dana)

    async def taken(outgoing, carrier_id):
        async with office.store.transaction() as tx:
            return await tx.outbox.set_carrier_id(
                outgoing.message_id, outgoing.attempt, account=ACCOUNT, carrier_id=carrier_id
            )

    assert await taken(to_maya, "SM1")
    assert await taken(to_maya, "SM1")
    assert not await taken(to_dana, "SM1")
    assert not await taken(to_maya, "SM3")
    assert not await taken(replace(to_maya, attempt=2), "SM2")
    async with office.store.reading() as stored:
        assert await stored.outbox.knows_carrier_id(ACCOUNT, "SM1")
        assert not await stored.outbox.knows_carrier_id("AC of another", "SM1")
        assert not await stored.outbox.knows_carrier_id(ACCOUNT, "SM2")


# SPEC: CAR-5
async def test_a_code_is_never_erased_by_a_later_state(office, begin, mark):
    conversation = await office.conversation()
    message = await office.text_out(conversation)
    await begin(conversation)

    assert (await mark(message.id, DeliveryStatus.FAILED, error=LOST)).error == LOST
    found = await mark(message.id, DeliveryStatus.DELIVERED)

    assert found.delivery is DeliveryStatus.DELIVERED
    assert found.error == LOST


# SPEC: LOG-5
async def test_a_message_sent_again_starts_afresh(office, due, begin, mark):
    conversation = await office.conversation()
    message = await office.text_out(conversation, "Are you there?")
    outgoing = await begin(conversation)
    async with office.store.transaction() as tx:
        await tx.outbox.requeue(outgoing.message_id, not_before=office.clock.now())
    await begin(conversation)
    await mark(message.id, DeliveryStatus.FAILED, error="30003")
    async with office.store.transaction() as tx:
        await tx.outbox.resend(message.id, at=office.clock.now())

    [again] = await due()

    assert (again.attempt, again.tries) == (3, 0)
    async with office.store.reading() as stored:
        queued = await stored.messages.get(message.id, within=ALL)
    assert (queued.delivery, queued.error) == (DeliveryStatus.QUEUED, None)


# SPEC: LOG-6
async def test_every_step_of_an_attempt_is_kept(office, begin, mark, database_rows):
    conversation = await office.conversation()
    message = await office.text_out(conversation)
    outgoing = await begin(conversation)
    report = StatusReport(
        message_id=message.id,
        attempt=outgoing.attempt,
        account=ACCOUNT,
        carrier_id="SM1",
        status="undelivered",
        delivery=DeliveryStatus.FAILED,
        error="30003",
    )
    async with office.store.transaction() as tx:
        await tx.outbox.add_status(message.id, outgoing.attempt, report, at=office.clock.now())
    await mark(message.id, DeliveryStatus.FAILED, error="30003")

    assert database_rows("SELECT attempt, status, error FROM delivery_steps ORDER BY id") == [
        (1, "sending", None),
        (1, "undelivered", "30003"),
        (1, "failed", "30003"),
    ]
    assert database_rows("SELECT number, delivery, error FROM attempts") == [(1, "failed", "30003")]


async def test_a_burst_goes_out_one_conversation_after_another(office, due):
    for number in range(5):
        conversation = await office.conversation(f"+1416555{number:04}")
        for text in range(3):
            await office.text_out(conversation, f"{number}-{text}")

    outgoing = await due()

    assert bodies(outgoing) == [f"{number}-0" for number in range(5)]
    assert {each.app_number for each in outgoing} == {QUEEN_STREET}
