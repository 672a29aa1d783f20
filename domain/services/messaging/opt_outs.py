"""Opt-outs and opt-ins: applies what customers and users say, and tells who opted out."""

from datetime import datetime

from domain.model.actor import Scope
from domain.model.conversations import Conversation
from domain.model.events import ConversationChanged
from domain.model.opt_outs import ConsentChange, OptOutScope, OptOutSource, parse_keyword
from domain.model.timeline import TimelineEventType
from domain.services.inbox.timeline import add_entry
from domain.services.live.updates import NOBODY
from storage.database import Repositories, Transaction

_TIMELINE_EVENTS = {
    ConsentChange.STOP: TimelineEventType.OPTED_OUT,
    ConsentChange.START: TimelineEventType.OPTED_IN,
    ConsentChange.YES: TimelineEventType.OPTED_IN,
}


async def opt_out_source(stored: Repositories, conversation: Conversation) -> OptOutSource | None:
    """Return who opted the customer out there; `None` when they may be texted."""
    return await stored.opt_outs.source(
        conversation.app_number, conversation.customer_number, company_id=conversation.company_id
    )


async def apply_consent_change(
    tx: Transaction,
    conversation: Conversation,
    change: ConsentChange,
    *,
    source: OptOutSource,
    at: datetime,
    by_id: int | None = None,
) -> bool:
    """Record an opt-out or opt-in; return whether it changed anything.

    `at` is when it was said, `by_id` the user who said it for the customer. We send no
    confirmation, because the carrier does.
    """
    changed = await tx.opt_outs.record(
        change,
        company_id=conversation.company_id,
        app_number=conversation.app_number,
        customer_number=conversation.customer_number,
        source=source,
        at=at,
    )
    if changed:
        await add_entry(tx, conversation, _TIMELINE_EVENTS[change], at=at, by_id=by_id)
    ends_waiting = change is ConsentChange.STOP and source is not OptOutSource.AGENT
    for affected in await _affected(tx, conversation):
        ends_here = ends_waiting and affected.waiting_since is not None
        if ends_here:
            await tx.conversations.save(affected.clear_waiting(at=max(at, affected.updated_at)))
        if changed or ends_here:
            tx.record(affected.event(ConversationChanged))
    return changed


async def was_reversed_later(
    stored: Repositories, conversation: Conversation, *, at: datetime
) -> bool:
    """Whether a STOP of that time, learned of late, was followed by a START."""
    is_company_wide = await _applies_company_wide(stored, conversation)
    later = await stored.messages.texts_since(
        at, customer_number=conversation.customer_number, company_id=conversation.company_id
    )
    return any(
        parse_keyword(text, app_number=app_number) in (ConsentChange.START, ConsentChange.YES)
        for app_number, text in later
        if is_company_wide or app_number == conversation.app_number
    )


async def _affected(tx: Transaction, conversation: Conversation) -> list[Conversation]:
    """Return the conversations it applies to: this number's, or all of the company."""
    is_company_wide = await _applies_company_wide(tx, conversation)
    within = Scope(conversation.company_id, None)
    open_conversations = await tx.conversations.open_for_customer(
        conversation.customer_number, within=within, reader_id=NOBODY
    )
    others = [
        other.conversation
        for other in open_conversations
        if other.conversation.id != conversation.id
    ]
    here = await tx.conversations.get(conversation.id, within=within)
    return [
        here,
        *(
            other
            for other in others
            if is_company_wide or other.app_number == conversation.app_number
        ),
    ]


async def _applies_company_wide(stored: Repositories, conversation: Conversation) -> bool:
    company = await stored.companies.get(conversation.company_id)
    return company.opt_out_scope is OptOutScope.COMPANY
