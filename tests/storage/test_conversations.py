"""Conversations as they are stored, listed and read."""

import pytest

from domain.model.actor import ALL, Scope
from domain.model.attachments import InboundMedia
from domain.model.conversation_list import ListPosition, ListQuery
from domain.model.conversations import Status
from domain.model.errors import UnknownConversation
from domain.model.messages import DeliveryStatus, Direction
from domain.model.opt_outs import ConsentChange, OptOutSource
from tests.storage.conftest import DANA, MAYA, QUEEN_STREET


@pytest.fixture
def listed(office):
    async def listed(*, within=None, status=Status.OPEN, **more):
        async with office.store.reading() as stored:
            return await stored.conversations.page(
                ListQuery(status),
                within=within or office.everywhere,
                reader_id=office.jonas,
                **more,
            )

    return listed


async def test_a_conversation_comes_back_as_it_was_saved(office):
    started = await office.conversation(title="Umbrellas")
    await office.text_in(started)
    saved = await office.change(started, title="Two umbrellas", status=Status.CLOSED)

    async with office.store.reading() as stored:
        assert await stored.conversations.get(started.id, within=office.everywhere) == saved


# SPEC: LIST-2 LIST-3
async def test_a_row_of_the_list_has_all_it_shows(office, listed):
    conversation = await office.conversation(title="Umbrellas")
    asked = await office.text_in(conversation, "Is it ready?")
    await office.text_out(conversation, "Almost!")
    async with office.store.transaction() as tx:
        await tx.conversations.mark_read(conversation.id, reader_id=office.jonas, up_to=asked.id)

    [row] = await listed()

    assert row.conversation.title == "Umbrellas"
    assert row.point_of_contact == "Queen Street"
    assert row.preview.author == "Amira Benali"
    assert row.preview.text == "Almost!"
    assert row.preview.direction is Direction.OUTBOUND
    assert row.preview.delivery is DeliveryStatus.QUEUED
    assert not row.preview.has_attachments
    assert not row.opted_out
    assert not row.unread


async def test_a_conversation_without_messages_has_no_preview(office, listed):
    await office.conversation()

    [row] = await listed()

    assert row.preview is None
    assert not row.unread


# SPEC: LIST-3
async def test_a_picture_without_words_is_known_by_its_attachment(office, listed):
    conversation = await office.conversation()
    photo = InboundMedia(url="https://a.test/1", media_type="image/png")
    await office.text_in(conversation, "", media=(photo,))

    [row] = await listed()

    assert row.preview.has_attachments
    assert row.unread


async def test_an_opted_out_customer_shows_as_such_at_that_number_only(office, listed):
    await office.conversation(MAYA)
    await office.conversation(MAYA, at=office.harbour)
    async with office.store.transaction() as tx:
        await tx.opt_outs.record(
            ConsentChange.STOP,
            company_id=office.company.id,
            app_number=QUEEN_STREET,
            customer_number=MAYA,
            source=OptOutSource.WORD,
            at=office.clock.now(),
        )

    harbour, queen_street = await listed()

    assert queen_street.opted_out
    assert not harbour.opted_out


# SPEC: LIST-1
async def test_the_newest_activity_comes_first(office, listed):
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    await office.text_in(maya)

    assert [row.conversation.id for row in await listed()] == [maya.id, dana.id]


# SPEC: LIST-6
async def test_paging_repeats_and_skips_nothing_while_texts_arrive(office, listed):
    conversations = [await office.conversation(f"+1416555{number:04}") for number in range(7)]
    await office.change(conversations[3], last_message_at=conversations[2].last_message_at)

    seen, after = [], None
    while rows := await listed(after=after, limit=2):
        seen += [row.conversation.id for row in rows]
        last = rows[-1].conversation
        after = ListPosition(last.last_message_at, last.id)
        await office.text_in(conversations[6])

    assert seen == [conversation.id for conversation in reversed(conversations)]


async def test_open_and_closed_are_listed_apart(office, listed):
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    await office.change(dana, status=Status.CLOSED)

    assert [row.conversation.id for row in await listed()] == [maya.id]
    assert [row.conversation.id for row in await listed(status=Status.CLOSED)] == [dana.id]


# SPEC: ACC-6
@pytest.mark.parametrize("place", ["queen_street", "harbour"])
async def test_what_lies_outside_the_scope_does_not_exist(office, listed, place):
    conversation = await office.conversation(MAYA, at=getattr(office, place))
    await office.text_in(conversation)
    only_queen_street = office.only(office.queen_street)
    scopes = {
        "the other company": Scope(office.company.id + 1, None),
        "nowhere": Scope(office.company.id, frozenset()),
        "queen street": only_queen_street,
        "both": office.only(office.queen_street, office.harbour),
        "everywhere": office.everywhere,
        "the carrier": ALL,
    }

    seen = set()
    for name, scope in scopes.items():
        async with office.store.reading() as stored:
            repository = stored.conversations
            rows = await listed(within=scope)
            unread = await repository.unread(within=scope, reader_id=office.jonas)
            assert len(rows) == len(unread)
            if rows:
                seen.add(name)
                assert await repository.get(conversation.id, within=scope)
                assert (
                    await repository.get_row(conversation.id, within=scope, reader_id=office.jonas)
                    == rows[0]
                )
            else:
                with pytest.raises(UnknownConversation):
                    await repository.get(conversation.id, within=scope)
                with pytest.raises(UnknownConversation):
                    await repository.get_row(conversation.id, within=scope, reader_id=office.jonas)

    assert seen >= {"both", "everywhere", "the carrier"}
    assert ("queen street" in seen) is (place == "queen_street")
    assert seen.isdisjoint({"nowhere", "the other company"})


# SPEC: LIST-4
async def test_reading_is_each_users_own_and_never_goes_back(office, listed):
    conversation = await office.conversation()
    first, second = await office.text_in(conversation), await office.text_in(conversation)

    async def mark_read(up_to, reader_id):
        async with office.store.transaction() as tx:
            return await tx.conversations.mark_read(
                conversation.id, reader_id=reader_id, up_to=up_to
            )

    assert await mark_read(first.id, office.jonas)
    assert (await listed())[0].unread
    assert await mark_read(second.id, office.jonas)
    assert not await mark_read(second.id, office.jonas)
    assert not await mark_read(first.id, office.jonas)
    assert await mark_read(first.id, office.amira)

    assert not (await listed())[0].unread
    async with office.store.reading() as stored:
        unread = stored.conversations.unread
        assert await unread(within=office.everywhere, reader_id=office.jonas) == set()
        assert await unread(within=office.everywhere, reader_id=office.amira) == {conversation.id}
        assert await stored.conversations.read_marks(conversation.id) == {
            office.jonas: second.id,
            office.amira: first.id,
        }


# SPEC: LIST-7
async def test_marked_as_unread_the_mark_goes_back_for_that_reader_alone(office):
    conversation = await office.conversation()
    first, second = await office.text_in(conversation), await office.text_in(conversation)
    async with office.store.transaction() as tx:
        marks = tx.conversations
        await marks.mark_read(conversation.id, reader_id=office.amira, up_to=second.id)
        for reader in (office.jonas, office.jonas):
            await marks.mark_unread(conversation.id, reader_id=reader, up_to=first.id)

    async with office.store.reading() as stored:
        assert await stored.conversations.read_marks(conversation.id) == {
            office.amira: second.id,
            office.jonas: first.id,
        }


# SPEC: CLO-5
async def test_all_open_conversations_with_a_customer_are_found_within_the_scope(office):
    here, there = await office.conversation(), await office.conversation(at=office.harbour)
    await office.text_in(here)
    await office.conversation(DANA)
    closed = await office.conversation()
    await office.change(closed, status=Status.CLOSED)

    async def found(scope):
        async with office.store.reading() as stored:
            rows = await stored.conversations.open_for_customer(
                MAYA, within=scope, reader_id=office.amira
            )
        return [row.conversation.id for row in rows]

    assert await found(office.everywhere) == [here.id, there.id]
    assert await found(office.only(office.harbour)) == [there.id]


async def test_closed_conversations_are_not_counted_as_unread(office):
    conversation = await office.conversation()
    await office.text_in(conversation)
    await office.change(conversation, status=Status.CLOSED)

    async with office.store.reading() as stored:
        unread = await stored.conversations.unread(within=office.everywhere, reader_id=office.jonas)

    assert unread == set()


OPEN, CLOSED = Status.OPEN, Status.CLOSED


# SPEC: CLO-3
@pytest.mark.parametrize(
    ("others", "chosen"),
    [
        pytest.param([], None, id="with none at all there is none"),
        pytest.param([(OPEN, 5, 1), (OPEN, 4, 9)], 0, id="the one that texted last"),
        pytest.param([(OPEN, None, 9), (OPEN, 1, 2)], 1, id="never texted comes last"),
        pytest.param([(OPEN, None, 3), (OPEN, None, 4)], 1, id="none texted: newest activity"),
        pytest.param([(OPEN, 5, 6), (OPEN, 5, 7)], 1, id="texted at once: newest activity"),
        pytest.param([(OPEN, None, 1), (CLOSED, 8, 9)], 0, id="an open one before any closed one"),
        pytest.param([(CLOSED, 8, 9), (CLOSED, 2, 10)], 1, id="none open: the newest closed one"),
        pytest.param([(CLOSED, None, 4), (CLOSED, 2, 3)], 0, id="closed: texting does not count"),
    ],
)
async def test_where_a_customers_text_belongs(office, others, chosen):
    noon = office.clock.now()
    hour = noon.replace
    conversations = []
    for status, texted, active in others:
        conversation = await office.conversation(MAYA)
        conversations.append(
            await office.change(
                conversation,
                status=status,
                last_outbound_at=None if texted is None else hour(hour=texted),
                last_message_at=hour(hour=active),
            )
        )
    await office.conversation(DANA)
    await office.conversation(MAYA, at=office.harbour)

    async with office.store.reading() as stored:
        found = await stored.conversations.find_for_inbound(QUEEN_STREET, MAYA)

    assert found == (None if chosen is None else conversations[chosen])
