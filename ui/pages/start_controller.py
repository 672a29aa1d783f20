"""The form that starts a conversation, fed from the services."""

from contextlib import suppress

from domain.model.errors import ConversationExists, DomainError
from ui.elements.legacy.start_conversation import StartConversation
from ui.formatting import inbox_rows
from ui.formatting.attachments import draft_attachment
from ui.frame.frame import Frame
from ui.frame.words import in_words, where_to_help_oneself, whom_to_ask


class StartController:
    def __init__(self, frame: Frame) -> None:
        services = frame.services
        self._starting = services.start
        self._templates = services.templates
        self._pictures = services.uploads
        self._member = frame.member
        self._shell = frame.shell

    async def build(self) -> None:
        offer = await self._starting.options(by=self._member)
        added = await self._pictures.list_for(None, by=self._member)
        with self._shell.start:
            self._form = StartConversation(
                user_id=self._member.user_id,
                places=offer.places,
                notices=offer.notices,
                agent=self._member.first_name,
                advice=whom_to_ask(self._member),
                way_out=where_to_help_oneself(self._member),
                on_check=self._check,
                on_start=self._start,
                on_continue=self._carry_over,
                on_templates=self._show_templates,
            )
        self._form.attachments([draft_attachment(each) for each in added])

    async def _check(self, written: str, place: int) -> None:
        known = await self._starting.check_number(written, place or None, by=self._member)
        self._form.know(written, place, inbox_rows.known(known))

    async def _show_templates(self) -> None:
        templates = await self._templates.all(by=self._member)
        self._form.templates([inbox_rows.template(template) for template in templates])

    async def _carry_over(self, conversation_id: int) -> None:
        """Where that fails they can still be sent; only other devices do not know where to."""
        with suppress(DomainError):
            await self._pictures.move_to_conversation(conversation_id, by=self._member)

    async def _start(
        self,
        key: str,
        place: int,
        written: str,
        title: str,
        text: str,
        beside: int,
        attachments: list[int],
    ) -> None:
        try:
            message = await self._starting.start(
                place,
                written,
                by=self._member,
                text=text,
                key=key,
                title=title,
                ignore_existing_id=beside,
                attachments=attachments,
            )
        except ConversationExists as question:
            self._form.ask(key, inbox_rows.existing(question.existing))
        except Exception as error:
            self._form.refused(key, in_words(error))
        else:
            self._form.started(key, message.conversation_id)
