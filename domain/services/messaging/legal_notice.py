"""The legal notice that goes out with the first message to a customer."""

from dataclasses import replace

from domain.model.companies import LegalNotice
from domain.model.conversations import Conversation
from storage.database import Repositories


async def due_notice(
    stored: Repositories, conversation: Conversation, text: str = ""
) -> LegalNotice:
    """Return the notice for the next message: it has a text only with the first one.

    A message that failed does not count, so the next one carries the notice.
    """
    notice = await stored.companies.legal_notice(conversation.point_of_contact_id)
    is_said = notice.text is None or notice.text in text
    if is_said or not await stored.messages.awaits_notice(conversation.id):
        return replace(notice, text=None)
    return notice
