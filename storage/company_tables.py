"""Which tables make up one company, and how their rows refer to each other.

What can be read off the tables is: a new column of a table that is carried goes along by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, TypeDecorator, select

from domain.model.messages import UNCLEAR, DeliveryStatus
from storage.schema import METADATA
from storage.tables.attachments import attachments, draft_attachments, uploads
from storage.tables.audit import audit_log
from storage.tables.checkpoints import moments
from storage.tables.conversations import conversations, drafts, opt_outs, read_marks, timeline
from storage.tables.erasures import erased_texts, erasures
from storage.tables.messages import attempts, delivery_steps, messages, unrouted_inbound
from storage.tables.notifications import notifications, push_devices
from storage.tables.people import (
    assignments,
    companies,
    links,
    points_of_contact,
    sign_in_failures,
    sign_ins,
    templates,
    users,
)
from storage.tables.two_factor import half_sign_ins, recovery_codes, second_steps

CARRIED = (
    companies,
    points_of_contact,
    users,
    assignments,
    templates,
    conversations,
    read_marks,
    timeline,
    opt_outs,
    messages,
    attempts,
    delivery_steps,
    attachments,
)
"""Each table stands after all that it refers to."""

LEFT_OUT: Mapping[Table, str] = {
    sign_ins: "A secret: users sign in anew.",
    sign_in_failures: "Belongs to the installation.",
    links: "A secret: links lead to the old address.",
    second_steps: "A secret.",
    recovery_codes: "A secret.",
    half_sign_ins: "A secret.",
    push_devices: "A secret, made for the keys of the installation.",
    drafts: "Not sent, and perhaps never meant to be.",
    draft_attachments: "As the drafts.",
    uploads: "Counted for two days only.",
    notifications: "Whoever was to be told is told by the old installation.",
    audit_log: "Tells of deeds there, by ids that mean something else here.",
    erasures: "Tells of ids there.",
    erased_texts: "Nobody knows whose they are.",
    unrouted_inbound: "Belongs to no company.",
    moments: "Of the installation and its account.",
}

KEPT_BACK = frozenset({users.c.password_hash})
"""Columns that stay empty in the other installation."""

POSITIONS: Mapping[Column[Any], Table] = {
    conversations.c.last_message_id: messages,
    conversations.c.last_inbound_id: messages,
    read_marks.c.up_to: messages,
}
"""Ids without a foreign key. They say how far something goes, so no row needs to have them."""

_IN_HAND = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)


@cache
def columns_of(table: Table) -> tuple[Column[Any], ...]:
    """Return the columns that are carried."""
    return tuple(column for column in table.c if column not in KEPT_BACK)


@cache
def references_of(table: Table) -> Mapping[str, Table]:
    """Say which columns hold the id of a row of which table."""
    return {
        column.name: METADATA.tables[key.column.table.name]
        for column in table.c
        for key in column.foreign_keys
    }


@cache
def positions_of(table: Table) -> Mapping[str, Table]:
    return {column.name: to for column, to in POSITIONS.items() if column.table is table}


def kind_of(column: Column[Any]) -> type[Any]:
    """Return what the values of a column are in Python."""
    kind = column.type
    stored = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    python_type: type[Any] = stored.python_type
    return python_type


def is_of(table: Table, company_id: int) -> ColumnElement[bool]:
    """Return whether a row is of this company, by the first reference that is never missing."""
    if table is companies:
        return companies.c.id == company_id
    owners = references_of(table)
    owned = next(table.c[name] for name in owners if not table.c[name].nullable)
    owner = owners[owned.name]
    return owned.in_(select(owner.c.id).where(is_of(owner, company_id)))


def is_in_hand(table: Table, row: Mapping[str, Any]) -> bool:
    """Say whether nobody knows if this message, or this attempt at one, was sent."""
    return table in (messages, attempts) and row["delivery"] in _IN_HAND


def at_rest(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row as no installation acts on it.

    The one it comes from may send what waits at any moment, so the other never does unasked.
    """
    if not is_in_hand(table, row):
        return row
    waits: dict[str, datetime | None] = {
        name: None for name in ("not_before", "ask_at") if name in row
    }
    return {**row, "delivery": DeliveryStatus.FAILED.value, "error": UNCLEAR, **waits}
