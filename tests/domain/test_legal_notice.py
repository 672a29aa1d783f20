"""Stories about the legal notice, which goes with the first message."""

import asyncio

from domain.model.carrier_errors import Rejected
from domain.model.messages import DeliveryStatus


# SPEC: LOG-4
async def test_the_legal_notice_goes_with_the_first_message_and_only_with_it(with_notice):
    house = with_notice
    conversation = await house.conversation_with()

    first = await house.send(conversation, "Hello")
    second = await house.send(conversation, "Anything else?")

    assert first.body == "Hello\nReply STOP to opt out."
    assert first.text == "Hello"
    assert second.notice is None


# FAULT: M-10
# SPEC: LOG-4
async def test_the_notice_of_a_first_message_that_failed_goes_with_the_next_one(with_notice):
    house = with_notice
    conversation = await house.conversation_with()
    house.carrier.troubles = [Rejected("30006")]
    first = await house.send(conversation, "Hello")
    beside = await house.send(conversation, "Anybody there?")
    await house.deliver()
    opened = await house.conversations.open(conversation.id, by=house.amira)
    assert opened.notice == "Reply STOP to opt out."

    second = await house.send(conversation, "Hello again")
    third = await house.send(conversation, "And again")

    notices = [message.notice for message in (first, beside, second, third)]
    assert notices == ["Reply STOP to opt out.", None, "Reply STOP to opt out.", None]


# FAULT: M-10
# SPEC: LOG-4
async def test_an_open_page_counts_the_notice_again_when_its_message_has_failed(with_notice, hub):
    house = with_notice
    conversation = await house.conversation_with()
    delivering = asyncio.create_task(hub.run(house.store, house.clock))
    page = hub.subscribe(house.amira)
    opened = await house.conversations.open(conversation.id, by=house.amira)
    house.carrier.troubles = [Rejected("30008")]
    message = await house.send(conversation, "Hello")
    await house.deliver()

    async def counted_once_it_is(state):
        nonlocal opened
        async for news in page.updates():
            if news.message and news.message.id == message.id:
                opened = opened.apply(news, news.listed)
                if news.message.delivery is state:
                    return opened.notice
        raise AssertionError("the page is gone")

    assert await counted_once_it_is(DeliveryStatus.FAILED) == "Reply STOP to opt out."
    await house.messaging.resend(message.id, by=house.amira)
    assert await counted_once_it_is(DeliveryStatus.QUEUED) is None
    delivering.cancel()


# SPEC: LOG-4
async def test_a_text_that_says_the_notice_itself_gets_no_second_one(with_notice):
    conversation = await with_notice.conversation_with()

    message = await with_notice.send(conversation, "Hello! Reply STOP to opt out.")

    assert message.body == "Hello! Reply STOP to opt out."
