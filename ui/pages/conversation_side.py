"""The right side of the live conversations page: the open conversation and its details."""

from collections.abc import Awaitable

from domain.model.errors import DomainError
from domain.model.people import Member
from domain.services import Services
from domain.services.conversations import OpenConversation
from domain.services.news import News
from ui import formats
from ui.layout.shell import Shell
from ui.pages.words import in_words
from ui.pages.writing import Writing
from ui.panels.conversation_header import ConversationHeader
from ui.panels.details import DetailsPanel
from ui.panels.message_log import MessageLog


class ConversationSide:
    def __init__(self, services: Services, member: Member, *, shell: Shell) -> None:
        self._conversations = services.conversations
        self._messaging = services.messaging
        self._writing = Writing(services, member)
        self._member = member
        self._shell = shell
        self._open: OpenConversation | None = None
        self._refusal: str | None = None

    async def begin(self, conversation_id: int | None) -> None:
        """What is loaded once, for whatever conversation."""
        await self._writing.load()
        await self.load(conversation_id)

    async def load(self, conversation_id: int | None) -> None:
        """A conversation that is not there, or not the viewer's, is answered with a sentence."""
        self._open, self._refusal = None, None
        if conversation_id is None:
            return
        try:
            self._open = await self._conversations.open(conversation_id, by=self._member)
        except DomainError as refusal:
            self._refusal = str(refusal)

    def build(self) -> None:
        with self._shell.conversation:
            self._header = ConversationHeader()
            self._log = MessageLog(
                on_older=self._load_older, on_read=self._mark_read, on_resend=self._resend
            )
            self._writing.build()
        with self._shell.details:
            self._details = DetailsPanel(
                user_id=self._member.user_id,
                on_rename=self._rename,
                on_close=self._close,
                on_reopen=self._reopen,
                on_comment=self._comment,
            )
        self._show()

    async def open(self, conversation_id: int | None) -> None:
        await self.load(conversation_id)
        self._show()

    async def load_afresh(self) -> None:
        await self._writing.load_afresh()
        if self._open is not None:
            await self.open(self._open.listed.conversation.id)

    def draw(self, news: News) -> None:
        """Change what changed. Each step may be drawn twice without harm."""
        self._writing.draw(news)
        listed = news.row_for(self._member)
        if self._open is None or listed is None:
            return
        if listed.conversation.id != self._open.listed.conversation.id:
            return
        self._open = self._open.with_news(listed, news.entry)
        if news.message:
            self._log.upsert(formats.message_row(news.message))
        self._show_around()

    def _show(self) -> None:
        if self._open is None:
            self._header.show(None)
            self._log.clear(self._refusal)
            self._writing.show(None)
            self._details.show(None)
            return
        self._log.show(
            self._open.listed.conversation.id,
            [formats.message_row(message) for message in self._open.messages],
            more=self._open.has_older,
            unread_after=self._open.listed.read_up_to,
        )
        self._show_around()

    def _show_around(self) -> None:
        """Everything but the log."""
        if self._open is None:
            return
        listed = self._open.listed
        self._header.show(formats.header(listed))
        self._writing.show(self._open)
        self._details.show(formats.details(listed, self._open.timeline))

    # What the viewer does

    async def _load_older(self, message_id: int) -> None:
        messages, more = await self._conversations.older(message_id, by=self._member)
        self._log.prepend([formats.message_row(message) for message in messages], more=more)

    async def _mark_read(self, message_id: int) -> None:
        await self._conversations.read(message_id, by=self._member)

    async def _comment(self, conversation_id: int, key: str, text: str) -> None:
        try:
            await self._conversations.comment(conversation_id, text, by=self._member, key=key)
        except Exception as error:
            self._details.comment_refused(key, in_words(error))
        else:
            self._details.comment_accepted(key)

    async def _resend(self, message_id: int) -> None:
        await self._attempt(self._messaging.resend(message_id, by=self._member))

    async def _rename(self, conversation_id: int, title: str) -> None:
        await self._attempt(self._conversations.rename(conversation_id, title, by=self._member))

    async def _reopen(self, conversation_id: int) -> None:
        await self._attempt(self._conversations.reopen(conversation_id, by=self._member))

    async def _close(self, conversation_id: int) -> None:
        if await self._attempt(self._conversations.close(conversation_id, by=self._member)):
            self._shell.notify(
                "Closed.", action="Undo", on_action=lambda: self._reopen(conversation_id)
            )

    async def _attempt(self, act: Awaitable[None]) -> bool:
        """Say whether it worked; if not, the viewer reads why."""
        try:
            await act
        except Exception as error:
            self._shell.notify(in_words(error))
            return False
        return True
