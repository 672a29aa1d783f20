"""Stories about pictures that leave with a message for the customer's phone."""

import asyncio

import pytest

from domain.model.errors import EmptyMessage, NotResendable
from domain.model.messages import DeliveryStatus
from domain.model.picture_errors import UnknownAttachment
from tests.fakes import noise


# SPEC: MMS-2
async def test_what_is_sent_fits_whatever_was_added(house):
    conversation = await house.conversation_with()
    added = [await house.add(conversation, noise(400, 400)) for _ in range(3)]
    await house.uploads.remove(added[1].id, by=house.amira)

    message = await house.send(conversation, "Look", attachments=[added[2].id, added[0].id])

    assert sum(file.size for file in message.attachments) <= 600_000
    assert [file.name for file in message.attachments] == ["coat.jpg", "coat.jpg"]
    assert all(file.is_picture for file in message.attachments)
    assert await house.uploads.list_for(conversation.id, by=house.amira) == []
    assert (await house.log(conversation))[-1] == message


# SPEC: MSG-9
async def test_one_press_of_send_takes_the_pictures_once(house):
    conversation = await house.conversation_with()
    added = await house.add(conversation)

    sent = await asyncio.gather(
        *(house.send(conversation, "Look", key="press-1", attachments=[added.id]) for _ in range(4))
    )
    late = await house.send(conversation, "Look", key="press-1", attachments=[added.id])

    assert {message.id for message in [*sent, late]} == {late.id}
    assert len(late.attachments) == 1
    with pytest.raises(UnknownAttachment):
        await house.send(conversation, "Look", key="press-2", attachments=[added.id])


async def test_a_refused_message_leaves_its_pictures_below_the_box(house):
    conversation = await house.conversation_with()
    added = await house.add(conversation)
    await house.text_in("STOP")

    with pytest.raises(Exception, match="This customer opted out"):
        await house.send(conversation, "Look", attachments=[added.id])

    assert await house.uploads.list_for(conversation.id, by=house.amira) == [added]


# SPEC: LOG-4
async def test_the_legal_notice_is_the_body_of_a_first_message_with_only_pictures(with_notice):
    house = with_notice
    conversation = await house.conversation_with()
    added = await house.add(conversation)

    message = await house.send(conversation, "", attachments=[added.id])

    assert (message.text, message.body) == ("", "Reply STOP to opt out.")
    with pytest.raises(EmptyMessage):
        await house.send(conversation, " ")


async def test_a_message_whose_picture_is_gone_is_not_sent_again(house):
    conversation = await house.conversation_with()
    added = await house.add(conversation)
    message = await house.send(conversation, "", attachments=[added.id])
    await house.deliver()
    await house.report(await house.last(conversation), DeliveryStatus.FAILED, error="30008")
    content = await house.media.get(message.attachments[0].id, by=house.amira)
    content.path.unlink()

    with pytest.raises(NotResendable, match="no longer there"):
        await house.messaging.resend(message.id, by=house.amira)


async def test_a_resent_message_takes_its_pictures_along(house):
    conversation = await house.conversation_with()
    added = await house.add(conversation)
    message = await house.send(conversation, "", attachments=[added.id])
    await house.deliver()
    await house.report(await house.last(conversation), DeliveryStatus.FAILED, error="30008")

    await house.messaging.resend(message.id, by=house.amira)
    await house.deliver()

    ids = [outgoing.attachment_ids for outgoing in house.carrier.taken]
    assert ids == [(message.attachments[0].id,)] * 2


# SPEC: CAR-2
async def test_a_message_of_pictures_alone_is_found_when_its_answer_got_lost(house):
    conversation = await house.conversation_with()
    added = await house.add(conversation)
    await house.send(conversation, "", attachments=[added.id])
    async with house.store.reading() as stored:
        [due] = await stored.outbox.due(house.clock.now(), limit=1)
    await house.delivery_tracker.mark_sending([due])
    house.carrier.take(due)

    await house.unknown_outcomes.resolve_all()

    assert (await house.last(conversation)).delivery is DeliveryStatus.SENT
