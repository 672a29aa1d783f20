"""The right side of the live conversations page: the open conversation and its details."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from domain.model.errors import DomainError
from domain.model.messages import Message
from domain.services.inbox.conversations import ConversationView
from domain.services.live.presence import PagePresence, Viewer
from domain.services.live.updates import LiveUpdate
from ui.elements.message_log.element import MessageLog
from ui.formatting import inbox_rows
from ui.formatting.delivery_history import delivery_history_row
from ui.frame.frame import Frame
from ui.pages.composer_controller import ComposerController
from ui.pages.composer_hints_controller import ComposerHintsController
from ui.panels.conversation_actions import ConversationActions
from ui.panels.details import DetailsPanel
from ui.panels.header import Header


class ConversationController:
    """Loads in turn with whoever draws: `turn` is the page's."""

    def __init__(self, frame: Frame, *, visit: PagePresence, turn: asyncio.Lock) -> None:
        services, member = frame.services, frame.member
        self._conversations = services.conversations
        self._messaging = services.messaging
        self._media = services.media
        self._hints = ComposerHintsController(services.presence, member, visit=visit)
        self._composer = ComposerController(services, member, hints=self._hints)
        self._actions = ConversationActions(frame)
        self._header = Header(frame.shell)
        self._details = DetailsPanel(frame.shell, self._actions)
        self._turn = turn
        self._frame = frame
        self._member = member
        self._shell = frame.shell
        self._open: ConversationView | None = None
        self._refusal: str | None = None
        self._at: int | None = None
        self._detailed: int | None = None
        """The conversation whose details the viewer looks at."""

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
            self._header.build()
            self._log = MessageLog(
                on_older=self._load_older,
                on_newer=self._load_newer,
                on_newest=self._load_newest,
                on_read=self._mark_read,
                on_resend=self._resend,
                on_story=self._show_delivery_history,
                on_fetch=self._fetch_again,
            )
            self._hints.build(on_opt_out=self._actions.opt_out)
            self._composer.build()
        with self._shell.details:
            self._details.build()
        self._show()

    async def open(self, conversation_id: int | None, *, at: int | None = None) -> None:
        await self.load(conversation_id, at=at)
        self._show()

    def open_details(self, conversation_id: int | None) -> None:
        """Build what the viewer looks at, and let go what nobody looks at any more."""
        self._detailed = conversation_id
        self._show_details()

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
            if self._refusal:
                self._header.show(None, [])
            self._log.clear(self._refusal)
            self._composer.show(None)
            self._show_details()
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
        self._log.opted_out(listed.conversation.id, listed.opted_out)
        self._composer.show(self._open)
        self._header.show(inbox_rows.header(listed), self._others())
        self._show_details()

    def _show_details(self) -> None:
        if self._detailed is None:
            self._details.clear()
        elif self._open and self._open.listed.conversation.id == self._detailed:
            row = inbox_rows.details(self._open.listed, self._open.timeline)
            self._details.show(row, self._others())
        elif self._refusal and self._open is None:
            self._details.refuse(self._detailed, self._refusal)

    def _others(self) -> list[inbox_rows.Row]:
        """Open conversations with the same customer."""
        return inbox_rows.rows_of(inbox_rows.other, self._open.same_customer) if self._open else []

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
        await self._frame.attempt(self._media.retry_download(attachment_id, by=self._member))

    async def _resend(self, message_id: int) -> None:
        if not await self._frame.attempt(self._messaging.resend(message_id, by=self._member)):
            self._log.resend_refused(message_id)
