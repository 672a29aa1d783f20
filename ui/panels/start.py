"""The form that starts a conversation, in place of all panels, and the button that leads there."""

from collections.abc import Sequence
from contextlib import suppress

from nicegui import ui

from domain.model.companies import PointOfContact
from domain.model.conversation_list import ListedConversation
from domain.model.errors import ConversationExists, DomainError
from domain.services.inbox.start import StartOptions
from ui.elements.composer.element import StartComposer
from ui.elements.wire import Row
from ui.formatting import inbox_rows
from ui.formatting.attachments import draft_attachment
from ui.frame.buttons import button, icon_button
from ui.frame.frame import Frame
from ui.frame.text import text
from ui.frame.words import in_words, where_to_help_oneself, whom_to_ask
from ui.panels.avatar import avatar
from ui.panels.fields import select_field, text_field

PHONE_LENGTH = 60
SENTENCE = "You already text with {number} at {location}"


def start_button() -> None:
    """Draw the button that floats over the list on a phone, and stands above it elsewhere."""
    drawn = button("Start Conversation", icon="add_comment").classes("start-button")
    drawn.props("aria-label='Start Conversation'")
    drawn.on("click", js_handler="() => live.start.open()")


class StartForm:
    """What is written lives in the browser, as `live.start`; here it is checked and started."""

    def __init__(self, frame: Frame) -> None:
        services = frame.services
        self._starting = services.start
        self._templates = services.templates
        self._pictures = services.uploads
        self._member = frame.member
        self._shell = frame.shell
        self._question: ui.element | None = None

    async def build(self) -> None:
        offer = await self._starting.options(by=self._member)
        added = await self._pictures.list_for(None, by=self._member)
        with self._shell.start, ui.element("q-card").classes("start-card") as self._card:
            self._card.props(
                "flat data-testid=start-conversation role=dialog aria-label='Start Conversation'"
                ' :hidden="!live.start.isShown"'
            )
            self._fill(offer)
        self._composer.attachments([draft_attachment(each) for each in added])

    def _fill(self, offer: StartOptions) -> None:
        with ui.element("header").classes("start-head"):
            icon_button("Close", icon="close").on("click", js_handler="() => live.start.leave()")
            text("h2", "Start Conversation").classes("panel-title")
        if offer.places:
            _fields(offer.places)
        else:
            self._advise()
        self._composer = StartComposer(
            user_id=self._member.user_id,
            places=offer.places,
            notices=offer.notices,
            agent=self._member.first_name,
            on_check=self._check,
            on_start=self._start,
            on_templates=self._show_templates,
        )

    def _advise(self) -> None:
        """There is nothing to start from."""
        with text("p", whom_to_ask(self._member)).classes("empty"):
            if way_out := where_to_help_oneself(self._member):
                text("a", way_out["name"]).classes("empty-link").props["href"] = way_out["path"]

    async def _check(self, written: str, place: int) -> None:
        known = await self._starting.check_number(written, place or None, by=self._member)
        self._composer.know(written, place, inbox_rows.known(known))

    async def _show_templates(self) -> None:
        templates = await self._templates.all(by=self._member)
        self._composer.templates([inbox_rows.template(template) for template in templates])

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
            self._ask(key, question.existing)
        except Exception as error:
            self._composer.refused(key, in_words(error))
        else:
            self._composer.started(key, message.conversation_id)

    def _ask(self, key: str, existing: ListedConversation) -> None:
        """Whether to go on with the conversation that there is; the browser shows it in time."""
        row = inbox_rows.existing(existing)
        if self._question:
            self._question.delete()
        with self._card, ui.element("q-dialog") as self._question:
            self._question.props(
                'transition-duration=120 :model-value="live.start.isAsking && live.start.isShown"'
            ).on("update:model-value", js_handler="(value) => { live.start.isAsking = value }")
            self._question.props["aria-label"] = sentence = SENTENCE.format_map(row)
            with ui.element("div").classes("question start-question"):
                text("h3", sentence)
                _existing(row)
                with ui.element("div").classes("start-answers"):
                    self._build_answers(existing.conversation.id)
        self._composer.ask(key, row)

    def _build_answers(self, conversation_id: int) -> None:
        continuing = button("Continue existing conversation").props("autofocus")
        continuing.on(
            "click",
            lambda: self._carry_over(conversation_id),
            js_handler="() => { live.start.continueExisting(); emit() }",
        )
        button("Start new conversation", look="secondary").on(
            "click", js_handler="() => live.start.startAnother()"
        )

    async def _carry_over(self, conversation_id: int) -> None:
        """Where that fails they can still be sent; only other devices do not know where to."""
        with suppress(DomainError):
            await self._pictures.move_to_conversation(conversation_id, by=self._member)


def _fields(places: Sequence[PointOfContact]) -> None:
    phone = text_field("Phone number", "start.phone", limit=PHONE_LENGTH, keyboard="tel")
    phone.props(
        'aria-required=true :error="Boolean(live.start.numberTrouble)"'
        ' :error-message="live.start.numberTrouble" :hint="live.start.numberHint"'
    ).on("blur", js_handler="() => live.start.leaveNumber()")
    choices = {0: "Choose one"} | {place.id: place.name for place in places}
    select_field("Point of contact", choices, "start.place")
    title = text_field("Title (optional)", "start.title", name="Title").classes("start-title")
    title.props(
        ':error="Boolean(live.start.titleTrouble)" :error-message="live.start.titleTrouble"'
    )


def _existing(row: Row) -> None:
    with ui.element("div").classes("existing"):
        avatar(row)
        with ui.element("p"):
            text("strong", str(row["title"]))
            text("bdi", str(row["preview"]))
        closed = "Closed · " if row["status"] == "closed" else ""
        with text("small", closed):
            ui.element("time").props(':textContent="live.start.existingTime"')
