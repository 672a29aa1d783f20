"""Starts conversations, and adds entries to their timelines."""

import secrets
from datetime import datetime

from domain.model.companies import PointOfContact
from domain.model.conversations import COLOURS, Conversation, NewConversation
from domain.model.events import TimelineEntryAdded
from domain.model.timeline import TimelineEventType
from storage.database import Transaction


async def start_conversation(
    tx: Transaction,
    place: PointOfContact,
    customer_number: str,
    *,
    at: datetime,
    by_id: int | None = None,
    title: str | None = None,
) -> Conversation:
    """`by_id` is the user who starts it, `None` when the customer wrote first."""
    conversation = await tx.conversations.add(
        NewConversation(
            company_id=place.company_id,
            point_of_contact_id=place.id,
            app_number=place.app_number,
            customer_number=customer_number,
            title=title,
            colour=secrets.randbelow(COLOURS),
            started_at=at,
            started_by=by_id,
        )
    )
    await add_entry(tx, conversation, TimelineEventType.STARTED, at=at, by_id=by_id)
    return conversation


async def add_entry(
    tx: Transaction,
    conversation: Conversation,
    event_type: TimelineEventType,
    *,
    at: datetime,
    by_id: int | None = None,
    text: str = "",
    client_key: str | None = None,
) -> None:
    """`by_id` is `None` for what the customer or the carrier did."""
    entry = await tx.timeline.add(
        conversation.id, event_type, at=at, by_id=by_id, text=text, client_key=client_key
    )
    tx.record(conversation.event(TimelineEntryAdded, entry_id=entry.id))
