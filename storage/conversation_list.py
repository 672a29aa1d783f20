"""One row of the list, for one reader: everything it shows in a single query."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    exists,
    func,
    null,
    select,
)

from domain.model.conversation_list import ListedConversation
from domain.model.conversations import Conversation, Preview, Status
from domain.model.messages import DeliveryStatus, Direction
from storage.mapping import columns_of, word_in
from storage.opt_outs import opt_out_in, source_of_opt_out, stands
from storage.search import newest_that_contains
from storage.tables.attachments import attachments
from storage.tables.conversations import conversations, read_marks
from storage.tables.messages import messages
from storage.tables.people import points_of_contact, users

CONVERSATION = columns_of(Conversation, conversations)
NAMES = [column.name for column in CONVERSATION]

_colleagues = users.alias("colleagues")


Reader = int | BindParameter[int]


def listed_conversations(reader_id: Reader, *, containing: str = "") -> Select[Any]:
    """The columns of the conversation first, then what stands beside it.

    `match_id` is the newest message with the folded text `containing`, if any was asked for.
    """
    mark, read_up_to = read_mark_of(reader_id)
    return (
        select(
            *CONVERSATION,
            points_of_contact.c.name.label("point_of_contact"),
            messages.c.direction,
            users.c.name.label("author"),
            messages.c.text,
            exists().where(attachments.c.message_id == messages.c.id).label("has_attachments"),
            messages.c.delivery,
            source_of_opt_out(opt_out_here()).scalar_subquery().label("opt_out"),
            colleague_of(conversations).scalar_subquery().label("colleague"),
            read_up_to.label("read_up_to"),
            (newest_that_contains(containing) if containing else null()).label("match_id"),
        )
        .join_from(conversations, points_of_contact, _is_place())
        .outerjoin(messages, messages.c.id == conversations.c.last_message_id)
        .outerjoin(users, users.c.id == messages.c.author_id)
        .outerjoin(read_marks, mark)
    )


def read_mark_of(reader_id: Reader) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """How to join this reader's mark, and what it says: 0 as long as there is none."""
    mark = and_(
        read_marks.c.conversation_id == conversations.c.id, read_marks.c.user_id == reader_id
    )
    return mark, func.coalesce(read_marks.c.up_to, 0)


def colleague_of(theirs: FromClause) -> Select[Any]:
    """The user of the company who texts from their own phone in one of these conversations."""
    return (
        select(_colleagues.c.name)
        .where(
            _colleagues.c.phone == theirs.c.customer_number,
            _colleagues.c.company_id == theirs.c.company_id,
            _colleagues.c.active,
        )
        .limit(1)
        .correlate(theirs)
    )


def conversation_in(row: Row[Any]) -> Conversation:
    values = dict(zip(NAMES, row, strict=False))
    status = word_in(Status, row.status, otherwise=Status.OPEN, row_id=row.id)
    return Conversation(**values | {"status": status})


def listed_in(row: Row[Any]) -> ListedConversation:
    return ListedConversation(
        conversation=conversation_in(row),
        point_of_contact=row.point_of_contact,
        preview=_preview_in(row) if row.direction else None,
        opt_out=opt_out_in(row.opt_out, row_id=row.id),
        read_up_to=row.read_up_to,
        colleague=row.colleague,
    )


def _preview_in(row: Row[Any]) -> Preview:
    message_id = row.last_message_id
    return Preview(
        direction=word_in(Direction, row.direction, otherwise=Direction.INBOUND, row_id=message_id),
        author=row.author,
        text=row.text,
        has_attachments=row.has_attachments,
        delivery=word_in(
            DeliveryStatus, row.delivery, otherwise=DeliveryStatus.UNKNOWN, row_id=message_id
        ),
    )


def _is_place() -> ColumnElement[bool]:
    return points_of_contact.c.id == conversations.c.point_of_contact_id


def opt_out_here() -> ColumnElement[bool]:
    return stands(
        conversations.c.app_number,
        conversations.c.customer_number,
        company_id=conversations.c.company_id,
    )
