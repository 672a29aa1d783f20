"""Messages, in SQLite. The log of a conversation is ordered by `(at, id)`."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Row,
    ScalarSelect,
    Select,
    Update,
    bindparam,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)

from domain.model.actor import Scope
from domain.model.attachments import Attachment
from domain.model.errors import UnknownMessage
from domain.model.messages import (
    DeliveryEvent,
    DeliveryStatus,
    Direction,
    Message,
    NewInbound,
    NewOutbound,
)
from storage.connection import DatabaseConnection
from storage.mapping import word_in
from storage.repositories.attachments import add_stored, add_wanted, attachments_of
from storage.repositories.delivery_steps import add_step, steps_of
from storage.repositories.erasures import fingerprint, was_erased
from storage.scopes import SCOPES, scope_condition
from storage.search import fold
from storage.tables.attachments import attachments
from storage.tables.conversations import conversations
from storage.tables.messages import attempts, messages
from storage.tables.people import users


class MessageRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def get(self, message_id: int, *, within: Scope) -> Message:
        """Raise `UnknownMessage` for one that is not there or not within."""
        found = await self._read(_this_one(within), message_id=message_id)
        if not found:
            raise UnknownMessage
        return found[0]

    async def page(
        self,
        conversation_id: int,
        *,
        before: Message | None = None,
        after: Message | None = None,
        limit: int = 50,
    ) -> list[Message]:
        """Return the newest, or those next to a message, before or after it; oldest first.

        By position, not by number, so that what arrives meanwhile repeats no message.
        """
        here: dict[str, object] = {"conversation_id": conversation_id, "limit": limit}
        if after is not None:
            return await self._read(_FOLLOWING, **here, at=after.at, message_id=after.id)
        if before is not None:
            earlier = await self._read(_EARLIER, **here, at=before.at, message_id=before.id)
            return list(reversed(earlier))
        return list(reversed(await self._read(_NEWEST, **here)))

    async def exists(self, account: str, carrier_id: str) -> bool:
        is_taken_in = await self._connection.scalar(
            _IS_TAKEN_IN,
            account=account,
            carrier_id=carrier_id,
            fingerprint=fingerprint(account, carrier_id),
        )
        return bool(is_taken_in)

    async def texts_since(
        self, moment: datetime, *, customer_number: str, company_id: int
    ) -> list[tuple[str, str]]:
        """Return what this customer wrote to the company after that: numbers and texts."""
        written = (
            select(conversations.c.app_number, messages.c.text)
            .join_from(messages, conversations, conversations.c.id == messages.c.conversation_id)
            .where(
                conversations.c.customer_number == customer_number,
                conversations.c.company_id == company_id,
                messages.c.direction == Direction.INBOUND,
                messages.c.at > moment,
            )
        )
        return [(row.app_number, row.text) for row in await self._connection.fetch_all(written)]

    async def add_inbound(self, new: NewInbound) -> Message:
        """Store it with its files, which are still to be fetched."""
        added = await self._add(
            conversation_id=new.conversation_id,
            direction=Direction.INBOUND,
            text=new.text,
            at=new.at,
            delivery=DeliveryStatus.RECEIVED,
            account=new.account,
            carrier_id=new.carrier_id,
        )
        await add_wanted(self._connection, added.id, new.media, at=new.learned_at)
        return await self._with_files(added) if new.media else added

    async def add_outbound(self, new: NewOutbound) -> Message:
        """Store it with its files, and queue it."""
        added = await self._add(
            author=new.author,
            conversation_id=new.conversation_id,
            direction=Direction.OUTBOUND,
            author_id=new.author_id,
            client_key=new.client_key,
            text=new.text,
            notice=new.notice,
            at=new.at,
            delivery=DeliveryStatus.QUEUED,
        )
        await add_stored(self._connection, added.id, new.files)
        return await self._with_files(added) if new.files else added

    async def find_by_client_key(self, author_id: int, client_key: str) -> Message | None:
        found = await self._read(
            _MESSAGES.where(messages.c.author_id == author_id, messages.c.client_key == client_key)
        )
        return found[0] if found else None

    async def latest_reply_by_others(
        self, conversation_id: int, *, after: int, not_by: int
    ) -> Message | None:
        """Return the newest outbound message after this one, by anybody but this user."""
        by_others = _MESSAGES.where(
            messages.c.conversation_id == conversation_id,
            messages.c.direction == Direction.OUTBOUND,
            messages.c.id > after,
            messages.c.author_id != not_by,
        )
        found = await self._read(by_others.order_by(messages.c.id.desc()).limit(1))
        return found[0] if found else None

    async def first_inbound_at(self, conversation_id: int, *, after: int) -> datetime | None:
        """Return when the customer sent the first message after the one with this id."""
        first = select(func.min(messages.c.at)).where(
            messages.c.conversation_id == conversation_id,
            messages.c.direction == Direction.INBOUND,
            messages.c.id > after,
        )
        moment: datetime | None = await self._connection.scalar(first)
        return moment

    async def awaits_notice(self, conversation_id: int) -> bool:
        """Say whether the customer got no message yet, or the one with the notice failed."""
        failed = messages.c.delivery == DeliveryStatus.FAILED
        ours = exists().where(
            messages.c.conversation_id == conversation_id,
            messages.c.direction == Direction.OUTBOUND,
        )
        with_notice = ours.where(messages.c.notice.is_not(None))
        awaits = ~ours.where(~failed) | (with_notice.where(failed) & ~with_notice.where(~failed))
        return bool(await self._connection.scalar(select(awaits)))

    async def delivery_events(self, message_id: int) -> list[DeliveryEvent]:
        """Return what was learned of its attempts, oldest first."""
        return await steps_of(self._connection, message_id)

    async def set_status(
        self, message_id: int, delivery: DeliveryStatus, *, error: str | None, at: datetime
    ) -> None:
        """Move the message and its current attempt; a code is never erased by a later state."""
        for moved in _itself_and_its_attempt(message_id):
            code = func.coalesce(error, moved.table.c.error)
            await self._connection.execute(moved.values(delivery=delivery, error=code))
        current = _attempt_of(message_id)
        await add_step(self._connection, message_id, current, delivery, error=error, at=at)

    async def set_error(self, message_id: int, error: str) -> None:
        """Put the carrier's code to the message and its current attempt, wherever they are."""
        for explained in _itself_and_its_attempt(message_id):
            await self._connection.execute(explained.values(error=error))

    async def _add(self, *, text: str, author: str | None = None, **values: object) -> Message:
        """Add a message; its row comes back with the statement and is not read again."""
        (row,) = await self._connection.fetch_all(
            _NEW, attempt=0, unreached=0, text=text, search_text=fold(text), **values
        )
        return _message(row, author)

    async def _with_files(self, added: Message) -> Message:
        files = await attachments_of(self._connection, [added.id])
        return replace(added, attachments=files[added.id])

    async def _read(self, statement: Select[Any], **values: object) -> list[Message]:
        rows = await self._connection.fetch_all(statement, **values)
        files = await attachments_of(
            self._connection, [row.id for row in rows if row.has_attachments]
        )
        return [_message(row, row.author, files.get(row.id, ())) for row in rows]


def _attempt_of(message_id: int) -> ScalarSelect[int]:
    return select(messages.c.attempt).where(messages.c.id == message_id).scalar_subquery()


def _itself_and_its_attempt(message_id: int) -> tuple[Update, Update]:
    current = attempts.c.number == _attempt_of(message_id)
    return (
        update(messages).where(messages.c.id == message_id),
        update(attempts).where(attempts.c.message_id == message_id, current),
    )


_COLUMNS = [column for column in messages.c if column.name != "search_text"]
_MESSAGES = select(
    *_COLUMNS,
    users.c.name.label("author"),
    exists().where(attachments.c.message_id == messages.c.id).label("has_attachments"),
).outerjoin_from(messages, users, users.c.id == messages.c.author_id)

_NEW = insert(messages).returning(*_COLUMNS)
_IS_TAKEN_IN = select(
    exists().where(
        messages.c.account == bindparam("account"),
        messages.c.carrier_id == bindparam("carrier_id"),
    )
    | was_erased()
)

_PLACE = tuple_(messages.c.at, messages.c.id)
_THERE = tuple_(
    bindparam("at", type_=messages.c.at.type), bindparam("message_id", type_=messages.c.id.type)
)
_HERE = _MESSAGES.where(messages.c.conversation_id == bindparam("conversation_id"))
_NEWEST = _HERE.order_by(messages.c.at.desc(), messages.c.id.desc()).limit(bindparam("limit"))
_EARLIER = _NEWEST.where(_PLACE < _THERE)
_FOLLOWING = (
    _HERE.where(_PLACE > _THERE).order_by(messages.c.at, messages.c.id).limit(bindparam("limit"))
)


@lru_cache(SCOPES)
def _this_one(scope: Scope) -> Select[Any]:
    seen = scope_condition(
        scope,
        company_id=conversations.c.company_id,
        point_of_contact_id=conversations.c.point_of_contact_id,
    )
    return _MESSAGES.join(conversations, conversations.c.id == messages.c.conversation_id).where(
        seen, messages.c.id == bindparam("message_id")
    )


def _message(row: Row[Any], author: str | None, files: tuple[Attachment, ...] = ()) -> Message:
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        direction=word_in(Direction, row.direction, otherwise=Direction.INBOUND, row_id=row.id),
        author_id=row.author_id,
        author=author,
        text=row.text,
        notice=row.notice,
        at=row.at,
        delivery=word_in(
            DeliveryStatus, row.delivery, otherwise=DeliveryStatus.UNKNOWN, row_id=row.id
        ),
        error=row.error,
        attempt=row.attempt,
        client_key=row.client_key,
        attachments=files,
    )
