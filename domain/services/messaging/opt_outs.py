"""Heeding customers who do not want to be texted, or want to again."""

from datetime import datetime

from domain.model.actor import Scope
from domain.model.conversations import Conversation
from domain.model.events import ConversationChanged
from domain.model.opt_outs import ConsentChange, OptOutScope, OptOutSource, wish_in
from domain.model.timeline import TimelineEventType
from domain.services.inbox.timeline import write_down
from domain.services.live.updates import NOBODY
from storage.database import Repositories, Transaction

_HAPPENING = {
    ConsentChange.STOP: TimelineEventType.OPTED_OUT,
    ConsentChange.START: TimelineEventType.OPTED_IN,
    ConsentChange.YES: TimelineEventType.OPTED_IN,
}


async def opt_out_of(stored: Repositories, conversation: Conversation) -> OptOutSource | None:
    """Who said that its customer must not be texted there; `None` when they may be."""
    return await stored.opt_outs.source(
        conversation.app_number, conversation.customer_number, company_id=conversation.company_id
    )


async def heed(
    tx: Transaction,
    conversation: Conversation,
    wish: ConsentChange,
    *,
    source: OptOutSource,
    at: datetime,
    by_id: int | None = None,
) -> bool:
    """Say whether this changed anything. `at` is when it was said, `by_id` the user who said it
    for the customer.

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
    ends_waiting = wish is ConsentChange.STOP and source is not OptOutSource.AGENT
    for reached in await _reached(tx, conversation):
        ends_here = ends_waiting and reached.waiting_since is not None
        if ends_here:
            await tx.conversations.save(reached.without_waiting(at=max(at, reached.updated_at)))
        if changed or ends_here:
            tx.record(reached.event(ConversationChanged))
    return changed


async def was_taken_back(stored: Repositories, conversation: Conversation, *, at: datetime) -> bool:
    """Whether a STOP of that moment, learned of late, was followed by a START that is here."""
    is_everywhere = await _is_everywhere(stored, conversation)
    later = await stored.messages.texts_since(
        at, customer_number=conversation.customer_number, company_id=conversation.company_id
    )
    return any(
        wish_in(text, app_number=app_number) in (ConsentChange.START, ConsentChange.YES)
        for app_number, text in later
        if is_everywhere or app_number == conversation.app_number
    )


async def _reached(tx: Transaction, conversation: Conversation) -> list[Conversation]:
    """It holds wherever this customer is texted from this number, or by this company."""
    is_everywhere = await _is_everywhere(tx, conversation)
    within = Scope(conversation.company_id, None)
    theirs = await tx.conversations.open_for_customer(
        conversation.customer_number, within=within, reader_id=NOBODY
    )
    beside = [each.conversation for each in theirs if each.conversation.id != conversation.id]
    here = await tx.conversations.get(conversation.id, within=within)
    return [
        here,
        *(each for each in beside if is_everywhere or each.app_number == conversation.app_number),
    ]


async def _is_everywhere(stored: Repositories, conversation: Conversation) -> bool:
    company = await stored.companies.get(conversation.company_id)
    return company.opt_out_scope is OptOutScope.COMPANY
