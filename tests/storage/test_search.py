"""Finding messages by what was written in them."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from domain.model.conversation_list import ListQuery
from domain.model.conversations import Status
from domain.model.messages import NewOutbound
from domain.model.storage_errors import TookTooLong
from storage import database, search
from storage.dialects import sqlite
from tests.storage.conftest import DANA, MAYA


@pytest.fixture
def found(office):
    async def found(containing, *, status=Status.OPEN, within=None):
        async with office.store.reading() as stored:
            rows = await stored.conversations.page(
                ListQuery(status, containing),
                within=within or office.everywhere,
                reader_id=office.jonas,
            )
        return [row.conversation.customer_number for row in rows]

    return found


@pytest.fixture
def no_patience(monkeypatch):
    """Every search takes too long."""
    monkeypatch.setattr(sqlite, "STEPS", 1)
    monkeypatch.setattr(database, "SEARCH_SECONDS", 0)


# FAULT: Q-1
# SPEC: FIL-2
@pytest.mark.parametrize("needle", ["k", "ok", "okay", "好"])
async def test_a_search_that_takes_too_long_is_given_up_and_looks_at_the_newest_only(
    office, no_patience, monkeypatch, needle
):
    monkeypatch.setattr(search, "SEARCH_LIMIT", 2)
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    for conversation in (maya, dana, dana):
        await office.text_in(conversation, "okay 好")

    async def customers(**how):
        async with office.store.searching(to_the_end="among_newest" in how) as stored:
            rows = await stored.conversations.page(
                ListQuery(containing=needle), within=office.everywhere, reader_id=1, **how
            )
        return [row.conversation.customer_number for row in rows]

    with pytest.raises(TookTooLong):
        await customers()
    assert await customers(among_newest=True) == [DANA]
    async with office.store.reading() as stored:
        assert await stored.conversations.unread(within=office.everywhere, reader_id=1)


# FAULT: Q-1
async def test_searches_that_go_on_hold_up_nothing_else(office):
    async with AsyncExitStack() as searches:
        for _ in range(database.SEARCHERS):
            await searches.enter_async_context(office.store.searching())
        maya = await office.conversation(MAYA)
        async with office.store.reading() as stored:
            assert await stored.conversations.get(maya.id, within=office.everywhere)


# SPEC: FIL-2
# TRUST: 2.3-43
@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("See you at the party", "art"),
        ("Crème brûlée, please", "creme brulee"),
        ("Creme brulee, please", "CRÈME"),
        ("Straße 5", "STRASSE"),
        ("on the\nnext line", "the next"),
        ("Ça va?", "ç"),
        ("Is it ok?", "OK"),
        ("Thank you 👍🏽!", "👍🏽"),
        ("Thank you 👍🏽!", "you 👍"),
        ("100% cotton", "%"),
        ("100% cotton", "0% c"),
        ("a_b", "_"),
        ("a/b", "/"),
        ("a\\b c", "\\b c"),
        ('She said "no" twice', '"'),
        ('She said "no" twice', '"no"'),
        ("5 * 3", "*"),
        ("5 * 3 is 15", "* 3 is"),
        ("NEAR(the exit)", "NEAR("),
        ("either OR neither", "r OR n"),
        ("search_text: yes", "search_text:"),
        ("It's O'Brien; --", "'brien; --"),
        ("before\0after", "after"),
        ("^caret + plus - minus", "^caret +"),
    ],
)
async def test_a_message_is_found_by_any_piece_of_it(office, found, text, needle):
    maya, dana = await office.conversation(MAYA), await office.conversation(DANA)
    await office.text_in(maya, text)
    await office.text_in(dana, "Hullo")

    assert await found(needle) == [MAYA]


# TRUST: 2.3-43
@pytest.mark.parametrize(
    "needle", ["zzz", "z", "%", "_", '"', "**", '"*"', "NEAR(", "a AND b", "\ud83d", "\0"]
)
async def test_what_nobody_wrote_is_not_found(office, found, needle):
    await office.text_in(await office.conversation(), "Hullo")

    assert await found(needle) == []


@pytest.mark.parametrize("blank", ["", " ", "\n"])
async def test_a_blank_needle_leaves_nothing_out(office, found, blank):
    await office.conversation(MAYA)
    await office.text_in(await office.conversation(DANA), "Hullo")

    assert await found(blank) == [DANA, MAYA]


async def test_older_messages_are_searched_too_and_each_conversation_is_found_once(office, found):
    conversation = await office.conversation()
    for text in ("My umbrella is broken", "The umbrella, I mean", "Hello?"):
        await office.text_in(conversation, text)

    assert await found("umbrella") == [MAYA]


# SPEC: LOG-4
async def test_the_legal_notice_is_not_searched(office, found):
    conversation = await office.conversation()
    await office.text_out(conversation, "Hello", notice="Reply STOP to opt out.")

    assert await found("opt out") == []


# SPEC: ACC-6
async def test_only_what_one_may_see_is_searched(office, found):
    await office.text_in(await office.conversation(MAYA, at=office.harbour), "umbrella")

    assert await found("umbrella", within=office.only(office.queen_street)) == []
    assert await found("umbrella", status=Status.CLOSED) == []


async def test_a_text_that_was_taken_back_is_not_found(office, found):
    conversation = await office.conversation()

    async def write_and_fail():
        async with office.store.transaction() as tx:
            new = NewOutbound(
                conversation_id=conversation.id,
                author_id=office.amira,
                author="Amira Benali",
                client_key="press",
                text="umbrella",
                notice=None,
                at=office.clock.now(),
            )
            await tx.messages.add_outbound(new)
            raise ZeroDivisionError

    await asyncio.gather(
        office.text_in(conversation, "Hello"),
        write_and_fail(),
        office.text_in(conversation, "raincoat"),
        return_exceptions=True,
    )

    assert await found("umbrella") == []
    assert await found("raincoat") == [MAYA]
