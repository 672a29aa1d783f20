"""Stories about a reply: who may send it, how often, and in which order."""

import asyncio

import pytest

from domain.model.conversations import Status
from domain.model.errors import (
    CannotBeAnswered,
    CustomerOptedOut,
    EmptyMessage,
    MessageTooLong,
    NotPermitted,
    UnknownConversation,
    UnknownPointOfContact,
)
from domain.model.messages import DeliveryStatus
from domain.model.picture_errors import UnknownAttachment
from domain.services.media.fit import AttachmentFitter
from domain.services.messaging.send import MessagingService
from tests.domain.conftest import DANA, HARBOUR, MAYA
from tests.fakes import PlainPictures


async def test_a_reply_is_queued_in_the_writers_name_and_moves_the_list(house):
    maya = await house.conversation_with(MAYA)
    await house.text_in("And me?", sender=DANA)

    message = await house.send(maya, "  On my way  ")

    assert (message.text, message.author, message.delivery) == (
        "On my way",
        "Amira Benali",
        DeliveryStatus.QUEUED,
    )
    top = (await house.listed())[0]
    assert top.conversation.id == maya.id
    assert top.preview.author == "Amira Benali"
    assert top.conversation.waiting_since is None


# SPEC: MSG-9
async def test_one_press_of_send_is_one_message_however_often_it_arrives(house):
    conversation = await house.conversation_with()

    sent = await asyncio.gather(*(house.send(conversation, "Hello", key="press") for _ in range(5)))

    assert len({message.id for message in sent}) == 1
    assert [m.text for m in await house.log(conversation)] == ["Hi", "Hello"]


# SPEC: CLO-2
async def test_writing_into_a_closed_conversation_opens_it(house):
    conversation = await house.conversation_with()
    await house.conversations.close(conversation.id, by=house.amira)
    assert await house.listed() == []

    await house.send(conversation, "Good news")

    [listed] = await house.listed()
    assert listed.conversation.status is Status.OPEN
    assert (await house.timeline(conversation))[-1] == "reopened"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_an_empty_message_is_refused(house, text):
    conversation = await house.conversation_with()

    with pytest.raises(EmptyMessage):
        await house.send(conversation, text)


# SPEC: MSG-2
async def test_the_limit_counts_the_notice_and_emoji_as_the_carrier_does(with_notice):
    conversation = await with_notice.conversation_with()
    room = 1600 - len("\nReply STOP to opt out.")

    with pytest.raises(MessageTooLong, match="1,602 characters, and 1,600 is the limit"):
        await with_notice.send(conversation, "x" * room + "🙂")
    await with_notice.send(conversation, "x" * (room - 2) + "🙂")


async def test_a_customer_who_opted_out_is_not_texted(house):
    conversation = await house.conversation_with()
    await house.text_in("STOP")

    with pytest.raises(CustomerOptedOut):
        await house.send(conversation, "Just one more thing")
    assert [m.text for m in await house.log(conversation)] == ["Hi", "STOP"]


async def test_a_short_code_cannot_be_answered(house):
    conversation = await house.conversation_with("32665")

    with pytest.raises(CannotBeAnswered):
        await house.send(conversation, "Who are you?")


# SPEC: ACC-6
async def test_nobody_writes_where_they_may_not_look(house):
    harbour = await house.conversation_with(DANA, to=HARBOUR)

    with pytest.raises(UnknownConversation):
        await house.send(harbour, "Ahoy", by=house.jonas)
    with pytest.raises(UnknownPointOfContact):
        await house.start("Ahoy", by=house.jonas, at=house.harbour)
    with pytest.raises(NotPermitted):
        await house.send(harbour, "Ahoy", by=house.nora)


# FAULT: M-20
# SPEC: LIST-7
async def test_what_the_customer_wrote_after_the_last_word_of_an_answer_goes_on_waiting(house):
    maya = await house.conversation_with(text="Is it ready?")
    known = maya.last_inbound_id
    await house.text_in("And do you have it in red?")
    await house.text_in("Or blue?")
    red, blue = [m for m in await house.log(maya) if m.is_inbound][1:]

    await house.send(maya, "It is.", known=known)

    [listed] = await house.listed()
    assert listed.conversation.waiting_since == red.at
    await house.send(maya, "Yes, in red.", known=red.id)
    [listed] = await house.listed()
    assert listed.conversation.waiting_since == blue.at
    await house.send(maya, "In blue, too.", known=blue.id)
    [listed] = await house.listed()
    assert listed.conversation.waiting_since is None


# FAULT: M-20
async def test_what_a_colleague_has_answered_waits_for_no_other_answer(house):
    maya = await house.conversation_with(text="Is it ready?")
    known = maya.last_inbound_id
    await house.text_in("And do you have it in red?")
    await house.send(maya, "In red, too", by=house.jonas)

    await house.send(maya, "It is.", known=known)

    [listed] = await house.listed()
    assert listed.conversation.waiting_since is None


class HeldPictures(PlainPictures):
    """Packing that takes until somebody lets go."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.let_go = asyncio.Event()

    async def fit(self, pictures, **more):
        self.begun.set()
        await self.let_go.wait()
        return await super().fit(pictures, **more)


@pytest.fixture
def held_pictures(house):
    """The house's messages, while packing is held up."""
    pictures = HeldPictures()
    packing = AttachmentFitter(store=house.store, files=house.files, pictures=pictures)
    house.messaging = MessagingService(store=house.store, clock=house.clock, fitter=packing)
    return pictures


# FAULT: M-2
# SPEC: CAR-2 MSG-9
async def test_a_text_sent_while_the_pictures_before_it_are_fitted_goes_out_after_them(
    house, held_pictures
):
    maya = await house.conversation_with(MAYA)
    added = [(await house.add(maya)).id for _ in range(2)]

    with_photos = asyncio.create_task(house.send(maya, "Two photos", attachments=added))
    await held_pictures.begun.wait()
    after_it, again = (
        asyncio.create_task(house.send(maya, "Which one?", key="pressed once")) for _ in range(2)
    )
    of_jonas = await house.send(maya, "I am looking", by=house.jonas)
    held_pictures.let_go.set()
    await asyncio.gather(with_photos, after_it, again)

    assert [m.text for m in await house.log(maya)][1:] == [
        of_jonas.text,
        "Two photos",
        "Which one?",
    ]
    for _ in range(3):
        await house.deliver()
    assert house.carrier.texts == ["I am looking", "Two photos", "Which one?"]


# FAULT: M-2
async def test_pictures_that_cannot_be_fitted_hold_up_nobody_behind_them(house, held_pictures):
    maya = await house.conversation_with(MAYA)
    refused = asyncio.create_task(house.send(maya, "Not mine", attachments=[4711]))
    after_it = asyncio.create_task(house.send(maya, "Hello"))

    with pytest.raises(UnknownAttachment):
        await refused
    assert (await after_it).text == "Hello"
