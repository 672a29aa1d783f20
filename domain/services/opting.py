"""Heeding customers who do not want to be texted, or want to again."""

from datetime import datetime

from domain.model.conversations import Conversation
from domain.model.events import ConversationChanged
from domain.model.opt_outs import OptOutScope, OptOutSource, Wish
from domain.model.people import Scope
from domain.model.timeline import Happening
from domain.ports.store import Repositories, Transaction
from domain.services.chronicle import write_down
from domain.services.news import NOBODY

_HAPPENING = {Wish.STOP: Happening.OPTED_OUT, Wish.START: Happening.OPTED_IN}


async def opt_out_of(stored: Repositories, conversation: Conversation) -> OptOutSource | None:
    """Who said that its customer must not be texted there; `None` when they may be."""
    return await stored.opt_outs.source(
        conversation.app_number, conversation.customer_number, company_id=conversation.company_id
    )


async def heed(
    tx: Transaction,
    conversation: Conversation,
    wish: Wish,
    *,
    source: OptOutSource,
    at: datetime,
    by_id: int | None = None,
) -> bool:
    """Say whether this changed anything. `by_id` is the user who did it for the customer.

    Never answered by us: the carrier has already told the customer.
    """
    changed = await tx.opt_outs.record(
        wish,
        company_id=conversation.company_id,
        app_number=conversation.app_number,
        customer_number=conversation.customer_number,
        source=source,
        at=at,
    )
    if changed:
        await write_down(tx, conversation, _HAPPENING[wish], at=at, by_id=by_id)
        await _tell_all(tx, conversation)
    return changed


async def _tell_all(tx: Transaction, conversation: Conversation) -> None:
    """It holds wherever this customer is texted from this number, or by this company."""
    company = await tx.companies.get(conversation.company_id)
    is_everywhere = company.opt_out_scope is OptOutScope.COMPANY
    theirs = await tx.conversations.open_with(
        conversation.customer_number, within=Scope(company.id, None), reader_id=NOBODY
    )
    beside = [listed.conversation for listed in theirs]
    for each in [conversation, *(other for other in beside if other.id != conversation.id)]:
        if is_everywhere or each.app_number == conversation.app_number:
            tx.record(each.event(ConversationChanged))
