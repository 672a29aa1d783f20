"""Users as columns and back, and what they are assigned to, in SQLite."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Select, exists, select

from domain.model.users import Assignments, Channel, User
from storage.tables.people import assignments, users
from storage.tables.two_factor import second_steps

_COLUMNS = {
    Channel.EMAIL: "by_email",
    Channel.SMS: "by_sms",
    Channel.PUSH: "by_push",
    Channel.SOUND: "by_sound",
}
SAVED = (
    "email",
    "name",
    "phone",
    "time_zone",
    "may_converse",
    "manages_users",
    "is_admin",
    "active",
    "hides_texts",
    "quiet_from",
    "quiet_until",
)
"""What may change of a user; the password has a way of its own."""

has_second_step = exists().where(second_steps.c.user_id == users.c.id, second_steps.c.is_on)
"""Says of a user in a statement whether there is a second step."""


def users_of(company_id: int) -> Select[Any]:
    return select(
        users.c.id,
        users.c.company_id,
        *(users.c[name] for name in SAVED),
        users.c.password_hash.is_not(None).label("is_activated"),
        has_second_step.label("has_second_step"),
        users.c.created_at,
    ).where(users.c.company_id == company_id)


def saved_values(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in SAVED}


def assignments_in(company_id: int) -> Select[Any]:
    employed = users.c.id == assignments.c.user_id
    return (
        select(assignments)
        .join_from(assignments, users, employed)
        .where(users.c.company_id == company_id)
    )


def places_in(rows: Iterable[Row[Any]]) -> Mapping[int, Assignments]:
    places: dict[int, dict[int, frozenset[Channel]]] = {}
    for row in rows:
        channels = frozenset(
            channel for channel, column in _COLUMNS.items() if row._mapping[column]
        )
        places.setdefault(row.user_id, {})[row.point_of_contact_id] = channels
    return places


def assignment_values(user_id: int, places: Assignments) -> list[dict[str, Any]]:
    return [
        {"user_id": user_id, "point_of_contact_id": place}
        | {column: channel in channels for channel, column in _COLUMNS.items()}
        for place, channels in places.items()
    ]
