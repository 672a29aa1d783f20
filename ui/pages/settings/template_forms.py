"""The forms of a new template, and of one that is there."""

from nicegui import ui

from domain.model.errors import AlreadyTaken, UnknownTemplate
from domain.model.names import required
from domain.model.sms import LIMIT
from domain.model.templates import PLACEHOLDERS, Template, render, validate_template
from ui.formatting.lengths import length_in_words
from ui.frame.buttons import button
from ui.frame.forms import Form, card, checked_by, hint, text_area, text_field
from ui.frame.frame import Frame
from ui.frame.loaded import Loaded
from ui.frame.questions import confirm
from ui.frame.text import text
from ui.pages.settings.tabs import follow_settings
from ui.security.paths import SETTINGS

SOMEBODY, SOMEWHERE = "Maya Chen", "Queen Street"
"""Stand in for a customer, and for a location where there is none yet."""
LONGEST_TEXT = 2 * LIMIT
"""More can be typed than is allowed, so that nothing pasted is cut off unseen."""


class TemplateForm:
    """A name and a text, with the text as a customer would read it."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._templates = frame.services.templates

    async def _load_location(self) -> None:
        places = await self._frame.services.company.points_of_contact(by=self._frame.member)
        self._location = places[0].name if places else SOMEWHERE

    def _build_fields(self) -> None:
        self._name = text_field(
            "Name",
            check=checked_by(lambda written: required("The name of the template", written)),
            required=True,
        )
        self._text = text_area("Text", check=checked_by(validate_template), limit=LONGEST_TEXT)
        hint(f"Placeholders: {', '.join(PLACEHOLDERS)}")
        self._preview = (
            text("p", "").classes("preview").props("dir=auto data-testid=template-preview")
        )
        self._length = hint("")
        self._text.on_value_change(self._measure)

    def _measure(self) -> None:
        written = self._text.value.strip()
        filled = render(
            written,
            customer=SOMEBODY,
            location=self._location,
            agent=self._frame.member.first_name,
        )
        self._preview.set_text(filled)
        self._preview.set_visibility(bool(filled))
        names = ", with these names filled in" if filled != written else ""
        self._length.set_text(f"{length_in_words(filled)}{names}" if filled else "")


class NewTemplate(TemplateForm):
    async def build(self) -> None:
        await self._load_location()
        with card("New template"):
            self._build_fields()
            self._measure()
            Form(
                self._frame,
                self._save,
                button="Add",
                saved="",
                fields=(self._name, self._text),
                errors={AlreadyTaken: self._name},
            )

    async def _save(self) -> None:
        name = self._name.value
        await self._templates.add(name, self._text.value, by=self._frame.member)
        self._name.set_value("")
        self._text.set_value("")
        self._text.error = None  # an empty text is wrong, and nobody has begun this one yet
        self._frame.notify(f"Saved. {name} can be sent.", action="Show all", on_action=show_all)


async def show_all() -> None:
    ui.navigate.to(f"{SETTINGS}/templates")


class ChangedTemplate(TemplateForm):
    def __init__(self, frame: Frame, template_id: int) -> None:
        super().__init__(frame)
        self._template_id = template_id
        self._loaded = Loaded()

    async def build(self) -> None:
        """Raise `UnknownTemplate`."""
        await self._load_location()
        template = await self._load()
        self._heading = text("h1", template.name).props("dir=auto")
        with card("Template"):
            self._build_fields()
            Form(
                self._frame,
                self._save,
                fields=(self._name, self._text),
                errors={AlreadyTaken: self._name},
            )
            button("Delete…", look="secondary", on_click=self._delete)
        self._show(template)
        follow_settings(self._frame, self._refresh)

    async def _load(self) -> Template:
        found = await self._templates.editable(by=self._frame.member)
        for template in found:
            if template.id == self._template_id:
                return template
        raise UnknownTemplate

    async def _refresh(self) -> None:
        self._show(await self._load())

    def _show(self, template: Template) -> None:
        self._heading.set_text(template.name)
        self._loaded.show(self._name, template.name)
        self._loaded.show(self._text, template.text)
        self._measure()

    async def _save(self) -> None:
        await self._templates.change(
            self._template_id,
            name=self._name.value,
            text=self._text.value,
            by=self._frame.member,
        )
        self._loaded.keep()

    async def _delete(self) -> None:
        name = self._heading.text
        if not await confirm(f"Delete “{name}”?", yes="Delete", danger=True):
            return
        deleting = self._templates.delete(self._template_id, by=self._frame.member)
        if await self._frame.attempt(deleting):
            await show_all()
