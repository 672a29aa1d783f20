"""The timeline of a conversation, as it is stored."""

import pytest
from sqlalchemy.exc import IntegrityError

from domain.model.timeline import TimelineEventType


async def test_a_comment_is_kept_with_who_and_when(office):
    conversation = await office.conversation()
    at = office.clock.now()
    async with office.store.transaction() as tx:
        comment = await tx.timeline.add(
            conversation.id,
            TimelineEventType.COMMENTED,
            at=at,
            by_id=office.amira,
            text="Call back",
        )

    async with office.store.reading() as stored:
        assert await stored.timeline.get(comment.id) == comment
    assert (comment.by, comment.at, comment.text) == ("Amira Benali", at, "Call back")


# SPEC: DET-4
async def test_the_newest_entries_are_told_oldest_first(office):
    conversation, other = await office.conversation(), await office.conversation()
    async with office.store.transaction() as tx:
        for happening in (
            TimelineEventType.STARTED,
            TimelineEventType.CLOSED,
            TimelineEventType.REOPENED,
        ):
            await tx.timeline.add(conversation.id, happening, at=office.clock.now(), by_id=None)
        await tx.timeline.add(
            other.id, TimelineEventType.STARTED, at=office.clock.now(), by_id=None
        )

    async with office.store.reading() as stored:
        entries = await stored.timeline.list_for(conversation.id, limit=2)

    assert [entry.happening for entry in entries] == [
        TimelineEventType.CLOSED,
        TimelineEventType.REOPENED,
    ]
    assert [entry.by for entry in entries] == [None, None]


async def test_a_press_of_send_is_one_comment(office):
    conversation = await office.conversation()

    async def comment():
        async with office.store.transaction() as tx:
            await tx.timeline.add(
                conversation.id,
                TimelineEventType.COMMENTED,
                at=office.clock.now(),
                by_id=office.amira,
                text="Call back",
                client_key="press",
            )

    await comment()

    with pytest.raises(IntegrityError):
        await comment()
    async with office.store.reading() as stored:
        assert await stored.timeline.has_comment(by_id=office.amira, client_key="press")
        assert not await stored.timeline.has_comment(by_id=office.jonas, client_key="press")
