import asyncio

import pytest

from domain.model.conversations import Status
from domain.model.errors import (
    CannotBeAnswered,
    CustomerOptedOut,
    EmptyMessage,
    MessageTooLong,
    NotPermitted,
    NotResendable,
    UnknownConversation,
    UnknownPointOfContact,
)
from domain.model.messages import Delivery
from domain.model.picture_errors import UnknownAttachment
from domain.services.messaging import MessagingService
from domain.services.packing import Packing
from tests.domain.conftest import DANA, HARBOUR, MAYA
from tests.fakes import PlainPictures


async def test_a_reply_is_queued_in_the_writers_name_and_moves_the_list(house):
    maya = await house.conversation_with(MAYA)
    await house.text_in("And me?", sender=DANA)

    message = await house.send(maya, "  On my way  ")

    assert (message.text, message.author, message.delivery) == (
        "On my way",
        "Amira Benali",
        Delivery.QUEUED,
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


# SPEC: LOG-4
async def test_the_legal_notice_goes_with_the_first_message_and_only_with_it(with_notice):
    house = with_notice
    conversation = await house.conversation_with()

    first = await house.send(conversation, "Hello")
    second = await house.send(conversation, "Anything else?")

    assert first.body == "Hello\nReply STOP to opt out."
    assert first.text == "Hello"
    assert second.notice is None


# SPEC: LOG-4
async def test_a_text_that_says_the_notice_itself_gets_no_second_one(with_notice):
    conversation = await with_notice.conversation_with()

    message = await with_notice.send(conversation, "Hello! Reply STOP to opt out.")

    assert message.body == "Hello! Reply STOP to opt out."


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


# SPEC: LOG-5
async def test_a_failed_message_can_be_sent_again_once_a_press(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    await house.deliver()
    await house.report(message_of(await house.last(conversation)), Delivery.FAILED, error="30003")

    await house.messaging.resend(message.id, by=house.amira)
    with pytest.raises(NotResendable):
        await house.messaging.resend(message.id, by=house.amira)
    await house.deliver()

    assert house.carrier.texts == ["Hello", "Hello"]
    again = await house.last(conversation)
    assert (again.delivery, again.attempt, again.id) == (Delivery.SENT, 2, message.id)


# SPEC: LOG-5
async def test_two_who_resend_at_once_make_one_attempt_and_the_second_is_told(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    await house.deliver()
    await house.report(message_of(await house.last(conversation)), Delivery.FAILED, error="30003")

    answers = await asyncio.gather(
        *(house.messaging.resend(message.id, by=by) for by in (house.amira, house.jonas)),
        return_exceptions=True,
    )
    await house.deliver()

    assert [str(answer) for answer in answers if answer] == [
        "Someone is sending this message again already."
    ]
    assert house.carrier.texts == ["Hello", "Hello"]


# SPEC: LOG-5
async def test_what_can_never_arrive_is_not_sent_again(house):
    conversation = await house.conversation_with()
    message = await house.send(conversation, "Hello")
    await house.deliver()
    await house.report(message_of(await house.last(conversation)), Delivery.FAILED, error="30006")

    with pytest.raises(NotResendable):
        await house.messaging.resend(message.id, by=house.amira)


def message_of(message):
    assert message.delivery is Delivery.SENT, "the carrier should have taken it first"
    return message


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
    packing = Packing(store=house.store, files=house.files, pictures=pictures)
    house.messaging = MessagingService(store=house.store, clock=house.clock, packing=packing)
    return pictures


# FAULT: M-2
# SPEC: CAR-2 MSG-9
async def test_a_text_pressed_while_the_pictures_before_it_are_packed_goes_out_after_them(
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
async def test_pictures_that_cannot_be_packed_hold_up_nobody_behind_them(house, held_pictures):
    maya = await house.conversation_with(MAYA)
    refused = asyncio.create_task(house.send(maya, "Not mine", attachments=[4711]))
    after_it = asyncio.create_task(house.send(maya, "Hello"))

    with pytest.raises(UnknownAttachment):
        await refused
    assert (await after_it).text == "Hello"
