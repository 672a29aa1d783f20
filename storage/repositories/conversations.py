"""Conversations, and how far each user has read them, in SQLite."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    insert,
    select,
    true,
    tuple_,
    update,
)

from domain.model.actor import Scope
from domain.model.companies import PointOfContact
from domain.model.conversation_list import ListedConversation, ListPosition, ListQuery
from domain.model.conversations import Conversation, NewConversation, Status
from domain.model.errors import UnknownConversation
from storage.connection import DatabaseConnection
from storage.conversation_list import (
    CONVERSATION,
    conversation_in,
    listed_conversations,
    listed_in,
    read_mark_of,
)
from storage.dialects import insert as insert_or_update
from storage.filters import list_conditions
from storage.mapping import values_of
from storage.scopes import SCOPES, scope_condition
from storage.search import (
    RARE,
    fold,
    how_many,
    is_indexed,
    match_in,
    some_message_contains,
    some_message_is_among,
    some_new_message_contains,
)
from storage.tables.conversations import conversations, read_marks
from storage.tables.messages import messages


class ConversationRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def add(self, new: NewConversation) -> Conversation:
        values = values_of(new) | {
            "search_title": fold(new.title or ""),
            "status": Status.OPEN,
            "updated_at": new.started_at,
            "last_message_at": new.started_at,
            "last_inbound_id": 0,
        }
        (row,) = await self._connection.fetch_all(_NEW, **values)
        return conversation_in(row)

    async def get(self, conversation_id: int, *, within: Scope) -> Conversation:
        """Raise `UnknownConversation` for one that is not there or not within."""
        row = await self._connection.fetch_one(_this_one(within), this_id=conversation_id)
        if row is None:
            raise UnknownConversation
        return conversation_in(row)

    async def save(self, conversation: Conversation) -> None:
        values = values_of(conversation) | {"search_title": fold(conversation.title or "")}
        await self._connection.execute(_SAVED, this_id=conversation.id, **values)

    async def find_for_inbound(self, app_number: str, customer_number: str) -> Conversation | None:
        """Find where a message of this customer to this number belongs (SPEC CLO-3).

        The open one that texted the customer last; with none open, the newest closed one.
        """
        row = await self._connection.fetch_one(
            _BETWEEN, app_number=app_number, customer_number=customer_number
        )
        return conversation_in(row) if row else None

    async def latest_for_customer(
        self, customer_number: str, *, at: PointOfContact, within: Scope, reader_id: int
    ) -> ListedConversation | None:
        """Find the latest conversation with this customer there; an open one before the closed."""
        theirs = (
            listed_conversations(reader_id)
            .where(
                _seen(within),
                conversations.c.app_number == at.app_number,
                conversations.c.customer_number == customer_number,
                conversations.c.point_of_contact_id == at.id,
            )
            .order_by((conversations.c.status == Status.OPEN).desc(), *_newest_first())
        )
        row = await self._connection.fetch_one(theirs.limit(1))
        return listed_in(row) if row else None

    async def get_row(
        self, conversation_id: int, *, within: Scope, reader_id: int
    ) -> ListedConversation:
        """Raise `UnknownConversation` like `get`."""
        row = await self._connection.fetch_one(
            _this_one_listed(within), this_id=conversation_id, reader_id=reader_id
        )
        if row is None:
            raise UnknownConversation
        return listed_in(row)

    async def open_for_customer(
        self, customer_number: str, *, within: Scope, reader_id: int
    ) -> list[ListedConversation]:
        """Return the open ones with this customer, at whatever point of contact; newest first."""
        rows = await self._connection.fetch_all(
            _open_ones(within), customer_number=customer_number, reader_id=reader_id
        )
        return [listed_in(row) for row in rows]

    async def page(
        self,
        query: ListQuery,
        *,
        within: Scope,
        reader_id: int,
        numbers: Collection[str] = (),
        after: ListPosition | None = None,
        limit: int = 50,
        among_newest: bool = False,
    ) -> list[ListedConversation]:
        """Newest activity first; the next page starts behind `after`.

        With `among_newest`, text is looked for in the newest messages only, which ends soon.
        `numbers` are the spellings of `query.phone`. Rows found by a message tell which.

        By position, not by number, so that what arrives meanwhile repeats no conversation.
        """
        asked = await self._asked(query, within, reader_id, numbers, among_newest)
        page = asked.where(_behind(after)).order_by(*_newest_first()).limit(limit)
        return await self._found(page, query)

    async def row_if_matching(
        self,
        conversation_id: int,
        query: ListQuery,
        *,
        within: Scope,
        reader_id: int,
        numbers: Collection[str] = (),
    ) -> ListedConversation | None:
        """Return this conversation if a page of the list could hold it, `None` else."""
        asked = await self._asked(query, within, reader_id, numbers)
        found = await self._found(asked.where(conversations.c.id == conversation_id), query)
        return found[0] if found else None

    async def _asked(
        self,
        query: ListQuery,
        within: Scope,
        reader_id: int,
        numbers: Collection[str],
        among_newest: bool = False,
    ) -> Select[Any]:
        needle = fold(query.containing)
        _, read_up_to = read_mark_of(reader_id)
        says = some_new_message_contains(needle) if among_newest else await self._says(needle)
        return listed_conversations(reader_id, containing=needle).where(
            _seen(within), list_conditions(query, numbers=numbers, read_up_to=read_up_to), says
        )

    async def _says(self, needle: str) -> ColumnElement[bool]:
        if is_indexed(needle):
            found = self._connection.dialect.ids_containing(needle)
            if await self._connection.scalar(how_many(found)) <= RARE:
                return some_message_is_among(found)
        return some_message_contains(needle)

    async def _found(self, statement: Select[Any], query: ListQuery) -> list[ListedConversation]:
        rows = await self._connection.fetch_all(statement)
        if not query.containing.strip():
            return [listed_in(row) for row in rows]
        texts = await self._texts([row.match_id for row in rows])
        needle = fold(query.containing)
        return [
            replace(listed_in(row), match=match_in(row.match_id, texts[row.match_id], needle))
            for row in rows
        ]

    async def _texts(self, message_ids: Sequence[int]) -> Mapping[int, str]:
        chosen = select(messages.c.id, messages.c.text).where(messages.c.id.in_(message_ids))
        return {row.id: row.text for row in await self._connection.fetch_all(chosen)}

    async def unread(self, *, within: Scope, reader_id: int) -> set[int]:
        """Return the ids of the open conversations this reader has not read."""
        mark, read_up_to = read_mark_of(reader_id)
        # Nearly all conversations are looked at: in the order of the marks, these are read in one
        # go, which takes a fifth of the time of any other order.
        unread = (
            select(conversations.c.id)
            .select_from(conversations.outerjoin(read_marks, mark))
            .where(
                _seen(within),
                conversations.c.status == Status.OPEN,
                conversations.c.last_inbound_id > read_up_to,
            )
            .order_by(conversations.c.id)
        )
        return {row.id for row in await self._connection.fetch_all(unread)}

    async def mark_read(self, conversation_id: int, *, reader_id: int, up_to: int) -> bool:
        """Remember the last message seen; never backwards. Say whether anything changed."""
        further = self._connection.execute(
            _READ_FURTHER, conversation_id=conversation_id, user_id=reader_id, up_to=up_to
        )
        return await further > 0

    async def mark_unread(self, conversation_id: int, *, reader_id: int, up_to: int) -> None:
        """Forget that this reader has seen anything behind `up_to`."""
        await self._connection.execute(
            _READ_ANEW, conversation_id=conversation_id, user_id=reader_id, up_to=up_to
        )

    async def read_marks(self, conversation_id: int) -> Mapping[int, int]:
        """Return the last message seen per user, for those who have seen any."""
        rows = await self._connection.fetch_all(_READ_MARKS, conversation_id=conversation_id)
        return {row.user_id: row.up_to for row in rows}


def _seen(scope: Scope) -> ColumnElement[bool]:
    return scope_condition(
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


_IS_THIS_ONE = conversations.c.id == bindparam("this_id")
_IS_OPEN = conversations.c.status == Status.OPEN
_READER: BindParameter[int] = bindparam("reader_id", type_=Integer())

_NEW = insert(conversations).returning(*CONVERSATION)
_SAVED = update(conversations).where(_IS_THIS_ONE)
_BETWEEN = (
    select(*CONVERSATION)
    .where(
        conversations.c.app_number == bindparam("app_number"),
        conversations.c.customer_number == bindparam("customer_number"),
    )
    .order_by(
        _IS_OPEN.desc(),
        case((_IS_OPEN, conversations.c.last_outbound_at)).desc().nulls_last(),
        *_newest_first(),
    )
    .limit(1)
)
_READ_MARKS = select(read_marks.c.user_id, read_marks.c.up_to).where(
    read_marks.c.conversation_id == bindparam("conversation_id")
)
_MARK, _OF_BOTH = insert_or_update(read_marks), ["conversation_id", "user_id"]
_UP_TO = {"up_to": _MARK.excluded.up_to}
_READ_ANEW = _MARK.on_conflict_do_update(index_elements=_OF_BOTH, set_=_UP_TO)
_READ_FURTHER = _MARK.on_conflict_do_update(
    index_elements=_OF_BOTH, set_=_UP_TO, where=read_marks.c.up_to < _MARK.excluded.up_to
)


@lru_cache(SCOPES)
def _this_one(scope: Scope) -> Select[Any]:
    return select(*CONVERSATION).where(_seen(scope), _IS_THIS_ONE)


@lru_cache(SCOPES)
def _this_one_listed(scope: Scope) -> Select[Any]:
    return listed_conversations(_READER).where(_seen(scope), _IS_THIS_ONE)


@lru_cache(SCOPES)
def _open_ones(scope: Scope) -> Select[Any]:
    """Select the open conversations of a customer."""
    theirs = conversations.c.customer_number == bindparam("customer_number")
    listed = listed_conversations(_READER).where(_seen(scope), theirs, _IS_OPEN)
    return listed.order_by(*_newest_first())
