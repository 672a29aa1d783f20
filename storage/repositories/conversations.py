"""Conversations, and how far each user has read them, in SQLite."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, insert, select, true, tuple_, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from domain.model.conversations import (
    Conversation,
    ListedConversation,
    ListPosition,
    ListQuery,
    Status,
)
from domain.model.errors import UnknownConversation
from domain.model.people import Scope
from domain.ports.conversations import Conversations, NewConversation
from storage.line import Line
from storage.listing import (
    CONVERSATION,
    conversation_in,
    listed_conversations,
    listed_in,
    read_mark_of,
)
from storage.records import values_of
from storage.scopes import covered
from storage.search import fold, some_message_contains
from storage.tables.conversations import conversations, read_marks


class SqlConversations(Conversations):
    def __init__(self, line: Line) -> None:
        self._line = line

    async def add(self, new: NewConversation) -> Conversation:
        values = values_of(new) | {
            "search_title": fold(new.title or ""),
            "status": Status.OPEN,
            "updated_at": new.started_at,
            "last_message_at": new.started_at,
            "last_inbound_id": 0,
        }
        added = insert(conversations).values(**values).returning(*CONVERSATION)
        (row,) = await self._line.rows(added)
        return conversation_in(row)

    async def get(self, conversation_id: int, *, within: Scope) -> Conversation:
        chosen = select(*CONVERSATION).where(_seen(within), conversations.c.id == conversation_id)
        row = await self._line.row(chosen)
        if row is None:
            raise UnknownConversation
        return conversation_in(row)

    async def save(self, conversation: Conversation) -> None:
        values = values_of(conversation) | {"search_title": fold(conversation.title or "")}
        changed = update(conversations).where(conversations.c.id == conversation.id)
        await self._line.change(changed.values(**values))

    async def between(self, app_number: str, customer_number: str) -> Conversation | None:
        is_open = conversations.c.status == Status.OPEN
        candidates = (
            select(*CONVERSATION)
            .where(
                conversations.c.app_number == app_number,
                conversations.c.customer_number == customer_number,
            )
            .order_by(
                is_open.desc(),
                case((is_open, conversations.c.last_outbound_at)).desc().nulls_last(),
                *_newest_first(),
            )
        )
        row = await self._line.row(candidates.limit(1))
        return conversation_in(row) if row else None

    async def listed(
        self, conversation_id: int, *, within: Scope, reader_id: int
    ) -> ListedConversation:
        chosen = listed_conversations(reader_id).where(
            _seen(within), conversations.c.id == conversation_id
        )
        row = await self._line.row(chosen)
        if row is None:
            raise UnknownConversation
        return listed_in(row)

    async def page(
        self,
        query: ListQuery,
        *,
        within: Scope,
        reader_id: int,
        after: ListPosition | None = None,
        limit: int = 50,
    ) -> list[ListedConversation]:
        """By position, not by number, so that what arrives meanwhile repeats no conversation."""
        matching = (
            listed_conversations(reader_id)
            .where(
                _seen(within),
                conversations.c.status == query.status,
                some_message_contains(query.containing),
                _behind(after),
            )
            .order_by(*_newest_first())
            .limit(limit)
        )
        return [listed_in(row) for row in await self._line.rows(matching)]

    async def unread(self, *, within: Scope, reader_id: int) -> set[int]:
        mark, read_up_to = read_mark_of(reader_id)
        # Nearly all conversations are looked at. By way of an index each would be fetched by
        # itself, which takes four times as long as to go through the table from end to end.
        seen = covered(
            within,
            company_id=conversations.c.company_id + 0,
            point_of_contact_id=conversations.c.point_of_contact_id + 0,
        )
        unread = (
            select(conversations.c.id)
            .select_from(conversations.outerjoin(read_marks, mark))
            .where(
                seen,
                conversations.c.status == Status.OPEN,
                conversations.c.last_inbound_id > read_up_to,
            )
        )
        return {row.id for row in await self._line.rows(unread)}

    async def mark_read(self, conversation_id: int, *, reader_id: int, up_to: int) -> bool:
        mark = insert_or_update(read_marks).values(
            conversation_id=conversation_id, user_id=reader_id, up_to=up_to
        )
        further = mark.on_conflict_do_update(
            index_elements=["conversation_id", "user_id"],
            set_={"up_to": up_to},
            where=read_marks.c.up_to < up_to,
        )
        return await self._line.change(further) > 0

    async def read_marks(self, conversation_id: int) -> Mapping[int, int]:
        marks = select(read_marks.c.user_id, read_marks.c.up_to).where(
            read_marks.c.conversation_id == conversation_id
        )
        return {row.user_id: row.up_to for row in await self._line.rows(marks)}


def _seen(scope: Scope) -> ColumnElement[bool]:
    return covered(
        scope,
        company_id=conversations.c.company_id,
        point_of_contact_id=conversations.c.point_of_contact_id,
    )


def _behind(position: ListPosition | None) -> ColumnElement[bool]:
    if position is None:
        return true()
    place = tuple_(conversations.c.last_message_at, conversations.c.id)
    return place < tuple_(position.last_message_at, position.conversation_id)


def _newest_first() -> tuple[ColumnElement[Any], ...]:
    return conversations.c.last_message_at.desc(), conversations.c.id.desc()
