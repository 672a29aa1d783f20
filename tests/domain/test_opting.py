"""Customers who do not want to be texted, and those who only sound like it."""

import pytest

from domain.model.errors import (
    CustomerOptedOut,
    MarkedAsOptedOut,
    OnlyTheCustomerMayLift,
    UnknownConversation,
)
from domain.model.opt_outs import may_ask_to_stop
from tests.domain.conftest import DANA, HARBOUR, MAYA


# SPEC: CAR-3
@pytest.mark.parametrize(
    "text",
    [
        "please stop texting me",
        "Please STOP  messaging me!!",
        "Don't text me again",
        "don’t text me again",
        "do not contact this number",
        "Never text me again.",
        "remove me from your list",
        "take my number off your list please",
        "stop sending me these",
        "no more texts please",
        "dont send me any more messages",
        "I want to opt out",
        "unsubscribe me",
        "Leave me alone",
        "stop please",
    ],
)
def test_a_wish_not_to_be_texted_is_heard(text):
    assert may_ask_to_stop(text)


# SPEC: CAR-3
@pytest.mark.parametrize(
    "text",
    [
        "stop by the store",
        "please stop by at five",
        "I am at the bus stop",
        "don't stop",
        "Don't text me before 9, I sleep late",
        "I will not write a list",
        "Could you remove the sofa from my order?",
        "take me off the waiting list for Friday",
        "I never text while driving",
        "the list is long",
        "can you stop the delivery?",
        "",
    ],
)
def test_what_only_sounds_like_it_is_left_alone(text):
    assert not may_ask_to_stop(text)


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

    with pytest.raises(OnlyTheCustomerMayLift):
        await house.conversations.allow_texting(conversation.id, by=house.amira)

    await house.conversations.opt_out(conversation.id, by=house.amira)
    with pytest.raises(CustomerOptedOut, match="must text START"):
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
