"""The form that starts a conversation, fed from the services."""

from domain.model.errors import AlreadyTexting
from domain.model.people import Member
from domain.services import Services
from ui import formats
from ui.layout.shell import Shell
from ui.pages.words import in_words
from ui.panels.start_conversation import StartConversation


class StartSide:
    def __init__(self, services: Services, member: Member) -> None:
        self._starting = services.starting
        self._templates = services.templates
        self._member = member

    async def build(self, shell: Shell) -> None:
        offer = await self._starting.offer(by=self._member)
        with shell.start:
            self._form = StartConversation(
                user_id=self._member.user_id,
                places=offer.places,
                notices=offer.notices,
                agent=self._member.first_name,
                on_check=self._check,
                on_start=self._start,
                on_templates=self._show_templates,
            )

    async def _check(self, written: str, place: int) -> None:
        known = await self._starting.check(written, place or None, by=self._member)
        self._form.know(written, place, formats.known(known))

    async def _show_templates(self) -> None:
        templates = await self._templates.all(by=self._member)
        self._form.templates([formats.template(template) for template in templates])

    async def _start(
        self, key: str, place: int, written: str, title: str, text: str, beside: int
    ) -> None:
        try:
            message = await self._starting.start(
                place, written, by=self._member, text=text, key=key, title=title, beside=beside
            )
        except AlreadyTexting as question:
            self._form.ask(key, formats.existing(question.existing))
        except Exception as error:
            self._form.refused(key, in_words(error))
        else:
            self._form.started(key, message.conversation_id)
