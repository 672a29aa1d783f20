"""Two of the team answer the same customer: the second one is asked."""

import asyncio

import pytest

from domain.model.errors import ReplyConflict
from tests.domain.conftest import MAYA


@pytest.fixture
async def maya(house):
    return await house.conversation_with(MAYA)


async def answer(house, conversation, text, *, by, seen, key=None):
    return await house.messaging.send(conversation.id, by=by, text=text, key=key or text, seen=seen)


# SPEC: LOG-9
async def test_sending_after_a_colleague_answered_asks_first(house, maya):
    seen = maya.last_message_id
    theirs = await answer(house, maya, "It is ready.", by=house.jonas, seen=seen)

    with pytest.raises(ReplyConflict, match="Jonas Cole answered meanwhile") as asked:
        await answer(house, maya, "It is not ready.", by=house.amira, seen=seen)

    question = asked.value
    assert (question.message_id, question.author, question.text, question.at) == (
        theirs.id,
        "Jonas Cole",
        "It is ready.",
        theirs.at,
    )
    assert [message.text for message in await house.log(maya)] == ["Hi", "It is ready."]

    await answer(house, maya, "It is not ready.", by=house.amira, seen=theirs.id, key="anyway")
    assert (await house.last(maya)).text == "It is not ready."


# SPEC: LOG-9
async def test_nobody_is_asked_about_the_customers_or_their_own_words(house, maya):
    seen = maya.last_message_id
    await house.text_in("Hello?")
    await answer(house, maya, "One moment", by=house.amira, seen=seen)

    await answer(house, maya, "It is ready.", by=house.amira, seen=seen)

    assert (await house.last(maya)).text == "It is ready."


# SPEC: LOG-9
async def test_of_two_presses_at_once_one_is_asked(house, maya):
    presses = [
        answer(house, maya, f"{who.name} speaking", by=who, seen=maya.last_message_id)
        for who in (house.amira, house.jonas)
    ]

    results = await asyncio.gather(*presses, return_exceptions=True)

    assert [type(result).__name__ for result in results].count("ReplyConflict") == 1
    assert len(await house.log(maya)) == 2


# SPEC: MSG-9 LOG-9
async def test_a_press_that_was_taken_is_not_asked_about_when_it_comes_again(house, maya):
    seen = maya.last_message_id
    first = await answer(house, maya, "It is ready.", by=house.amira, seen=seen, key="press")
    await answer(house, maya, "Yes, it is.", by=house.jonas, seen=first.id)

    again = await answer(house, maya, "It is ready.", by=house.amira, seen=seen, key="press")

    assert again.id == first.id
