"""Heeding customers who do not want to be texted, or want to again."""

from datetime import datetime

from domain.model.conversations import Conversation
from domain.model.events import ConversationChanged
from domain.model.opt_outs import OptOutSource, Wish
from domain.model.timeline import Happening
from domain.ports.store import Transaction
from domain.services.chronicle import write_down

_HAPPENING = {Wish.STOP: Happening.OPTED_OUT, Wish.START: Happening.OPTED_IN}


async def heed(
    tx: Transaction,
    conversation: Conversation,
    wish: Wish,
    *,
    source: OptOutSource,
    at: datetime,
) -> None:
    """Never answered by us: the carrier has already told the customer."""
    changed = await tx.opt_outs.record(
        wish,
        company_id=conversation.company_id,
        app_number=conversation.app_number,
        customer_number=conversation.customer_number,
        source=source,
        at=at,
    )
    if changed:
        await write_down(tx, conversation, _HAPPENING[wish], at=at)
        tx.record(conversation.event(ConversationChanged))
