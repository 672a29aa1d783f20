"""Messages, in SQLite. The log of a conversation is ordered by `(at, id)`."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, insert, select, tuple_, update

from domain.model.errors import UnknownMessage
from domain.model.messages import Attachment, Delivery, DeliveryStep, Direction, Message
from domain.model.people import Scope
from domain.ports.conversations import Messages, NewInbound, NewOutbound
from storage.line import Line
from storage.repositories.attachments import add_stored, add_wanted, attachments_of
from storage.repositories.erasures import was_erased
from storage.repositories.steps import add_step, steps_of
from storage.scopes import covered
from storage.search import fold
from storage.tables.attachments import attachments
from storage.tables.conversations import conversations
from storage.tables.messages import attempts, messages
from storage.tables.people import users


class SqlMessages(Messages):
    def __init__(self, line: Line) -> None:
        self._line = line

    async def get(self, message_id: int, *, within: Scope) -> Message:
        seen = covered(
            within,
            company_id=conversations.c.company_id,
            point_of_contact_id=conversations.c.point_of_contact_id,
        )
        found = await self._read(
            _MESSAGES.join(conversations, conversations.c.id == messages.c.conversation_id).where(
                seen, messages.c.id == message_id
            )
        )
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
        """By position, not by number, so that what arrives meanwhile repeats no message."""
        place = tuple_(messages.c.at, messages.c.id)
        statement = _MESSAGES.where(messages.c.conversation_id == conversation_id).limit(limit)
        if after is not None:
            following = statement.where(place > tuple_(after.at, after.id))
            return await self._read(following.order_by(messages.c.at, messages.c.id))
        if before is not None:
            statement = statement.where(place < tuple_(before.at, before.id))
        newest_first = statement.order_by(messages.c.at.desc(), messages.c.id.desc())
        return list(reversed(await self._read(newest_first)))

    async def is_taken_in(self, account: str, carrier_id: str) -> bool:
        found = exists().where(messages.c.account == account, messages.c.carrier_id == carrier_id)
        is_known = found | was_erased(account, carrier_id)
        return bool(await self._line.value(select(is_known)))

    async def add_inbound(self, new: NewInbound) -> Message:
        message_id = await self._add(
            conversation_id=new.conversation_id,
            direction=Direction.INBOUND,
            text=new.text,
            search_text=fold(new.text),
            at=new.at,
            delivery=Delivery.RECEIVED,
            account=new.account,
            carrier_id=new.carrier_id,
        )
        await add_wanted(self._line, message_id, new.media, at=new.at)
        return await self._just_added(message_id)

    async def add_outbound(self, new: NewOutbound) -> Message:
        message_id = await self._add(
            conversation_id=new.conversation_id,
            direction=Direction.OUTBOUND,
            author_id=new.author_id,
            client_key=new.client_key,
            text=new.text,
            search_text=fold(new.text),
            notice=new.notice,
            at=new.at,
            delivery=Delivery.QUEUED,
        )
        await add_stored(self._line, message_id, new.files)
        return await self._just_added(message_id)

    async def sent_with(self, author_id: int, client_key: str) -> Message | None:
        found = await self._read(
            _MESSAGES.where(messages.c.author_id == author_id, messages.c.client_key == client_key)
        )
        return found[0] if found else None

    async def answered(self, conversation_id: int, *, after: int, not_by: int) -> Message | None:
        by_others = _MESSAGES.where(
            messages.c.conversation_id == conversation_id,
            messages.c.direction == Direction.OUTBOUND,
            messages.c.id > after,
            messages.c.author_id != not_by,
        )
        found = await self._read(by_others.order_by(messages.c.id.desc()).limit(1))
        return found[0] if found else None

    async def has_outbound(self, conversation_id: int) -> bool:
        found = exists().where(
            messages.c.conversation_id == conversation_id,
            messages.c.direction == Direction.OUTBOUND,
        )
        return bool(await self._line.value(select(found)))

    async def steps(self, message_id: int) -> list[DeliveryStep]:
        return await steps_of(self._line, message_id)

    async def mark(
        self, message_id: int, delivery: Delivery, *, error: str | None, at: datetime
    ) -> None:
        current = select(messages.c.attempt).where(messages.c.id == message_id).scalar_subquery()
        for moved in (
            update(messages).where(messages.c.id == message_id),
            update(attempts).where(
                attempts.c.message_id == message_id, attempts.c.number == current
            ),
        ):
            code = func.coalesce(error, moved.table.c.error)
            await self._line.change(moved.values(delivery=delivery, error=code))
        await add_step(self._line, message_id, current, delivery, error=error, at=at)

    async def _add(self, **values: object) -> int:
        new = insert(messages).values(attempt=0, unreached=0, **values)
        return int(await self._line.value(new.returning(messages.c.id)))

    async def _just_added(self, message_id: int) -> Message:
        (message,) = await self._read(_MESSAGES.where(messages.c.id == message_id))
        return message

    async def _read(self, statement: Select[Any]) -> list[Message]:
        rows = await self._line.rows(statement)
        files = await attachments_of(self._line, [row.id for row in rows if row.has_attachments])
        return [_message(row, files.get(row.id, ())) for row in rows]


_COLUMNS = [column for column in messages.c if column.name != "search_text"]
_MESSAGES = select(
    *_COLUMNS,
    users.c.name.label("author"),
    exists().where(attachments.c.message_id == messages.c.id).label("has_attachments"),
).outerjoin_from(messages, users, users.c.id == messages.c.author_id)


def _message(row: Row[Any], files: tuple[Attachment, ...]) -> Message:
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        direction=Direction(row.direction),
        author_id=row.author_id,
        author=row.author,
        text=row.text,
        notice=row.notice,
        at=row.at,
        delivery=Delivery(row.delivery),
        error=row.error,
        attempt=row.attempt,
        client_key=row.client_key,
        attachments=files,
    )
