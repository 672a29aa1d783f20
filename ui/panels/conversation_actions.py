"""What the viewer can do with a conversation, apart from writing in it."""

from datetime import datetime

from nicegui import ui

from domain.model.errors import UnansweredMessage
from ui.frame.frame import Frame
from ui.frame.questions import confirm
from ui.frame.words import in_words
from ui.security.paths import LIVE_CONVERSATIONS

OPT_OUT = (
    "Mark this customer as opted out? "
    "Your team will no longer be able to text them from this number."
)
ALLOW = "Allow texting this customer again?"


class ConversationActions:
    """Each says why it failed if it does, and offers to undo what can be undone.

    Only `rename` raises what refuses it, for the field in which the title stands.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._conversations = frame.services.conversations
        self._member = frame.member

    async def rename(self, conversation_id: int, title: str) -> None:
        await self._conversations.rename(conversation_id, title, by=self._member)

    async def mark_unread(self, conversation_id: int) -> None:
        await self._frame.attempt(self._conversations.mark_unread(conversation_id, by=self._member))

    def move(self, conversation_id: int) -> None:
        """On a page of its own."""
        ui.navigate.to(f"{LIVE_CONVERSATIONS}/{conversation_id}/move")

    async def need_no_reply(self, conversation_id: int) -> None:
        try:
            since = await self._conversations.need_no_reply(conversation_id, by=self._member)
        except Exception as error:
            self._frame.notify(in_words(error))
            return
        if since:
            self._frame.notify(
                "No reply needed.",
                action="Undo",
                on_action=lambda: self._need_reply(conversation_id, since),
            )

    async def _need_reply(self, conversation_id: int, since: datetime) -> None:
        await self._frame.attempt(
            self._conversations.need_reply(conversation_id, since=since, by=self._member)
        )

    async def ask_to_opt_out(self, conversation_id: int) -> None:
        if await self._confirm(OPT_OUT, yes="Mark as opted out"):
            await self.opt_out(conversation_id)

    async def opt_out(self, conversation_id: int) -> None:
        if await self._frame.attempt(self._conversations.opt_out(conversation_id, by=self._member)):
            self._frame.notify(
                "Marked as opted out.",
                action="Undo",
                on_action=lambda: self._allow(conversation_id),
            )

    async def ask_to_allow(self, conversation_id: int) -> None:
        if await self._confirm(ALLOW, yes="Allow texting again"):
            await self._allow(conversation_id)

    async def _allow(self, conversation_id: int) -> None:
        await self._frame.attempt(
            self._conversations.allow_texting(conversation_id, by=self._member)
        )

    async def reopen(self, conversation_id: int) -> None:
        await self._frame.attempt(self._conversations.reopen(conversation_id, by=self._member))

    async def close(self, conversation_id: int, *, despite: int = 0) -> None:
        """Ask about each message that nobody answered; `despite` is the last that may stay so."""
        closing = self._conversations.close(
            conversation_id, by=self._member, acknowledged_inbound_id=despite
        )
        try:
            await closing
        except UnansweredMessage as question:
            if await self._confirm(str(question), yes="Close", no="Keep open"):
                await self.close(conversation_id, despite=question.last_inbound_id)
        except Exception as error:
            self._frame.notify(in_words(error))
        else:
            self._frame.notify(
                "Closed.", action="Undo", on_action=lambda: self.reopen(conversation_id)
            )

    async def _confirm(self, question: str, *, yes: str, no: str = "Cancel") -> bool:
        """Outside of the panel, which may go while it is asked."""
        with self._frame.shell.conversation:
            return await confirm(question, yes=yes, no=no)
