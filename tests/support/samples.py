"""A conversation of Maya's and what hangs on it, to be shown in one way or another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.model.conversation_list import ListedConversation
from domain.model.conversations import Conversation, Preview, Status
from domain.model.messages import DeliveryStatus, Direction, Message

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUEEN_STREET = "+14165550100"
MAYA = "+14165550137"


def conversation(**changes: object) -> Conversation:
    maya = Conversation(
        id=7,
        company_id=1,
        point_of_contact_id=1,
        app_number=QUEEN_STREET,
        customer_number=MAYA,
        title=None,
        status=Status.OPEN,
        colour=3,
        started_at=NOON - timedelta(days=1),
        started_by=1,
        updated_at=NOON,
        last_message_id=70,
        last_message_at=NOON,
        last_inbound_id=70,
        last_outbound_at=None,
        waiting_since=None,
    )
    return replace(maya, **changes)


def preview(text: str = "", **changes: object) -> Preview:
    received = Preview(
        direction=Direction.INBOUND,
        author=None,
        text=text,
        has_attachments=False,
        delivery=DeliveryStatus.RECEIVED,
    )
    return replace(received, **changes)


def listed(preview: Preview | None = None, **changes: object) -> ListedConversation:
    return ListedConversation(
        conversation=conversation(**changes),
        point_of_contact="Queen Street",
        preview=preview,
        opt_out=None,
        read_up_to=70,
    )


def message(**changes: object) -> Message:
    sent = Message(
        id=70,
        conversation_id=7,
        direction=Direction.OUTBOUND,
        author_id=1,
        author="Amira Benali",
        text="Your coat is here",
        notice=None,
        at=NOON,
        delivery=DeliveryStatus.SENT,
        error=None,
        attempt=1,
        client_key="press-1",
    )
    return replace(sent, **changes)
