"""Clocks that are corrected, jump, or reach an odd date: nobody is locked out, nothing waits."""

from datetime import UTC, datetime

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.model.carrier_errors import NotSent, OutcomeUnknown
from domain.model.errors import LinkExpired, WrongCredentials
from domain.model.messages import DeliveryStatus
from domain.services.accounts.one_time_links import OneTimeLinksService
from domain.services.accounts.sign_in import SignInService
from domain.services.admin.users import UsersService
from domain.services.messaging.delivery import DeliveryPolicy, DeliveryService
from tests.domain.conftest import DANA, MAYA
from tests.ui.visitors import PASSWORD

END_OF_32_BITS = datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)
AUTUMN_IN_TORONTO = datetime(2026, 11, 1, 5, 59, 59, tzinfo=UTC)
"""A second before one o'clock comes there for the second time."""


@pytest.fixture
async def amira(house, store, clock, password_hash):
    """Signs in, and returns how to see whether she still is."""
    accounts = SignInService(store=store, clock=clock, passwords=Argon2Passwords())
    async with store.transaction() as tx:
        await tx.users.set_password(house.amira.user_id, password_hash)
    token, _ = await accounts.sign_in("amira@bright.test", PASSWORD, address="-", device="-")

    async def is_signed_in():
        return await accounts.member(token) is not None

    return is_signed_in


# TRUST: R16
@pytest.mark.parametrize("jump", ["an hour back", "an hour on"])
async def test_what_is_written_after_a_jump_stands_after_what_was_written_before(house, jump):
    conversation = await house.conversation_with(text="First")
    await house.send(conversation, "Second")
    if jump == "an hour back":
        house.clock.set_back(hours=1)
    else:
        house.clock.pass_by(hours=1)
    await house.text_in("Third")
    await house.send(conversation, "Fourth")

    texts = [message.text for message in await house.log(conversation)]
    assert texts == ["First", "Second", "Third", "Fourth"]


# TRUST: R16
async def test_a_clock_set_back_keeps_no_number_waiting_for_its_turn(house):
    parts = {"store": house.store, "carrier": house.carrier, "clock": house.clock}
    house.delivery = DeliveryService(
        **parts,
        delivery_tracker=house.delivery_tracker,
        links=house.links,
        policy=DeliveryPolicy(pause_per_number=1),
    )
    maya, dana = await house.conversation_with(MAYA), await house.conversation_with(DANA)
    await house.send(maya, "To Maya")
    await house.deliver()
    house.clock.set_back(hours=1)
    await house.send(dana, "To Dana")

    await house.deliver()

    assert house.carrier.texts == ["To Maya", "To Dana"]


# TRUST: R16
async def test_a_clock_set_back_keeps_no_retry_waiting(house):
    conversation = await house.conversation_with()
    house.carrier.troubles = [NotSent()]
    await house.send(conversation, "Hello")
    await house.deliver()
    house.clock.set_back(hours=1)

    await house.deliver()

    assert (await house.last(conversation)).delivery is DeliveryStatus.SENT


# TRUST: R16
async def test_a_jump_ends_no_sign_in_and_makes_none_immortal(amira, clock):
    clock.set_back(hours=1)
    assert await amira()
    clock.pass_by(hours=2)
    assert await amira()
    for _ in range(14 * 4):
        clock.pass_by(hours=6, minutes=30)
        await amira()
    assert not await amira()


# FAULT: A-17
async def test_what_was_begun_while_the_clock_was_a_day_ahead_holds_no_more(
    house,
    store,
    clock,
    password_hash,
):
    accounts = SignInService(store=store, clock=clock, passwords=Argon2Passwords())
    people = UsersService(store=store, clock=clock, sign_in=accounts)
    invitations = OneTimeLinksService(store=store, clock=clock, passwords=Argon2Passwords())
    async with store.transaction() as tx:
        await tx.users.set_password(house.amira.user_id, password_hash)
    clock.pass_by(days=1)
    token, _ = await accounts.sign_in("amira@bright.test", PASSWORD, address="-", device="-")
    link = await people.link(house.jonas.user_id, by=house.olga)

    clock.set_back(days=1)

    assert await accounts.member(token) is None
    with pytest.raises(LinkExpired):
        await invitations.get_owner(link)


# FAULT: A-17
async def test_failures_of_a_clock_that_was_ahead_keep_nobody_out(amira, house, store, clock):
    accounts = SignInService(store=store, clock=clock, passwords=Argon2Passwords())
    here = {"address": "-", "device": "-"}
    clock.pass_by(days=1)
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await accounts.sign_in("amira@bright.test", "a guess", **here)

    clock.set_back(days=1)

    await accounts.sign_in("amira@bright.test", PASSWORD, **here)


# TRUST: R16
@pytest.mark.parametrize("moment", [END_OF_32_BITS, AUTUMN_IN_TORONTO])
async def test_odd_moments_are_kept_as_they_were(house, moment):
    house.clock._now = moment
    conversation = await house.conversation_with(text="First")
    house.clock.pass_by(seconds=1)
    await house.send(conversation, "Second")
    house.clock.pass_by(hours=1)
    await house.text_in("Third")

    log = await house.log(conversation)
    assert [message.text for message in log] == ["First", "Second", "Third"]
    assert abs((log[0].at - moment).total_seconds()) < 0.1
    assert log[2].at - log[1].at > log[1].at - log[0].at


# TRUST: R16
async def test_a_clock_set_back_puts_no_look_at_a_lost_answer_off(house):
    conversation = await house.conversation_with()
    await house.send(conversation, "Hello")
    house.carrier.troubles = [OutcomeUnknown()]
    await house.deliver()
    await house.unknown_outcomes.resolve_all()
    async with house.store.reading() as stored:
        [outgoing] = await stored.outbox.unresolved()
    house.carrier.take(outgoing)
    house.clock.set_back(hours=1)

    await house.unknown_outcomes.resolve_all()

    assert (await house.last(conversation)).delivery is DeliveryStatus.SENT
