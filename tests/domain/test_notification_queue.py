"""Stories about when users are told: at once, a little later, or in one with others."""

import asyncio
from datetime import timedelta

from domain.model.carrier_errors import NotSent
from tests.domain.conftest import DANA, MAYA
from tests.support.notifications import (
    AMIRAS_PHONE,
    EMAIL,
    PUSH,
    SMS,
    asks,
    change,
    give_number,
    round_of,
    takes_pushes,
)
from tests.support.notifications import notifier as notifier
from tests.support.notifications import post as post
from tests.support.notifications import presence as presence


# SPEC: NOT-1
async def test_who_looks_at_the_conversation_is_not_told_unless_they_leave_it_unread(
    house, post, presence, notifier
):
    conversation = await house.conversation_with(MAYA)
    await asks(house, house.amira, EMAIL, PUSH)
    await asks(house, house.jonas, EMAIL)
    await takes_pushes(house, house.amira)
    amira = presence.join(house.amira)
    amira.view(conversation)

    await house.text_in("Is the coat in?")
    await round_of(notifier)
    house.clock.pass_by(seconds=16)
    await round_of(notifier)
    assert post.said == [("jonas@bright.test", "Is the coat in?")]
    assert post.pushed == []

    await house.conversations.read((await house.last(conversation)).id, by=house.amira)
    house.clock.pass_by(hours=1)
    await round_of(notifier)
    await house.text_in("Hello?")
    amira.close()
    house.clock.pass_by(seconds=16)
    await round_of(notifier)

    assert sorted(post.said[1:]) == [
        ("amira@bright.test", "Hello?"),
        ("jonas@bright.test", "Hello?"),
    ]
    assert [told.sentence for _, told in post.pushed] == ["Hello?"]


# SPEC: NOT-2
async def test_a_burst_is_one_email_now_and_one_with_the_count_five_minutes_later(
    house, post, notifier
):
    await asks(house, house.amira, EMAIL, PUSH)
    await takes_pushes(house, house.amira)

    for text in ("Hi", "Are you there?", "Hello?", "It is about the coat"):
        await house.text_in(text)
        await round_of(notifier)
    await house.text_in("I am Dana", sender=DANA)
    await round_of(notifier)
    house.clock.pass_by(minutes=4)
    await round_of(notifier)
    assert [said for _, said in post.said] == ["Hi", "I am Dana"]
    house.clock.pass_by(minutes=2)
    await round_of(notifier)

    assert [said for _, said in post.said[2:]] == ["3 new messages: It is about the coat"]
    assert len({letter.subject for letter in post.letters[::2]}) == 1
    assert len({letter.thread for letter in post.letters[::2]}) == 1
    assert [told.sentence for _, told in post.pushed] == [
        "Hi",
        "Are you there?",
        "Hello?",
        "It is about the coat",
        "I am Dana",
    ]
    assert len({told.thread for _, told in post.pushed}) == 2


# SPEC: NOT-2
async def test_pushes_that_could_not_go_out_are_one_with_the_count(house, post, notifier):
    await asks(house, house.amira, PUSH)
    await takes_pushes(house, house.amira)
    post.troubles = [NotSent("503")]
    await house.text_in("Hi")
    await round_of(notifier)

    await house.text_in("Are you there?")
    house.clock.pass_by(seconds=6)
    await round_of(notifier)

    assert [told.sentence for _, told in post.pushed] == ["2 new messages: Are you there?"]


async def test_of_one_conversation_a_push_never_overtakes_another(house, post, notifier):
    await asks(house, house.amira, PUSH)
    await takes_pushes(house, house.amira)
    post.stuck = asyncio.Event()
    await house.text_in("Hi")
    await notifier.start_due()
    await house.text_in("Are you there?")
    await notifier.start_due()
    assert len(notifier.in_flight) == 1

    post.stuck.set()
    await notifier.drain()
    await round_of(notifier)

    assert [told.sentence for _, told in post.pushed] == ["Hi", "Are you there?"]


async def test_what_comes_while_a_push_is_failing_goes_out_with_it(house, post, notifier):
    await asks(house, house.amira, PUSH)
    await takes_pushes(house, house.amira)
    post.stuck, post.troubles = asyncio.Event(), [NotSent("503")]
    await house.text_in("Hi")
    await notifier.start_due()

    await house.text_in("Are you there?")
    post.stuck.set()
    await notifier.drain()
    house.clock.pass_by(seconds=6)
    await round_of(notifier)

    assert [told.sentence for _, told in post.pushed] == ["2 new messages: Are you there?"]


# SPEC: NOT-1
async def test_in_quiet_hours_nothing_rings_and_it_is_told_afterwards_once(house, post, notifier):
    await give_number(house)
    await asks(house, house.amira, EMAIL, SMS, PUSH)
    await takes_pushes(house, house.amira)
    now = house.clock.now()
    begin, end = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()
    await change(
        house, house.amira, phone=AMIRAS_PHONE, quiet_from=begin, quiet_until=end, time_zone="UTC"
    )

    await house.text_in("Are you awake?")
    await house.text_in("Never mind, tomorrow")
    await round_of(notifier)
    await round_of(notifier)
    assert [letter.to for letter in post.letters] == ["amira@bright.test"]
    assert (post.texts, post.pushed) == ([], [])

    house.clock.pass_by(hours=1, seconds=1)
    await round_of(notifier)
    await round_of(notifier)

    assert [body for *_, body in post.texts if "Never mind, tomorrow" in body] != []
    assert len(post.texts) == 1
    assert [told.sentence for _, told in post.pushed] == ["2 new messages: Never mind, tomorrow"]


# SPEC: NOT-2
async def test_the_same_message_brought_twice_is_told_once(house, post, notifier):
    await asks(house, house.amira, EMAIL)
    webhook = await house.text_in("Hi")
    await house.inbound.receive(webhook)
    await round_of(notifier)
    await house.inbound.receive(webhook)
    house.clock.pass_by(hours=1)
    await round_of(notifier)

    assert post.said == [("amira@bright.test", "Hi")]
