"""Stories about customers who do not want to be texted: nobody does, and nobody waits."""

from dataclasses import replace

import pytest

from domain.model.conversation_list import ListQuery, NeedsAttention
from domain.model.conversations import Status
from domain.model.errors import (
    CustomerOptedOut,
    MarkedAsOptedOut,
    OptOutIsCustomers,
    UnknownConversation,
)
from domain.model.messages import DeliveryStatus
from domain.model.opt_outs import OptOutScope
from domain.services.inbox.dashboard import DashboardService
from tests.domain.conftest import DANA, HARBOUR, MAYA


# FAULT: M-3
# SPEC: CAR-3
async def test_yes_lifts_nothing_at_a_toll_free_number(house):
    toll_free = "+18885550100"
    async with house.store.transaction() as tx:
        await tx.companies.save_point_of_contact(replace(house.queen_street, app_number=toll_free))
    conversation = await house.conversation_with(MAYA, to=toll_free)
    await house.text_in("STOP", to=toll_free)

    await house.text_in("Yes", to=toll_free)
    with pytest.raises(CustomerOptedOut):
        await house.send(conversation, "Hello?")

    await house.text_in("UNSTOP", to=toll_free)
    await house.send(conversation, "Welcome back")


@pytest.fixture
def waiting(house):
    async def waiting(by=None):
        """In the rows, under the filter, and on the home page."""
        by = by or house.amira
        rows = await house.listed(by) + await house.listed(by, status=Status.CLOSED)
        shown = {each.conversation.id for each in rows if each.waiting_since}
        found = set()
        for status in Status:
            query = ListQuery(status, only=NeedsAttention.WAITING)
            page = await house.conversation_list.page(query, by=by)
            found |= {each.conversation.id for each in page}
        overview = DashboardService(store=house.store, clock=house.clock)
        standing = await overview.summary(by=by)
        assert shown == found
        assert standing.waiting == len(found)
        assert (standing.longest_since is None) is (not found)
        return found

    return waiting


# FAULT: M-5
# SPEC: LIST-7
@pytest.mark.parametrize("scope", OptOutScope)
async def test_who_opted_out_waits_for_no_answer(house, waiting, scope):
    await house.company_wants(scope)
    maya = await house.conversation_with(MAYA, text="Is it ready?")
    harbour = await house.conversation_with(MAYA, text="Is it here?", to=HARBOUR)
    dana = await house.conversation_with(DANA)
    assert await waiting() == {maya.id, harbour.id, dana.id}

    await house.text_in("STOP")
    there = set() if scope is OptOutScope.COMPANY else {harbour.id}
    assert await waiting() == {dana.id} | there

    await house.text_in("START")
    assert await waiting() == {maya.id, dana.id} | there
    [listed] = [each for each in await house.listed() if each.conversation.id == maya.id]
    assert listed.waiting_since == listed.conversation.last_message_at


# FAULT: M-5
# SPEC: LIST-7
async def test_a_users_mark_ends_waiting_and_its_undo_brings_it_back(house, waiting):
    conversation = await house.conversation_with(MAYA, text="please stop texting me")

    await house.conversations.opt_out(conversation.id, by=house.amira)
    assert await waiting() == set()

    await house.conversations.allow_texting(conversation.id, by=house.amira)
    assert await waiting() == {conversation.id}


# FAULT: M-5
# SPEC: LIST-7
async def test_a_refusal_of_the_carrier_ends_waiting(house, waiting):
    conversation = await house.conversation_with(MAYA)
    message = await house.send(conversation, "On its way")
    await house.deliver()
    await house.text_in("Are you there?")
    sent = await house.last_of(message)
    await house.report(sent, DeliveryStatus.FAILED, error="21610")

    assert await waiting() == set()


# FAULT: M-5 N-7
# SPEC: LIST-7
async def test_nobody_waits_in_a_closed_conversation_or_without_a_number(house, waiting):
    conversation = await house.conversation_with(MAYA)
    for sender in ("32665", "Parcelly", "+266696687"):
        await house.text_in("Your parcel is here", sender=sender)
    assert await waiting() == {conversation.id}

    await house.conversations.close(conversation.id, by=house.amira)
    assert await waiting() == set()

    await house.conversations.reopen(conversation.id, by=house.amira)
    assert await waiting() == {conversation.id}


# FAULT: N-7
# SPEC: LIST-7
async def test_what_was_closed_unanswered_is_not_counted_when_the_customer_writes_again(house):
    conversation = await house.conversation_with(MAYA)
    await house.conversations.close(conversation.id, by=house.amira)
    house.clock.pass_by(days=20)

    await house.text_in("One more thing")

    [listed] = await house.listed()
    assert listed.waiting_since == listed.conversation.last_message_at


# SPEC: CAR-3
async def test_amira_marks_a_customer_and_nobody_texts_from_that_number(house):
    conversation = await house.conversation_with(MAYA, text="please stop texting me")
    harbour = await house.conversation_with(MAYA, to=HARBOUR)

    for _ in range(2):
        await house.conversations.opt_out(conversation.id, by=house.amira)

    with pytest.raises(MarkedAsOptedOut):
        await house.send(conversation, "One last thing")
    opened = await house.conversations.open(conversation.id, by=house.jonas)
    assert opened.listed.refusal == str(MarkedAsOptedOut())
    told = [(entry.happening, entry.by) for entry in opened.timeline][1:]
    assert told == [("opted_out", "Amira Benali")]
    await house.send(harbour, "Another number may")

    await house.conversations.allow_texting(conversation.id, by=house.jonas)
    await house.send(conversation, "Welcome back")
    assert (await house.timeline(conversation))[-1] == "opted_in"


# SPEC: CAR-3
async def test_what_the_customer_asked_for_only_the_customer_lifts(house):
    conversation = await house.conversation_with(MAYA)
    await house.conversations.opt_out(conversation.id, by=house.amira)
    await house.text_in("STOP", sender=MAYA)

    with pytest.raises(OptOutIsCustomers):
        await house.conversations.allow_texting(conversation.id, by=house.amira)

    await house.conversations.opt_out(conversation.id, by=house.amira)
    with pytest.raises(CustomerOptedOut, match="once they text START"):
        await house.send(conversation, "Hello?")
    await house.text_in("START", sender=MAYA)
    await house.send(conversation, "Welcome back")


# SPEC: CAR-3
async def test_every_open_conversation_with_the_customer_hears_of_it(house, published):
    conversation = await house.conversation_with(MAYA)
    newer = await house.start("A new matter", beside=conversation)
    published.clear()

    await house.conversations.opt_out(conversation.id, by=house.amira)

    changed = [event for event in published if type(event).__name__ == "ConversationChanged"]
    assert {event.conversation_id for event in changed} == {
        conversation.id,
        newer.conversation_id,
    }


# SPEC: ACC-6
async def test_jonas_opts_nobody_out_at_the_harbour(house):
    harbour = await house.conversation_with(DANA, to=HARBOUR)

    for wish in (house.conversations.opt_out, house.conversations.allow_texting):
        with pytest.raises(UnknownConversation):
            await wish(harbour.id, by=house.jonas)
