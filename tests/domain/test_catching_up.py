"""What customers wrote while nobody here could hear it."""

import asyncio
from datetime import timedelta

import pytest

from domain.model.carrier_failures import NotReached
from domain.model.conversations import Status
from domain.model.events import MessageAdded
from domain.ports.carrier import InboundMedia, ListedText
from domain.services.catching_up import CatchingUpService, Rounds
from tests.domain.conftest import DANA, HARBOUR, MAYA, QUEEN_STREET
from tests.simulator.rig import eventually


@pytest.fixture
def written(house):
    """A customer writes, and no webhook tells of it."""

    def written(text, *, ago=0, sender=MAYA, to=QUEEN_STREET, media=()):
        carrier_id = f"SMlost{len(house.carrier.received):026}"
        house.carrier.media[carrier_id] = media
        house.carrier.received.append(
            ListedText(
                carrier_id=carrier_id,
                sender=sender,
                recipient=to,
                text=text,
                at=house.clock.now() - timedelta(minutes=ago),
                has_media=bool(media),
            )
        )
        return house.carrier.received[-1]

    return written


# SPEC: CAR-4
async def test_what_was_missed_is_taken_in_once_at_its_own_time(house, written, published):
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

    assert await house.catching_up.catch_up() == 1
    assert await house.catching_up.catch_up() == 0

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

    await house.catching_up.catch_up()

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

    await house.catching_up.catch_up()

    by_number = {
        each.conversation.customer_number: each.conversation for each in await house.listed()
    }
    assert by_number[MAYA].status is Status.OPEN
    assert by_number[DANA].started_at == new.at
    assert await house.listed(status=Status.CLOSED) == []


async def test_files_of_a_missed_message_are_fetched_like_those_of_any_other(house, written):
    file = InboundMedia(url="https://api.twilio.com/file", media_type="image/jpeg")
    written("Look", media=(file,))

    await house.catching_up.catch_up()

    async with house.store.reading() as stored:
        wanted = await stored.attachments.next_wanted(house.clock.now())
    assert (wanted.source_url, wanted.claimed_type) == (file.url, file.media_type)


async def test_what_belongs_to_nobody_is_kept_aside_once(house, written):
    written("Wrong number", to="+14165559999")

    assert await house.catching_up.catch_up() == 1
    assert await house.catching_up.catch_up() == 0

    async with house.store.reading() as stored:
        assert await stored.unrouted.count() == 1


# SPEC: CAR-4
async def test_each_look_begins_where_the_last_one_ended_and_a_little_before(house):
    """A list may be late with a message, and clocks may differ."""
    await house.catching_up.catch_up()
    in_sync_at = await house.catching_up.in_sync_at()
    asked = []

    async def received_since(moment):
        asked.append(moment)
        return []

    house.carrier.received_since = received_since
    house.clock.pass_by(hours=3)
    await house.catching_up.catch_up()
    house.clock.set_back(hours=2)
    await house.catching_up.catch_up()

    assert asked[0] == in_sync_at - timedelta(minutes=15)
    assert asked[1] < house.clock.now() - timedelta(minutes=15)


async def test_a_database_from_before_looks_back_to_its_last_text(house, written):
    await house.text_in("The last one before the update")
    house.clock.pass_by(days=2)
    written("In between", ago=24 * 60)

    assert await house.catching_up.catch_up() == 1


# SPEC: CAR-4
async def test_a_carrier_that_is_away_is_asked_again_soon_and_nothing_counts_as_in_sync(
    house, written
):
    house.carrier.trouble_listing = NotReached()
    quick = CatchingUpService(
        store=house.store,
        carrier=house.carrier,
        clock=house.clock,
        inbound=house.inbound,
        rounds=Rounds(after_failure=0.01, every=60),
    )
    running = asyncio.create_task(quick.run())
    await eventually(lambda: quick.is_failing)
    assert await quick.in_sync_at() is None
    written("Missed")
    house.carrier.trouble_listing = None
    await eventually(lambda: not quick.is_failing)
    running.cancel()

    assert await quick.in_sync_at() is not None
    assert [each.preview.text for each in await house.listed()] == ["Missed"]
