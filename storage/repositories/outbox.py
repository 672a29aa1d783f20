"""The queue of outbound messages and their attempts, in SQLite."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, func, insert, select, tuple_, update

from domain.model.attachments import Attachment
from domain.model.carrier import StatusReport
from domain.model.messages import AttemptState, DeliveryStatus, OutboundAttempt, with_notice
from storage.connection import DatabaseConnection
from storage.mapping import word_in
from storage.repositories.attachments import attachments_of
from storage.repositories.delivery_steps import add_step
from storage.tables.attachments import attachments
from storage.tables.conversations import conversations
from storage.tables.messages import attempts, in_hand, messages

FIRST_ASKED_AFTER = timedelta(minutes=1)
"""As a rule the carrier has told the end of a message long before."""
FURTHEST = timedelta(minutes=10)
"""No message is made to wait for longer; what seems to is of a clock that was set back since."""


class OutboxRepository:
    """The queue, as the delivery worker sees it. It lives in the messages themselves."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def due(self, now: datetime, *, limit: int) -> list[OutboundAttempt]:
        """Return queued messages that are due, one a conversation, each the oldest unsent there.

        Of each app number those that are due the longest, `limit` at most: a long queue at one
        number hides no other.
        A message that is queued or `sending` holds up the later ones of its conversation, one
        that is `unknown` only those of the same text: a look could not tell them apart.
        `started_at` is the time of the question, `attempt` the number the next attempt gets.
        """
        place = func.row_number().over(
            partition_by=conversations.c.app_number, order_by=(_due_at, messages.c.id)
        )
        ready = (
            _OUTGOING.add_columns(place.label("place"), _due_at.label("due_at"))
            .where(_IS_NEXT, _is_due(now))
            .subquery()
        )
        foremost = select(ready).where(ready.c.place <= limit)
        rows = await self._connection.fetch_all(foremost.order_by(ready.c.due_at, ready.c.id))
        with_files = [row.id for row in rows if row.has_attachments]
        files = await attachments_of(self._connection, with_files)
        return [
            _outgoing(row, files.get(row.id, ()), attempt=row.attempt + 1, started_at=now)
            for row in rows
        ]

    async def next_due_at(self) -> datetime | None:
        """Return when the next queued message may be handed over, past or future."""
        earliest = select(func.min(_due_at)).where(_IS_NEXT)
        moment: datetime | None = await self._connection.scalar(earliest)
        return moment

    async def mark_sending(self, outgoing: OutboundAttempt) -> None:
        """Mark `sending` and open the attempt."""
        await self._connection.execute(
            update(messages)
            .where(messages.c.id == outgoing.message_id)
            .values(delivery=DeliveryStatus.SENDING, attempt=outgoing.attempt, not_before=None)
        )
        opened = insert(attempts).values(
            message_id=outgoing.message_id,
            number=outgoing.attempt,
            started_at=outgoing.started_at,
            delivery=DeliveryStatus.SENDING,
            ask_at=outgoing.started_at + FIRST_ASKED_AFTER,
        )
        await self._connection.execute(opened)
        await add_step(
            self._connection,
            outgoing.message_id,
            outgoing.attempt,
            DeliveryStatus.SENDING,
            at=outgoing.started_at,
        )

    async def set_carrier_id(
        self, message_id: int, attempt: int, *, account: str, carrier_id: str
    ) -> bool:
        """Note the id the attempt got.

        Say `False` when another attempt has that id, or this one has another.
        """
        other = attempts.alias("other")
        is_others = exists().where(
            other.c.account == account,
            other.c.carrier_id == carrier_id,
            tuple_(other.c.message_id, other.c.number) != tuple_(message_id, attempt),
        )
        noted = (
            update(attempts)
            .where(
                attempts.c.message_id == message_id,
                attempts.c.number == attempt,
                func.coalesce(attempts.c.carrier_id, carrier_id) == carrier_id,
                ~is_others,
            )
            .values(account=account, carrier_id=carrier_id)
        )
        return await self._connection.execute(noted) > 0

    async def requeue(self, message_id: int, *, not_before: datetime) -> None:
        """Queue the message once more, because this try did not reach the carrier."""
        await self._connection.execute(
            update(messages)
            .where(messages.c.id == message_id)
            .values(
                delivery=DeliveryStatus.QUEUED,
                unreached=messages.c.unreached + 1,
                not_before=not_before,
            )
        )

    async def resend(self, message_id: int, *, at: datetime) -> None:
        """Queue the message for a new attempt because a user asked for it.

        The message starts afresh; what went wrong stays with its earlier attempts.
        """
        await self._connection.execute(
            update(messages)
            .where(messages.c.id == message_id)
            .values(delivery=DeliveryStatus.QUEUED, error=None, unreached=0, not_before=None)
        )
        current = select(messages.c.attempt).where(messages.c.id == message_id)
        attempt = int(await self._connection.scalar(current))
        await add_step(self._connection, message_id, attempt + 1, DeliveryStatus.QUEUED, at=at)

    async def mark_queued_unknown(self, *, at: datetime) -> int:
        """Make `unknown` of all that is queued, as if each had been handed over once.

        For a database of the past; say how many there were.
        """
        is_queued = in_hand(messages) & (messages.c.delivery == DeliveryStatus.QUEUED)
        queued = await self._connection.fetch_all(
            select(messages.c.id, messages.c.attempt, messages.c.at).where(is_queued)
        )
        for row in queued:
            opened = insert(attempts).values(
                message_id=row.id,
                number=row.attempt + 1,
                started_at=row.at,
                delivery=DeliveryStatus.UNKNOWN,
                ask_at=at + FIRST_ASKED_AFTER,
            )
            await self._connection.execute(opened)
            await add_step(self._connection, row.id, row.attempt + 1, DeliveryStatus.UNKNOWN, at=at)
        await self._connection.execute(
            update(messages)
            .where(is_queued)
            .values(
                delivery=DeliveryStatus.UNKNOWN, attempt=messages.c.attempt + 1, not_before=None
            )
        )
        return len(queued)

    async def unresolved(self) -> list[OutboundAttempt]:
        """Return messages left `sending` or `unknown`, oldest first."""
        open_ones = (
            _OUTGOING.add_columns(attempts.c.started_at)
            .join(
                attempts,
                (attempts.c.message_id == messages.c.id)
                & (attempts.c.number == messages.c.attempt),
            )
            .where(
                in_hand(messages),
                messages.c.delivery.in_([DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN]),
            )
            .order_by(messages.c.at, messages.c.id)
        )
        return [
            _outgoing(row, (), attempt=row.attempt, started_at=row.started_at)
            for row in await self._connection.fetch_all(open_ones)
        ]

    async def attempt_state(self, message_id: int, attempt: int) -> AttemptState | None:
        """Return how far this attempt of a message is; `None` when there is no such one."""
        row = await self._connection.fetch_one(_STATE, message_id=message_id, number=attempt)
        if row is None:
            return None
        delivery = word_in(
            DeliveryStatus, row.delivery, otherwise=DeliveryStatus.UNKNOWN, row_id=message_id
        )
        return AttemptState(**{**row._mapping, "delivery": delivery})

    async def knows_carrier_id(self, account: str, carrier_id: str) -> bool:
        """Say whether some attempt of ours has this id."""
        return await self.find_attempt(account=account, carrier_id=carrier_id) is not None

    async def find_attempt(self, *, account: str, carrier_id: str) -> tuple[int, int] | None:
        """Return the message and the number of the attempt that has this id."""
        found = await self._connection.fetch_one(
            select(attempts.c.message_id, attempts.c.number).where(
                attempts.c.account == account, attempts.c.carrier_id == carrier_id
            )
        )
        return (found.message_id, found.number) if found else None

    async def add_status(
        self, message_id: int, attempt: int, report: StatusReport, *, at: datetime
    ) -> None:
        """Keep the carrier's word as a step in the attempt's story."""
        await add_step(
            self._connection,
            message_id,
            attempt,
            report.status,
            error=report.error,
            from_carrier=True,
            at=at,
        )


_OUTGOING = select(
    messages.c.id,
    messages.c.conversation_id,
    messages.c.attempt,
    messages.c.unreached,
    messages.c.text,
    messages.c.notice,
    exists().where(attachments.c.message_id == messages.c.id).label("has_attachments"),
    conversations.c.company_id,
    conversations.c.point_of_contact_id,
    conversations.c.app_number,
    conversations.c.customer_number,
).join_from(messages, conversations, conversations.c.id == messages.c.conversation_id)

_STATE = (
    select(
        messages.c.id.label("message_id"),
        messages.c.conversation_id,
        conversations.c.company_id,
        conversations.c.point_of_contact_id,
        attempts.c.number.label("attempt"),
        messages.c.attempt.label("current_attempt"),
        messages.c.delivery,
        messages.c.error,
        attempts.c.account,
        attempts.c.carrier_id,
    )
    .join_from(messages, conversations, conversations.c.id == messages.c.conversation_id)
    .join(attempts, attempts.c.message_id == messages.c.id)
    .where(messages.c.id == bindparam("message_id"), attempts.c.number == bindparam("number"))
)

_due_at = func.coalesce(messages.c.not_before, messages.c.at)

_earlier = messages.alias("earlier")
_IS_NEXT = (
    in_hand(messages)
    & (messages.c.delivery == DeliveryStatus.QUEUED)
    & ~exists().where(
        in_hand(_earlier),
        (_earlier.c.delivery != DeliveryStatus.UNKNOWN) | (_earlier.c.text == messages.c.text),
        _earlier.c.conversation_id == messages.c.conversation_id,
        tuple_(_earlier.c.at, _earlier.c.id) < tuple_(messages.c.at, messages.c.id),
    )
)
"""Queued, with nothing before it in its conversation that is still to be sent.

What is in doubt holds nothing up but its equals: in the carrier's list, where the doubt is
settled, nobody could tell them apart.
"""


def _is_due(now: datetime) -> ColumnElement[bool]:
    not_before = messages.c.not_before
    return not_before.is_(None) | (not_before <= now) | (not_before > now + FURTHEST)


def _outgoing(
    row: Row[Any], files: tuple[Attachment, ...], *, attempt: int, started_at: datetime
) -> OutboundAttempt:
    return OutboundAttempt(
        message_id=row.id,
        conversation_id=row.conversation_id,
        company_id=row.company_id,
        point_of_contact_id=row.point_of_contact_id,
        attempt=attempt,
        app_number=row.app_number,
        customer_number=row.customer_number,
        body=with_notice(row.text, row.notice),
        started_at=started_at,
        tries=row.unreached,
        attachment_ids=tuple(file.id for file in files),
    )
