"""Lists that are searched while one types, shown page by page, and kept in step with the news."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from urllib.parse import urlencode

from nicegui import ui
from starlette.requests import Request

from ui.frame.buttons import button, icon_button
from ui.frame.forms import LONGEST
from ui.frame.frame import Frame
from ui.frame.text import text
from ui.frame.words import in_words
from ui.icons import icon

Item = TypeVar("Item")

PAGE = 20
SETTLED_MILLISECONDS = 200
"""How long nobody types before it is searched."""


class SearchedList(Generic[Item]):
    """Shows a page of what is found, and keeps the search and the page in the address.

    `find` returns all items that match the words searched for, and `draw` draws one of them.
    Items are compared: rows whose item stayed as it was are not drawn anew, so that what is
    open in them, or has the focus, stays.

    `frame_rows` draws what stands around the rows, a table with its heading for example, and
    returns the element they go into. `nothing` is said when a search finds nothing, and `empty`
    when there is nothing at all.
    """

    def __init__(
        self,
        frame: Frame,
        request: Request,
        *,
        find: Callable[[str], Awaitable[Sequence[Item]]],
        draw: Callable[[Item], ui.element],
        label: str,
        placeholder: str,
        nothing: str,
        empty: str = "",
        frame_rows: Callable[[], ui.element] | None = None,
    ) -> None:
        self._frame = frame
        self._find = find
        self._draw = draw
        self._label = label
        self._placeholder = placeholder
        self._nothing = nothing
        self._empty = empty
        self._frame_rows = frame_rows or (lambda: ui.element("ul").classes("list-rows"))
        self._path = request.url.path
        self._search = request.query_params.get("search", "").strip()[:LONGEST]
        self._page = page_in(request)
        self._found: Sequence[Item] = ()
        self._drawn: list[tuple[Item, ui.element]] = []

    async def build(self) -> None:
        """Draw the field for the search, and the rows under it."""
        self._build_field()
        with ui.element("div").classes("list-frame") as self._framed:
            self._rows = self._frame_rows()
        with ui.element("div").classes("empty") as self._nobody:
            self._sentence = text("p", "")
            self._all = button("Show all", look="plain", on_click=self._show_all)
        with ui.element("div").classes("list-foot"):
            self._count = text("span", "").props("role=status")
            with ui.element("nav").props("aria-label=Pages") as self._turning:
                self._before = icon_button(
                    "Previous page", icon="chevron_left", on_click=lambda: self._turn(-1)
                )
                self._after = icon_button(
                    "Next page", icon="chevron_right", on_click=lambda: self._turn(1)
                )
        await self.show()

    async def show(self) -> None:
        """Look again: to be called when something may have changed."""
        search = self._search
        found = await self._find(search)
        if search == self._search:  # else somebody typed on, and that is looked for already
            self._found = found
            self._show_page()

    def _build_field(self) -> None:
        field = ui.input(placeholder=self._placeholder, value=self._search)
        field.classes("form-field list-search").props(
            f"outlined dense type=search debounce={SETTLED_MILLISECONDS}"
        )
        field.props.update({"aria-label": self._label, "maxlength": LONGEST, "autocomplete": "off"})
        field.on_value_change(lambda change: self._look_for(change.value or ""))
        with field.add_slot("prepend"):
            icon("search")
        self._field = field

    async def _look_for(self, written: str) -> None:
        if written.strip() == self._search:
            return
        self._search, self._page = written.strip(), 1
        try:
            await self.show()
        except Exception as error:
            self._frame.notify(in_words(error))
        self._keep_in_address()

    def _show_all(self) -> None:
        self._field.set_value("")
        self._field.run_method("focus")

    def _turn(self, pages: int) -> None:
        self._page += pages
        self._show_page()
        self._keep_in_address()
        self._framed.run_method("scrollIntoView", {"block": "nearest"})

    def _show_page(self) -> None:
        pages = max(1, -(-len(self._found) // PAGE))
        self._page = min(max(1, self._page), pages)
        first = (self._page - 1) * PAGE
        shown = self._found[first : first + PAGE]
        self._show_rows(shown)
        self._framed.set_visibility(bool(shown))
        self._nobody.set_visibility(not shown)
        self._sentence.set_text(self._nothing if self._search else self._empty or self._nothing)
        self._all.set_visibility(bool(self._search))
        self._count.set_text(count(first, len(shown), len(self._found)))
        self._turning.set_visibility(pages > 1)
        self._before.set_enabled(self._page > 1)
        self._after.set_enabled(self._page < pages)

    def _show_rows(self, shown: Sequence[Item]) -> None:
        """Draw what is new, take away what is gone, and leave the rest alone."""
        for item, row in self._drawn:
            if item not in shown:
                row.delete()
        kept = [(item, row) for item, row in self._drawn if item in shown]
        self._drawn = []
        for index, item in enumerate(shown):
            row = next((row for same, row in kept if same == item), None) or self._new_row(item)
            if self._rows.default_slot.children.index(row) != index:
                row.move(self._rows, target_index=index)
            self._drawn.append((item, row))

    def _new_row(self, item: Item) -> ui.element:
        with self._rows:
            return self._draw(item)

    def _keep_in_address(self) -> None:
        wanted = {"search": self._search} if self._search else {}
        if self._page > 1:
            wanted["page"] = str(self._page)
        asked = f"?{urlencode(wanted)}" if wanted else ""
        ui.navigate.history.replace(f"{self._path}{asked}")


def page_in(request: Request) -> int:
    """Return the page that the address names; people edit addresses."""
    named = request.query_params.get("page", "")
    return int(named) if named.isascii() and named.isdecimal() and len(named) < 6 else 1


def count(first: int, shown: int, found: int) -> str:
    """In words: "1–20 of 60", or "3" when all are on the screen."""
    if not shown:
        return ""
    return f"{first + 1}–{first + shown} of {found:,}" if shown < found else f"{found:,} in all"
