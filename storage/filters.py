"""What is asked of the list, as conditions on the conversations it may show."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true, tuple_

from domain.model.conversation_list import ListQuery, NeedsAttention
from domain.model.conversations import Status
from domain.model.messages import Direction
from storage.conversation_list import colleague_of, opt_out_here
from storage.opt_outs import stands
from storage.search import fold
from storage.tables.conversations import conversations, opt_outs
from storage.tables.messages import has_failed, messages

_FAILED = messages.alias("failed")
_LATER = messages.alias("later")


def list_conditions(
    query: ListQuery, *, numbers: Collection[str], read_up_to: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return all conditions but the text of messages, which `storage.search` looks for."""
    return and_(
        conversations.c.status == query.status,
        _is_named(query.name),
        _is_at(query.point_of_contact_id),
        _has_number(numbers) if query.phone.strip() else true(),
        _needs(query.only, read_up_to),
    )


def _is_named(name: str) -> ColumnElement[bool]:
    needle = fold(name)
    return conversations.c.search_title.contains(needle, autoescape=True) if needle else true()


def _is_at(point_of_contact_id: int | None) -> ColumnElement[bool]:
    if point_of_contact_id is None:
        return true()
    return conversations.c.point_of_contact_id == point_of_contact_id


def _has_number(numbers: Collection[str]) -> ColumnElement[bool]:
    """Senders with a name are looked for in any case, as people write them."""
    return or_(
        false(),
        *(conversations.c.customer_number.icontains(piece, autoescape=True) for piece in numbers),
    )


def _needs(attention: NeedsAttention | None, read_up_to: ColumnElement[int]) -> ColumnElement[bool]:
    match attention:
        case None:
            return true()
        case NeedsAttention.UNREAD:
            return conversations.c.last_inbound_id > read_up_to
        case NeedsAttention.WAITING:
            return is_waited_in()
        case NeedsAttention.FAILED:
            return _last_text_failed()
        case NeedsAttention.OPTED_OUT:
            return _customer_opted_out()


def is_waited_in() -> ColumnElement[bool]:
    """Agree with `ListedConversation.waiting_since`; who cannot be answered is never noted."""
    return and_(
        conversations.c.waiting_since.is_not(None),
        conversations.c.status == Status.OPEN,
        ~exists().where(opt_out_here()),
        ~colleague_of(conversations).exists(),
    )


def _last_text_failed() -> ColumnElement[bool]:
    """Begin with the few that failed, not with every conversation's last message."""
    later = exists().where(
        _LATER.c.conversation_id == _FAILED.c.conversation_id,
        _LATER.c.direction == Direction.OUTBOUND,
        tuple_(_LATER.c.at, _LATER.c.id) > tuple_(_FAILED.c.at, _FAILED.c.id),
    )
    last = select(_FAILED.c.conversation_id).where(has_failed(_FAILED), ~later)
    return conversations.c.id.in_(last)


def _customer_opted_out() -> ColumnElement[bool]:
    """Begin with the few opt-outs, not with every conversation."""
    theirs = conversations.alias("theirs")
    stands_there = stands(
        theirs.c.app_number, theirs.c.customer_number, company_id=theirs.c.company_id
    )
    return conversations.c.id.in_(select(theirs.c.id).join_from(opt_outs, theirs, stands_there))
