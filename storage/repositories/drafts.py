"""What users have written and not sent, in SQLite."""

from typing import Any

from sqlalchemy import Row, select

from domain.model.actor import Scope
from domain.model.drafts import Draft
from storage.connection import DatabaseConnection
from storage.dialects import insert
from storage.scopes import scope_condition
from storage.tables.conversations import conversations, drafts


class DraftRepository:
    """Stores drafts; each is its owner's alone."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def get(self, conversation_id: int, *, user_id: int) -> Draft:
        """Return the draft, an empty one where nothing was ever written."""
        of_both = drafts.c.user_id == user_id, drafts.c.conversation_id == conversation_id
        row = await self._connection.fetch_one(_DRAFTS.where(*of_both))
        return _draft(row) if row else Draft(conversation_id=conversation_id)

    async def all(self, user_id: int, *, within: Scope) -> list[Draft]:
        """Return the drafts that say something, of conversations the user may still see."""
        seen = scope_condition(
            within,
            company_id=conversations.c.company_id,
            point_of_contact_id=conversations.c.point_of_contact_id,
        )
        written = _DRAFTS.join(conversations, conversations.c.id == drafts.c.conversation_id).where(
            seen, drafts.c.user_id == user_id, drafts.c.text != ""
        )
        return [_draft(row) for row in await self._connection.fetch_all(written)]

    async def save(self, draft: Draft, *, user_id: int) -> None:
        values = {"text": draft.text, "updated_at": draft.written_at}
        new = insert(drafts).values(
            user_id=user_id, conversation_id=draft.conversation_id, **values
        )
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=["user_id", "conversation_id"], set_=values)
        )


_DRAFTS = select(drafts.c.conversation_id, drafts.c.text, drafts.c.updated_at.label("written_at"))


def _draft(row: Row[Any]) -> Draft:
    return Draft(**row._mapping)
