"""The right side of the live conversations page: the open conversation and its details."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.model.errors import DomainError, UnansweredMessage
from domain.model.messages import Message
from domain.services.inbox.conversations import ConversationView
from domain.services.live.presence import PagePresence, Viewer
from domain.services.live.updates import LiveUpdate
from ui.elements.legacy.conversation_header import ConversationHeader
from ui.elements.legacy.details import DetailsPanel
from ui.elements.message_log.element import MessageLog
from ui.formatting import inbox_rows
from ui.formatting.delivery_history import delivery_history_row
from ui.frame.frame import Frame
from ui.frame.words import in_words
from ui.pages.composer_controller import ComposerController
from ui.pages.composer_hints_controller import ComposerHintsController


class ConversationController:
    """Loads in turn with whoever draws: `turn` is the page's."""

    def __init__(self, frame: Frame, *, visit: PagePresence, turn: asyncio.Lock) -> None:
        services, member = frame.services, frame.member
        self._conversations = services.conversations
        self._messaging = services.messaging
        self._media = services.media
        self._hints = ComposerHintsController(services.presence, member, visit=visit)
        self._composer = ComposerController(services, member, on_sent=self._hints.has_sent)
        self._turn = turn
        self._member = member
        self._shell = frame.shell
        self._open: ConversationView | None = None
        self._refusal: str | None = None
        self._at: int | None = None

    async def begin(self, conversation_id: int | None, *, at: int | None = None) -> None:
        """What is loaded once, for whatever conversation."""
        await self._composer.load()
        await self.load(conversation_id, at=at)

    async def load(self, conversation_id: int | None, *, at: int | None = None) -> None:
        """A conversation that is not there, or not the viewer's, is answered with a sentence."""
        opened, sentence = None, None
        if conversation_id is not None:
            try:
                opened = await self._conversations.open(conversation_id, by=self._member, at=at)
                await self._composer.load_pictures(conversation_id)
            except DomainError as refusal:
                sentence = str(refusal)
        # Only now: when it cannot be loaded at all, what was there is still to be loaded afresh.
        self._open, self._refusal, self._at = opened, sentence, at

    def build(self) -> None:
        with self._shell.conversation:
            self._header = ConversationHeader()
            self._log = MessageLog(
                on_older=self._load_older,
                on_newer=self._load_newer,
                on_newest=self._load_newest,
                on_read=self._mark_read,
                on_resend=self._resend,
                on_story=self._show_delivery_history,
                on_fetch=self._fetch_again,
            )
            self._hints.build(on_opt_out=self._opt_out)
            self._composer.build()
        with self._shell.details:
            self._details = DetailsPanel(
                user_id=self._member.user_id,
                on_rename=self._rename,
                on_close=self._close,
                on_reopen=self._reopen,
                on_unread=self._mark_unread,
                on_no_reply=self._need_no_reply,
                on_opt_out=self._opt_out,
                on_allow=self._allow_texting,
                on_comment=self._comment,
            )
        self._show()

    async def open(self, conversation_id: int | None, *, at: int | None = None) -> None:
        await self.load(conversation_id, at=at)
        self._show()

    async def load_afresh(self) -> None:
        await self._composer.load_afresh()
        if self._open is not None:
            await self.open(self._open.listed.conversation.id)

    def draw(self, news: LiveUpdate) -> None:
        """Change what changed. Each step may be drawn twice without harm."""
        self._composer.draw(news)
        listed = news.row_for(self._member)
        if self._open is None or listed is None:
            return
        here, there = self._open.listed.conversation, listed.conversation
        if there.id == here.id:
            self._open = self._open.apply(news, listed)
            if news.message:
                for row in self._rows([news.message]):
                    self._log.upsert(row)
            self._hints.draw(self._open, news.message)
        elif there.customer_number == here.customer_number:
            self._open = self._open.apply_other(listed)
        else:
            return
        self._show_around()

    def attend(self, conversation_id: int, onlookers: Sequence[Viewer]) -> None:
        """These colleagues look at that conversation now."""
        self._hints.attend(conversation_id, onlookers)

    def _show(self) -> None:
        if self._open is None:
            self._header.show(None)
            self._log.clear(self._refusal)
            self._composer.show(None)
            self._details.show(None)
            return
        # The box first: the notice below it takes room that the log must know of to land right.
        self._composer.show(self._open)
        self._log.show(
            self._open.listed.conversation.id,
            self._rows(self._open.messages),
            more=self._open.has_older,
            later=self._open.has_newer,
            unread_after=self._open.listed.read_up_to,
            at=self._at,
            language=self._open.notice_language,
            started_at=inbox_rows.moment(self._open.listed.conversation.started_at),
        )
        self._show_around()
        self._composer.show_pictures(self._open.listed.conversation.id)
        self._hints.show(self._open)
        # They live in the browser now: pages would be much heavier with them.
        self._open = replace(self._open, messages=[])

    def _rows(self, messages: Sequence[Message]) -> list[inbox_rows.Row]:
        app_number = self._open.listed.conversation.app_number if self._open else ""
        return inbox_rows.rows_of(partial(inbox_rows.message_row, beside=app_number), messages)

    def _show_around(self) -> None:
        """Everything but the log."""
        if self._open is None:
            return
        listed = self._open.listed
        self._header.show(inbox_rows.header(listed))
        self._log.opted_out(listed.conversation.id, listed.opted_out)
        self._composer.show(self._open)
        self._details.show(inbox_rows.details(listed, self._open.timeline))
        others = inbox_rows.rows_of(inbox_rows.other, self._open.same_customer)
        self._header.beside(others)
        self._details.beside(others)

    # What the viewer does

    async def _load_older(self, message_id: int) -> None:
        async with self._turn:
            messages, more = await self._conversations.older(message_id, by=self._member)
            self._log.prepend(self._rows(messages), more=more)

    async def _load_newer(self, message_id: int) -> None:
        async with self._turn:
            messages, later = await self._conversations.newer(message_id, by=self._member)
            self._log.append(self._rows(messages), later=later)

    async def _load_newest(self, conversation_id: int) -> None:
        async with self._turn:
            await self.open(conversation_id)

    async def _mark_read(self, message_id: int) -> None:
        await self._conversations.read(message_id, by=self._member)

    async def _show_delivery_history(self, message_id: int) -> None:
        async with self._turn:
            history = await self._conversations.delivery_history(message_id, by=self._member)
            self._log.tell_story(delivery_history_row(history))

    async def _fetch_again(self, attachment_id: int) -> None:
        await self._attempt(self._media.retry_download(attachment_id, by=self._member))

    async def _comment(self, conversation_id: int, key: str, text: str) -> None:
        try:
            await self._conversations.comment(conversation_id, text, by=self._member, key=key)
        except Exception as error:
            self._details.comment_refused(key, in_words(error))
        else:
            self._details.comment_accepted(key)

    async def _resend(self, message_id: int) -> None:
        if not await self._attempt(self._messaging.resend(message_id, by=self._member)):
            self._log.resend_refused(message_id)

    async def _rename(self, conversation_id: int, title: str) -> None:
        try:
            await self._conversations.rename(conversation_id, title, by=self._member)
        except Exception as error:
            self._details.rename_refused(conversation_id, title, in_words(error))

    async def _mark_unread(self, conversation_id: int) -> None:
        await self._attempt(self._conversations.mark_unread(conversation_id, by=self._member))

    async def _need_no_reply(self, conversation_id: int) -> None:
        try:
            since = await self._conversations.need_no_reply(conversation_id, by=self._member)
        except Exception as error:
            self._shell.notify(in_words(error))
            return
        if since:
            self._shell.notify(
                "No reply needed.",
                action="Undo",
                on_action=lambda: self._need_reply(conversation_id, since),
            )

    async def _need_reply(self, conversation_id: int, since: datetime) -> None:
        await self._attempt(
            self._conversations.need_reply(conversation_id, since=since, by=self._member)
        )

    async def _opt_out(self, conversation_id: int) -> None:
        if await self._attempt(self._conversations.opt_out(conversation_id, by=self._member)):
            self._shell.notify(
                "Marked as opted out.",
                action="Undo",
                on_action=lambda: self._allow_texting(conversation_id),
            )

    async def _allow_texting(self, conversation_id: int) -> None:
        await self._attempt(self._conversations.allow_texting(conversation_id, by=self._member))

    async def _reopen(self, conversation_id: int) -> None:
        await self._attempt(self._conversations.reopen(conversation_id, by=self._member))

    async def _close(self, conversation_id: int, despite: int) -> None:
        closing = self._conversations.close(
            conversation_id, by=self._member, acknowledged_inbound_id=despite
        )
        try:
            is_closed = await self._attempt(closing)
        except UnansweredMessage as question:
            self._details.ask_to_close(
                conversation_id, str(question), despite=question.last_inbound_id
            )
        else:
            if is_closed:
                self._tell_closed(conversation_id)

    def _tell_closed(self, conversation_id: int) -> None:
        self._shell.notify(
            "Closed.", action="Undo", on_action=lambda: self._reopen(conversation_id)
        )

    async def _attempt(self, act: Awaitable[None]) -> bool:
        """Say whether it worked; if not, the viewer reads why. Questions are not answered here."""
        try:
            await act
        except UnansweredMessage:
            raise
        except Exception as error:
            self._shell.notify(in_words(error))
            return False
        return True
