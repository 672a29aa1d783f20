"""What is listed, as it stands in the address of the page."""

import re
from collections.abc import Mapping

from domain.model.conversation_list import ListQuery, NeedsAttention
from domain.model.conversations import Status
from ui.elements.wire import MAX_FILTER_LENGTH

FILTERS = ("name", "location", "phone", "message", "show")

_ID = re.compile(r"[0-9]{1,18}")


def query_in(address: Mapping[str, str]) -> ListQuery:
    """People edit addresses, and links get cut: what makes no sense is left out."""
    given = {name: address.get(name, "")[:MAX_FILTER_LENGTH].strip() for name in FILTERS}
    return ListQuery(
        status=Status.CLOSED if address.get("status") == "closed" else Status.OPEN,
        containing=given["message"],
        name=given["name"],
        point_of_contact_id=int(given["location"]) if _ID.fullmatch(given["location"]) else None,
        phone=given["phone"],
        only=NeedsAttention(given["show"]) if given["show"] in set(NeedsAttention) else None,
    )


def address_of(query: ListQuery) -> dict[str, str]:
    """Return what `query_in` makes the same query of."""
    values = {
        "status": "" if query.status is Status.OPEN else query.status,
        "name": query.name,
        "location": str(query.point_of_contact_id or ""),
        "phone": query.phone,
        "message": query.containing,
        "show": query.only or "",
    }
    return {name: value for name, value in values.items() if value}
