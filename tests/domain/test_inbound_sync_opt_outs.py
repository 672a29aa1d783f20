"""Stories about customers whose STOP or START is learned of late."""

import pytest

from domain.model.errors import CustomerOptedOut, MarkedAsOptedOut
from domain.model.opt_outs import OptOutScope
from tests.domain.conftest import HARBOUR, MAYA, QUEEN_STREET
from tests.support.inbound_sync import written as written


# FAULT: M-3
# SPEC: CAR-3
@pytest.mark.parametrize("scope", OptOutScope)
async def test_a_yes_that_is_learned_late_lifts_no_newer_stop(house, written, scope):
    await house.company_wants(scope)
    conversation = await house.conversation_with(MAYA)
    written("YES", ago=5, to=HARBOUR if scope is OptOutScope.COMPANY else QUEEN_STREET)
    await house.text_in("STOP")

    await house.inbound_sync.sync()

    with pytest.raises(CustomerOptedOut):
        await house.send(conversation, "Hello?")


# FAULT: M-3
# SPEC: CAR-3
@pytest.mark.parametrize("word", ["START", "YES", "unstop"])
async def test_a_stop_that_is_learned_late_undoes_no_newer_start(house, written, word):
    conversation = await house.conversation_with(MAYA)
    written("STOP", ago=5)
    await house.text_in(word)

    await house.inbound_sync.sync()

    await house.send(conversation, "Welcome back")
    assert "opted_out" not in await house.timeline(conversation)


# FAULT: M-3
# SPEC: CAR-3
async def test_words_that_are_learned_late_count_in_the_order_they_were_said(house, written):
    conversation = await house.conversation_with(MAYA)
    await house.text_in("STOP")
    house.clock.pass_by(minutes=10)
    written("START", ago=8)
    last = written("STOP", ago=6)

    await house.inbound_sync.sync()

    with pytest.raises(CustomerOptedOut):
        await house.send(conversation, "Hello?")
    opened = await house.conversations.open(conversation.id, by=house.amira)
    assert opened.timeline[-1].at == last.at


# FAULT: M-3
# SPEC: CAR-3
async def test_a_later_stop_is_remembered_while_an_earlier_one_stands(house, written):
    conversation = await house.conversation_with(MAYA)
    await house.text_in("STOP")
    house.clock.pass_by(minutes=10)
    await house.text_in("STOP")
    written("START", ago=5)

    await house.inbound_sync.sync()

    with pytest.raises(CustomerOptedOut):
        await house.send(conversation, "Hello?")


# FAULT: M-3
# SPEC: CAR-3
@pytest.mark.parametrize("ago", [0, 5])
async def test_no_yes_lifts_what_a_user_has_marked(house, written, ago):
    conversation = await house.conversation_with(MAYA, text="please stop texting me")
    house.clock.pass_by(minutes=10)
    await house.conversations.opt_out(conversation.id, by=house.amira)
    written("YES", ago=ago)

    await house.inbound_sync.sync()
    await house.text_in("Yes")

    with pytest.raises(MarkedAsOptedOut):
        await house.send(conversation, "Hello?")
    await house.text_in("START")
    await house.send(conversation, "Welcome back")


# FAULT: M-3
# SPEC: CAR-3
async def test_a_start_from_before_a_users_mark_does_not_lift_it(house, written):
    conversation = await house.conversation_with(MAYA)
    written("START", ago=5)
    await house.conversations.opt_out(conversation.id, by=house.amira)

    await house.inbound_sync.sync()

    with pytest.raises(MarkedAsOptedOut):
        await house.send(conversation, "Hello?")


# FAULT: M-3
# SPEC: CAR-3
async def test_what_a_user_lifts_is_not_the_customers_own_start(house, written):
    conversation = await house.conversation_with(MAYA)
    await house.conversations.opt_out(conversation.id, by=house.amira)
    written("STOP", ago=5)
    await house.conversations.allow_texting(conversation.id, by=house.amira)

    await house.inbound_sync.sync()

    with pytest.raises(CustomerOptedOut):
        await house.send(conversation, "Hello?")
