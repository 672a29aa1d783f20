"""Drafts: keeps what users write until they send it, for all their devices."""

from dataclasses import replace

from domain.model.actor import Member
from domain.model.conversations import Conversation
from domain.model.drafts import Draft
from domain.model.events import DraftSaved
from domain.ports.clock import Clock
from storage.database import Database, Transaction


class DraftsService:
    def __init__(self, *, store: Database, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def all(self, *, by: Member) -> list[Draft]:
        """Return all drafts of this user."""
        by.require_conversations()
        async with self._store.reading() as stored:
            return await stored.drafts.all(by.user_id, within=by.scope)

    async def save(self, draft: Draft, *, by: Member) -> Draft:
        """Save the draft unless a newer one is stored; return the one that is stored now.

        A time in the future is set to now, because the device's clock may be ahead.
        """
        by.require_conversations()
        draft = replace(draft, written_at=min(draft.written_at, self._clock.now()))
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(draft.conversation_id, within=by.scope)
            saved = await tx.drafts.get(conversation.id, user_id=by.user_id)
            if not saved.older_than(draft):
                return saved
            await save_draft(tx, draft, conversation, user_id=by.user_id)
            return draft


async def clear_sent(tx: Transaction, conversation: Conversation, text: str, *, by: Member) -> None:
    """Clear the draft of a message that was sent, on all devices."""
    draft = await tx.drafts.get(conversation.id, user_id=by.user_id)
    if draft.equals(text):
        await save_draft(tx, draft.cleared(), conversation, user_id=by.user_id)


async def save_draft(
    tx: Transaction, draft: Draft, conversation: Conversation, *, user_id: int
) -> None:
    await tx.drafts.save(draft, user_id=user_id)
    tx.record(conversation.event(DraftSaved, user_id=user_id))
