"""What the viewer of the live conversations page writes to customers, until it is sent."""

from contextlib import suppress
from datetime import UTC, datetime

from domain.model.actor import Member
from domain.model.attachments import DraftAttachment
from domain.model.drafts import Draft
from domain.model.errors import DomainError, ReplyConflict
from domain.model.events import DraftAttachmentsChanged
from domain.services import Services
from domain.services.inbox.conversations import ConversationView
from domain.services.live.updates import LiveUpdate
from ui.elements.composer.element import Composer
from ui.elements.wire import Row
from ui.formatting import inbox_rows
from ui.formatting.attachments import draft_attachment
from ui.frame.words import in_words
from ui.pages.composer_hints_controller import ComposerHintsController


class ComposerController:
    """Wires the composer to messages, comments, drafts and templates."""

    def __init__(
        self, services: Services, member: Member, *, hints: ComposerHintsController
    ) -> None:
        self._conversations = services.conversations
        self._messaging = services.messaging
        self._kept = services.drafts
        self._pictures = services.uploads
        self._templates = services.templates
        self._member = member
        self._hints = hints
        self._drafts: list[Draft] = []
        self._added: list[DraftAttachment] = []

    async def load(self) -> None:
        self._drafts = await self._kept.all(by=self._member)

    async def load_pictures(self, conversation_id: int) -> None:
        """Those added to the next message there, by an earlier visit or on another device."""
        self._added = await self._pictures.list_for(conversation_id, by=self._member)

    def build(self) -> None:
        self._composer = Composer(
            user_id=self._member.user_id,
            on_send=self._send,
            on_draft=self._keep,
            on_templates=self._show_templates,
            on_comment=self._comment,
            on_attend=self._hints.look,
            on_away=self._hints.look_away,
            on_typing=self._hints.type,
        )
        self._show_drafts()

    async def load_afresh(self) -> None:
        await self.load()
        self._show_drafts()

    def show(self, opened: ConversationView | None) -> None:
        if opened is None:
            self._composer.show(None)
            return
        self._composer.show(
            opened.listed.conversation.id,
            notice=opened.notice,
            blocked=opened.listed.refusal,
            placeholders=inbox_rows.placeholders(opened.listed, self._member),
        )

    def show_pictures(self, conversation_id: int) -> None:
        self._composer.attachments(conversation_id, rows_of(self._added))

    def draw(self, news: LiveUpdate) -> None:
        if news.draft:
            self._composer.draft(inbox_rows.draft(news.draft))
        if isinstance(news.event, DraftAttachmentsChanged):
            self._composer.attachments(news.event.conversation_id, rows_of(news.pictures or []))

    def _show_drafts(self) -> None:
        self._composer.drafts([inbox_rows.draft(draft) for draft in self._drafts])

    # What the viewer does

    async def _send(
        self,
        conversation_id: int,
        key: str,
        text: str,
        seen: int | None,
        attachments: list[int],
        known: int | None,
    ) -> None:
        try:
            await self._messaging.send(
                conversation_id,
                by=self._member,
                text=text,
                key=key,
                seen=seen,
                attachments=attachments,
                known=known,
            )
        except ReplyConflict as asked:
            self._composer.answered(key, str(asked), inbox_rows.answer(asked))
        except Exception as error:
            self._composer.refused(key, in_words(error))
        else:
            self._hints.has_sent()
            self._composer.accepted(key)

    async def _comment(self, conversation_id: int, key: str, text: str) -> None:
        try:
            await self._conversations.comment(conversation_id, text, by=self._member, key=key)
        except Exception as error:
            self._composer.refused(key, in_words(error))
        else:
            self._composer.accepted(key)

    async def _keep(self, conversation_id: int, text: str, written_ms: int) -> None:
        """Where it may not be kept, it stays in the browser."""
        written_at = datetime.fromtimestamp(written_ms / 1000, UTC)
        draft = Draft(conversation_id=conversation_id, text=text, written_at=written_at)
        with suppress(DomainError):
            saved = await self._kept.save(draft, by=self._member)
            self._composer.draft(inbox_rows.draft(saved))

    async def _show_templates(self) -> None:
        templates = await self._templates.all(by=self._member)
        self._composer.templates([inbox_rows.template(template) for template in templates])


def rows_of(pictures: list[DraftAttachment]) -> list[Row]:
    return [draft_attachment(each) for each in pictures]
