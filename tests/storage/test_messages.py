"""Messages as they are stored, in the order of the log."""

import pytest
from sqlalchemy.exc import IntegrityError

from domain.model.attachments import InboundMedia
from domain.model.errors import UnknownMessage
from domain.model.messages import DeliveryStatus, Direction, NewInbound
from tests.storage.conftest import ACCOUNT, DANA, MAYA


@pytest.fixture
def log(office):
    async def log(conversation, **more):
        async with office.store.reading() as stored:
            return await stored.messages.page(conversation.id, **more)

    return log


async def test_what_came_and_went_comes_back_as_it_was(office, log):
    conversation = await office.conversation()
    asked = await office.text_in(conversation, "Is it ready? 👍🏽")
    answered = await office.text_out(conversation, "Yes!", notice="Reply STOP to opt out.")

    assert await log(conversation) == [asked, answered]
    assert asked.direction is Direction.INBOUND
    assert asked.author is None
    assert answered.author == "Amira Benali"
    assert answered.delivery is DeliveryStatus.QUEUED
    assert answered.body == "Yes!\nReply STOP to opt out."


async def test_pictures_keep_the_order_they_came_in(office, log):
    conversation = await office.conversation()
    photos = tuple(
        InboundMedia(url=f"https://a.test/{number}", media_type="image/png") for number in range(3)
    )
    await office.text_in(conversation, "Look", media=photos)
    await office.text_in(conversation, "And?")

    look, then = await log(conversation)

    names = [attachment.name for attachment in look.attachments]
    assert names == ["attachment-1.png", "attachment-2.png", "attachment-3.png"]
    assert {attachment.media_type for attachment in look.attachments} == {"image/png"}
    assert then.attachments == ()


async def test_a_card_is_named_by_its_kind_alone(office, log):
    conversation = await office.conversation()
    card = InboundMedia(url="https://a.test/1", media_type="text/x-vcard; charset=utf-8")
    await office.text_in(conversation, "", media=(card,))

    [message] = await log(conversation)

    assert message.attachments[0].name == "attachment-1.vcf"


async def test_a_text_with_a_nul_and_half_an_emoji_is_stored_and_shown(office, log):
    conversation = await office.conversation()
    await office.text_in(conversation, "before\0after \ud83d!")

    [message] = await log(conversation)

    assert message.text == "before\N{REPLACEMENT CHARACTER}after \N{REPLACEMENT CHARACTER}!"


# SPEC: LOG-7
async def test_older_messages_are_read_page_by_page_without_repeating_any(office, log):
    conversation = await office.conversation()
    sent = [await office.text_in(conversation, f"Text {number}") for number in range(5)]

    newest = await log(conversation, limit=2)
    await office.text_in(conversation, "And one more")
    older = await log(conversation, before=newest[0], limit=2)
    oldest = await log(conversation, before=older[0], limit=2)

    assert [*oldest, *older, *newest] == sent


# SPEC: ACC-6
async def test_a_message_outside_the_scope_does_not_exist(office):
    conversation = await office.conversation(MAYA, at=office.harbour)
    message = await office.text_in(conversation)

    async with office.store.reading() as stored:
        assert await stored.messages.get(message.id, within=office.everywhere) == message
        with pytest.raises(UnknownMessage):
            await stored.messages.get(message.id, within=office.only(office.queen_street))


# SPEC: CAR-1
async def test_the_carriers_id_is_stored_once(office):
    conversation = await office.conversation()
    await office.text_in(conversation, carrier_id="SMonce")

    async with office.store.reading() as stored:
        assert await stored.messages.exists(ACCOUNT, "SMonce")
        assert not await stored.messages.exists("AC of another", "SMonce")
    with pytest.raises(IntegrityError):
        await office.text_in(conversation, carrier_id="SMonce")


# SPEC: MSG-9
async def test_a_press_of_send_is_one_message(office):
    conversation = await office.conversation()
    message = await office.text_out(conversation, key="press")

    async with office.store.reading() as stored:
        assert await stored.messages.find_by_client_key(office.amira, "press") == message
        assert await stored.messages.find_by_client_key(office.jonas, "press") is None
    with pytest.raises(IntegrityError):
        await office.text_out(conversation, key="press")


async def test_a_conversation_knows_whether_the_customer_was_written_to(office):
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    await office.text_in(maya)
    await office.text_out(dana)

    async with office.store.reading() as stored:
        assert await stored.messages.awaits_notice(maya.id)
        assert not await stored.messages.awaits_notice(dana.id)


async def test_a_message_of_no_conversation_is_refused(office):
    new = NewInbound(
        conversation_id=999,
        account=ACCOUNT,
        carrier_id="SM1",
        text="Hi",
        media=(),
        at=office.clock.now(),
        learned_at=office.clock.now(),
    )

    with pytest.raises(IntegrityError):
        async with office.store.transaction() as tx:
            await tx.messages.add_inbound(new)
