"""The queue of notifications, in SQLite."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, select, update

from domain.model.messages import Direction
from domain.model.notifications import NO_DEVICE, Notification, Recipient
from domain.model.quiet_hours import quiet_end
from domain.model.users import Channel
from storage.connection import DatabaseConnection
from storage.dialects import insert
from storage.tables.messages import messages
from storage.tables.notifications import is_waiting, notifications, push_devices
from storage.tables.people import assignments, companies, users

KEY = ("conversation_id", "user_id", "channel", "device_id")
LATEST = ("last_message_id", "since")
"""Of the newest message: what is patient with a mail server is so for each of them."""


class NotificationRepository:
    """Stores the queue. One that was claimed is never handed out again, unless it is postponed."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def recipients(self, point_of_contact_id: int, *, sender: str) -> set[Recipient]:
        """Return who asked to be told of messages there, may see them, and can be reached.

        Nobody, when the sender is a colleague's own phone.
        """
        rows = await self._connection.fetch_all(_ASKED, place_id=point_of_contact_id, sender=sender)
        return {recipient for row in rows for recipient in _recipients(row)}

    async def users_to_ring(
        self, point_of_contact_id: int, *, sender: str, now: datetime
    ) -> frozenset[int]:
        """Return the users whose pages ring for messages there, unless they have quiet hours.

        None, when the sender is a colleague's own phone.
        """
        rows = await self._connection.fetch_all(
            _ASKED_BY_SOUND, place_id=point_of_contact_id, sender=sender
        )
        return frozenset(
            row.user_id
            for row in rows
            if not quiet_end(row.quiet_from, row.quiet_until, now, zone=row.zone)
        )

    async def notified_at(self, conversation_id: int) -> Mapping[Recipient, datetime]:
        """Return when each was last told of it."""
        rows = await self._connection.fetch_all(_TOLD_AT, conversation_id=conversation_id)
        return {_recipient(row): row.at for row in rows}

    async def add(
        self,
        due: Mapping[Recipient, datetime],
        *,
        conversation_id: int,
        message_id: int,
        at: datetime,
    ) -> None:
        """Add notifications; one that waits for the same recipient tells the message, too."""
        rows = [
            {
                "user_id": recipient.user_id,
                "conversation_id": conversation_id,
                "channel": recipient.channel,
                "device_id": recipient.device_id,
                "first_message_id": message_id,
                "last_message_id": message_id,
                "since": at,
                "due_at": due_at,
                "tries": 0,
            }
            for recipient, due_at in due.items()
        ]
        await self._connection.execute(_JOINED, rows)

    async def due(self, now: datetime, channel: Channel, *, limit: int) -> list[Notification]:
        rows = await self._connection.fetch_all(_DUE, now=now, channel=channel, limit=limit)
        return [_notification(row) for row in rows]

    async def next_due_at(self, channels: Collection[Channel]) -> datetime | None:
        moment: datetime | None = await self._connection.scalar(
            _NEXT_DUE_AT, channels=list(channels)
        )
        return moment

    async def claim(self, chosen: Collection[Notification], *, at: datetime) -> None:
        ids = [notification.id for notification in chosen]
        claimed = update(notifications).where(notifications.c.id.in_(ids)).values(claimed_at=at)
        await self._connection.execute(claimed)

    async def postpone(self, notification: Notification, *, until: datetime, tries: int) -> None:
        """Postpone it, with one that has come to wait for the same recipient meanwhile."""
        newer = delete(notifications).where(
            is_waiting(),
            notifications.c.conversation_id == notification.conversation_id,
            notifications.c.user_id == notification.recipient.user_id,
            notifications.c.channel == notification.recipient.channel,
            notifications.c.device_id == notification.recipient.device_id,
        )
        latest = await self._connection.fetch_one(
            newer.returning(*(notifications.c[name] for name in LATEST))
        )
        waiting = update(notifications).where(
            notifications.c.id == notification.id, notifications.c.ended_at.is_(None)
        )
        values = {"claimed_at": None, "due_at": until, "tries": tries}
        await self._connection.execute(
            waiting.values(**values, **(latest._asdict() if latest else {}))
        )

    async def mark_ended(self, notification: Notification, *, at: datetime) -> None:
        ended = update(notifications).where(notifications.c.id == notification.id)
        await self._connection.execute(ended.values(ended_at=at))

    async def drop(self, notification: Notification) -> None:
        """Delete it as if it had never been: nobody was told of anything."""
        await self._connection.execute(
            delete(notifications).where(notifications.c.id == notification.id)
        )

    async def drop_waiting(self) -> int:
        """Delete all that wait, as if nobody had asked; say how many there were."""
        return await self._connection.execute(delete(notifications).where(is_waiting()))

    async def fail_interrupted(self, *, at: datetime) -> int:
        """End those that an earlier process claimed and never ended; say how many there were."""
        begun = update(notifications).where(~is_waiting(), notifications.c.ended_at.is_(None))
        return await self._connection.execute(begun.values(ended_at=at))

    async def delete_ended(self, *, before: datetime) -> None:
        await self._connection.execute(delete(notifications).where(notifications.c.since < before))

    async def inbound_between(self, conversation_id: int, *, after: int, up_to: int) -> int:
        """Count the customer's messages behind the one and not behind the other."""
        between = {"conversation_id": conversation_id, "after": after, "up_to": up_to}
        return int(await self._connection.scalar(_INBOUND_BETWEEN, **between))


_begun = notifications.alias("begun")
_colleagues = users.alias("colleagues")
_IS_NEXT = is_waiting() & ~exists().where(
    *(_begun.c[name] == notifications.c[name] for name in KEY),
    _begun.c.claimed_at.is_not(None),
    _begun.c.ended_at.is_(None),
)
"""Nothing is under way to the same recipient about the same conversation, to be overtaken."""


_DUE = (
    select(notifications)
    .where(
        _IS_NEXT,
        notifications.c.channel == bindparam("channel"),
        notifications.c.due_at <= bindparam("now"),
    )
    .order_by(notifications.c.due_at)
    .limit(bindparam("limit"))
)
_NEXT_DUE_AT = select(func.min(notifications.c.due_at)).where(
    _IS_NEXT, notifications.c.channel.in_(bindparam("channels", expanding=True))
)

_WHO = [notifications.c[name] for name in KEY[1:]]
_TOLD_AT = (
    select(*_WHO, func.max(notifications.c.claimed_at).label("at"))
    .where(
        notifications.c.conversation_id == bindparam("conversation_id"),
        notifications.c.channel.in_(list(Channel)),
        ~is_waiting(),
    )
    .group_by(*_WHO)
)
_NEW = insert(notifications)
_JOINED = _NEW.on_conflict_do_update(
    index_elements=KEY,
    index_where=is_waiting(),
    set_={name: _NEW.excluded[name] for name in LATEST},
)
_INBOUND_BETWEEN = select(func.count()).where(
    messages.c.conversation_id == bindparam("conversation_id"),
    messages.c.direction == Direction.INBOUND,
    messages.c.id > bindparam("after"),
    messages.c.id <= bindparam("up_to"),
)

_ASKED = (
    select(
        assignments,
        users.c.phone,
        companies.c.notification_number,
        push_devices.c.id.label("device_id"),
    )
    .join_from(assignments, users, users.c.id == assignments.c.user_id)
    .join(companies, companies.c.id == users.c.company_id)
    .outerjoin(push_devices, push_devices.c.user_id == users.c.id)
    .where(
        assignments.c.point_of_contact_id == bindparam("place_id"),
        users.c.active,
        users.c.may_converse,
        companies.c.live_conversations,
        ~exists().where(
            _colleagues.c.phone == bindparam("sender"),
            _colleagues.c.company_id == companies.c.id,
            _colleagues.c.active,
        ),
    )
)
"""Who works there and may use the feature: by which channels, and on which devices.

Nobody, when a colleague writes from their own phone: the answer to an alert would cause more.
"""
_ASKED_BY_SOUND = _ASKED.where(assignments.c.by_sound).add_columns(
    users.c.quiet_from,
    users.c.quiet_until,
    func.coalesce(users.c.time_zone, companies.c.time_zone).label("zone"),
)


def _recipients(row: Row[Any]) -> set[Recipient]:
    """Read rows, one for each device, that repeat the other channels each time."""
    ways = {
        Recipient(row.user_id, Channel.EMAIL): row.by_email,
        Recipient(row.user_id, Channel.SMS): row.by_sms and row.phone and row.notification_number,
        Recipient(row.user_id, Channel.PUSH, row.device_id or NO_DEVICE): (
            row.by_push and row.device_id is not None
        ),
    }
    return {recipient for recipient, is_asked_for in ways.items() if is_asked_for}


def _recipient(row: Row[Any]) -> Recipient:
    return Recipient(row.user_id, Channel(row.channel), row.device_id)


def _notification(row: Row[Any]) -> Notification:
    return Notification(
        id=row.id,
        recipient=_recipient(row),
        conversation_id=row.conversation_id,
        first_message_id=row.first_message_id,
        last_message_id=row.last_message_id,
        since=row.since,
        tries=row.tries,
    )
