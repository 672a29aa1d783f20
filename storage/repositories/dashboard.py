"""How things stand in the open conversations, in SQLite."""

from sqlalchemy import case, func, select

from domain.model.actor import Scope
from domain.model.conversation_list import InboxSummary
from domain.model.conversations import Status
from domain.model.messages import DeliveryStatus
from storage.connection import DatabaseConnection
from storage.filters import is_waited_in
from storage.scopes import scope_condition
from storage.tables.conversations import conversations
from storage.tables.messages import messages


class DashboardRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def summary(self, *, within: Scope) -> InboxSummary:
        failed = func.count().filter(messages.c.delivery == DeliveryStatus.FAILED)
        waiting_since = case((is_waited_in(), conversations.c.waiting_since))
        (row,) = await self._connection.fetch_all(
            select(
                func.count(waiting_since).label("waiting"),
                func.min(waiting_since).label("longest_since"),
                failed.label("failed"),
            )
            .select_from(conversations)
            .outerjoin(messages, messages.c.id == conversations.c.last_message_id)
            .where(
                conversations.c.status == Status.OPEN,
                scope_condition(
                    within,
                    company_id=conversations.c.company_id,
                    point_of_contact_id=conversations.c.point_of_contact_id,
                ),
            )
        )
        return InboxSummary(**row._mapping)
