"""/settings/templates: the ready-made texts in the order the team sees them, a page for each."""

from collections.abc import Awaitable
from dataclasses import dataclass

from nicegui import ui
from starlette.requests import Request

from domain.model.errors import UnknownTemplate
from domain.model.templates import Template
from ui.frame.buttons import button, icon_button
from ui.frame.frame import Frame
from ui.frame.lists import SearchedList
from ui.frame.text import text
from ui.http.ids import id_in
from ui.pages.settings.tabs import SettingsPages, follow_settings
from ui.pages.settings.template_forms import ChangedTemplate, NewTemplate
from ui.security.paths import SETTINGS

PATH = "/templates"


@dataclass(frozen=True, slots=True)
class Row:
    """A template as the list shows it."""

    template: Template
    is_first: bool


def register(settings: SettingsPages) -> None:
    @settings.page(PATH, tab="Templates")
    async def templates(frame: Frame, request: Request) -> None:
        await Templates(frame).build(request)

    @settings.page(f"{PATH}/new", title="New template")
    async def new_template(frame: Frame) -> None:
        back()
        text("h1", "New template")
        await NewTemplate(frame).build()

    @settings.page(f"{PATH}/{{template_id}}", title="Template")
    async def template(frame: Frame, template_id: str) -> None:
        number = id_in(template_id)
        if number is None:
            raise UnknownTemplate
        back()
        await ChangedTemplate(frame, number).build()


def back() -> None:
    with ui.element("p").classes("back"):
        text("a", "All templates").props["href"] = f"{SETTINGS}{PATH}"


class Templates:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._templates = frame.services.templates

    async def build(self, request: Request) -> None:
        button("New template", icon="add", leads_to=f"{SETTINGS}{PATH}/new")
        self._list = SearchedList(
            self._frame,
            request,
            find=self._find,
            draw=self._draw,
            label="Search templates",
            placeholder="Name or text",
            nothing="No template matches.",
            empty="There is no template yet. Add one, and your team can send it with two taps.",
        )
        await self._list.build()
        follow_settings(self._frame, self._list.show)

    async def _find(self, search: str) -> list[Row]:
        found = await self._templates.editable(by=self._frame.member)
        rows = [Row(template, is_first=index == 0) for index, template in enumerate(found)]
        words = search.casefold()
        return [
            row
            for row in rows
            if words in row.template.name.casefold() or words in row.template.text.casefold()
        ]

    def _draw(self, row: Row) -> ui.element:
        template = row.template
        with ui.element("li").props("data-testid=template") as item:
            with ui.element("a").classes("settings-row") as link:
                link.props["href"] = f"{SETTINGS}{PATH}/{template.id}"
                text("strong", template.name).props("dir=auto")
                text("span", template.text).classes("list-text").props("dir=auto")
            if not row.is_first:
                self._build_moves(template)
        return item

    def _build_moves(self, template: Template) -> None:
        templates = self._templates

        async def move_up() -> None:
            await self._move(templates.move_up(template.id, by=self._frame.member))

        async def move_to_top() -> None:
            await self._move(templates.move_to_top(template.id, by=self._frame.member))

        icon_button(f"Move up {template.name}", icon="arrow_upward", on_click=move_up)
        icon_button(f"Move to top {template.name}", icon="to_top", on_click=move_to_top)

    async def _move(self, work: Awaitable[object]) -> None:
        if await self._frame.attempt(work):
            await self._list.show()
