"""Stories about conversations: their place in the list, titles, comments, and who sees them."""

import pytest

from domain.model.conversation_list import ListPosition, ListQuery
from domain.model.conversations import COLOURS, Status
from domain.model.errors import (
    BlankTitle,
    CommentTooLong,
    EmptyComment,
    NotPermitted,
    TitleTooLong,
    UnknownConversation,
    UnknownMessage,
)
from domain.model.messages import DeliveryStatus
from tests.domain.conftest import DANA, HARBOUR, MAYA


# SPEC: LIST-1
async def test_the_newest_activity_comes_first(house):
    await house.text_in("First", sender=MAYA)
    await house.text_in("Second", sender=DANA)
    await house.text_in("Third", sender=MAYA)

    assert [listed.preview.text for listed in await house.listed()] == ["Third", "Second"]


# FAULT: T-4
# SPEC: LIST-1
async def test_each_conversation_has_one_of_the_colours_by_chance_and_keeps_it(house):
    """That 40 are of one colour happens once in 12 to the power of 39 times."""
    for number in range(40):
        await house.text_in("Hi", sender=f"+1416555{number:04}")
    colours = {row.conversation.id: row.conversation.colour for row in await house.listed()}

    assert len(set(colours.values())) > 1
    assert set(colours.values()) <= set(range(COLOURS))
    for conversation_id in colours:
        await house.conversations.rename(conversation_id, "Coat", by=house.amira)
        await house.conversations.close(
            conversation_id, acknowledged_inbound_id=10**9, by=house.amira
        )
    await house.text_in("Hi again", sender="+14165550000")
    rows = [*await house.listed(), *await house.listed(status=Status.CLOSED)]
    assert {row.conversation.id: row.conversation.colour for row in rows} == colours


# SPEC: CLO-7
async def test_only_messages_move_a_conversation_in_the_list(house):
    maya = await house.conversation_with(MAYA)
    dana = await house.conversation_with(DANA)

    await house.conversations.rename(maya.id, "Winter coat", by=house.amira)
    await house.conversations.comment(maya.id, "She is nice", by=house.amira, key="c1")
    await house.conversations.read(maya.last_inbound_id, by=house.amira)

    assert [listed.conversation.id for listed in await house.listed()] == [dana.id, maya.id]


# SPEC: LIST-6
async def test_the_list_pages_without_gaps_or_repeats_while_texts_arrive(house):
    for number in range(120):
        await house.text_in(f"Text {number}", sender=f"+1416555{number:04}")

    first = await house.listed()
    await house.text_in("Meanwhile", sender="+14165559999")
    last = first[-1].conversation
    second = await house.conversation_list.page(
        ListQuery(),
        by=house.amira,
        after=ListPosition(last.last_message_at, last.id),
    )

    previews = [listed.preview.text for listed in first + second]
    assert previews == [f"Text {number}" for number in range(119, 19, -1)]


# SPEC: DET-3
async def test_a_new_title_stands_in_the_list_and_the_timeline(house):
    conversation = await house.conversation_with()

    await house.conversations.rename(conversation.id, "  Winter   coat ", by=house.amira)

    [listed] = await house.listed()
    assert listed.conversation.title == "Winter coat"
    opened = await house.conversations.open(conversation.id, by=house.amira)
    assert (opened.timeline[-1].by, opened.timeline[-1].text) == ("Amira Benali", "Winter coat")


async def test_the_same_title_once_more_is_no_event(house):
    conversation = await house.conversation_with()

    for _ in range(2):
        await house.conversations.rename(conversation.id, "Winter coat", by=house.amira)

    assert await house.timeline(conversation) == ["started", "renamed"]


async def test_no_title_at_all_takes_the_title_away(house):
    conversation = await house.conversation_with()
    await house.conversations.rename(conversation.id, "Winter coat", by=house.amira)

    await house.conversations.rename(conversation.id, "", by=house.amira)

    assert (await house.listed())[0].conversation.title is None


# SPEC: DET-3
async def test_a_title_of_spaces_is_a_slip_and_changes_nothing(house):
    conversation = await house.conversation_with()
    await house.conversations.rename(conversation.id, "Winter coat", by=house.amira)

    with pytest.raises(BlankTitle, match="Write a title, or leave it empty"):
        await house.conversations.rename(conversation.id, "   ", by=house.amira)
    assert (await house.listed())[0].conversation.title == "Winter coat"


async def test_a_title_of_300_characters_is_refused_and_changes_nothing(house):
    conversation = await house.conversation_with()

    with pytest.raises(TitleTooLong):
        await house.conversations.rename(conversation.id, "x" * 300, by=house.amira)
    assert await house.timeline(conversation) == ["started"]


# SPEC: CLO-1
async def test_closing_hides_and_reopening_brings_back(house):
    conversation = await house.conversation_with()

    await house.conversations.close(conversation.id, by=house.amira)
    assert await house.listed() == []
    [closed] = await house.listed(status=Status.CLOSED)
    assert [message.text for message in await house.log(closed.conversation)] == ["Hi"]

    await house.conversations.reopen(conversation.id, by=house.jonas)
    assert [listed.conversation.id for listed in await house.listed()] == [conversation.id]


async def test_closing_twice_is_told_once(house):
    conversation = await house.conversation_with()

    for _ in range(2):
        await house.conversations.close(conversation.id, by=house.amira)

    assert await house.timeline(conversation) == ["started", "closed"]


# SPEC: DET-5
async def test_a_comment_is_for_the_team_and_kept_once_a_press(house):
    conversation = await house.conversation_with()

    for _ in range(2):
        await house.conversations.comment(conversation.id, " Be nice ", by=house.amira, key="k")

    opened = await house.conversations.open(conversation.id, by=house.jonas)
    assert [(e.happening, e.text, e.by) for e in opened.timeline][1:] == [
        ("commented", "Be nice", "Amira Benali")
    ]
    await house.deliver()
    assert house.carrier.taken == []


async def test_an_empty_and_an_endless_comment_are_refused(house):
    conversation = await house.conversation_with()

    with pytest.raises(EmptyComment):
        await house.conversations.comment(conversation.id, "  ", by=house.amira, key="a")
    with pytest.raises(CommentTooLong):
        await house.conversations.comment(conversation.id, "x" * 1601, by=house.amira, key="b")


async def test_older_messages_come_in_pages(house):
    conversation = await house.conversation_with(text="Text 0")
    for number in range(1, 70):
        await house.text_in(f"Text {number}")

    opened = await house.conversations.open(conversation.id, by=house.amira)
    older, has_more = await house.conversations.older(opened.messages[0].id, by=house.amira)

    assert opened.has_older
    assert [message.text for message in older] == [f"Text {number}" for number in range(20)]
    assert not has_more


# SPEC: ACC-6
async def test_every_use_case_ends_at_the_viewers_points_of_contact(house):
    harbour = await house.conversation_with(DANA, to=HARBOUR)
    use = house.conversations
    by = house.jonas

    for wish in (
        use.open(harbour.id, by=by),
        use.rename(harbour.id, "Mine", by=by),
        use.close(harbour.id, by=by),
        use.reopen(harbour.id, by=by),
        use.comment(harbour.id, "Hm", by=by, key="k"),
    ):
        with pytest.raises(UnknownConversation):
            await wish


# SPEC: ACC-2
async def test_nora_without_the_feature_is_refused_everywhere(house):
    conversation = await house.conversation_with()
    use = house.conversations

    for wish in (
        house.conversation_list.page(ListQuery(), by=house.nora),
        house.conversation_list.row_if_matching(conversation.id, ListQuery(), by=house.nora),
        house.conversation_list.locations(by=house.nora),
        house.conversation_list.unread(by=house.nora),
        use.open(conversation.id, by=house.nora),
        use.older(1, by=house.nora),
        use.newer(1, by=house.nora),
        use.read(1, by=house.nora),
        use.comment(conversation.id, "Hm", by=house.nora, key="k"),
    ):
        with pytest.raises(NotPermitted):
            await wish


# SPEC: FIL-2
async def test_conversations_are_found_by_what_was_written_in_them(house):
    await house.text_in("Une réservation pour deux", sender=MAYA)
    await house.text_in("Nothing of the kind", sender=DANA)

    found = await house.conversation_list.page(ListQuery(containing="ESERVA"), by=house.amira)

    assert [listed.conversation.customer_number for listed in found] == [MAYA]


# SPEC: LOG-6
async def test_a_message_shows_its_delivery_history_to_those_who_may_see_it(house):
    conversation = await house.conversation_with(DANA, to=HARBOUR)
    message = await house.send(conversation, "Your boat is free")
    await house.deliver()
    await house.report(await house.last(conversation), DeliveryStatus.FAILED, error="30003")
    await house.messaging.resend(message.id, by=house.amira)
    await house.deliver()

    story = await house.conversations.delivery_history(message.id, by=house.amira)

    assert (story.app_number, story.customer_number) == (HARBOUR, DANA)
    told = [(step.attempt, step.status, step.error) for step in story.steps]
    assert told == [
        (1, "sending", None),
        (1, "sent", None),
        (1, "failed", "30003"),
        (1, "failed", "30003"),
        (2, "queued", None),
        (2, "sending", None),
        (2, "sent", None),
    ]
    with pytest.raises(UnknownMessage):
        await house.conversations.delivery_history(message.id, by=house.jonas)
    with pytest.raises(NotPermitted):
        await house.conversations.delivery_history(message.id, by=house.nora)
