"""Renames in place: Enter or the green check mark saves, Esc or a click elsewhere cancels."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from ui.frame.buttons import icon_button
from ui.frame.text import text
from ui.frame.words import in_words

LEAVES = "(event) => event.currentTarget.contains(event.relatedTarget) || emit()"
"""Focus that moves to the check mark stays inside; any other way out cancels."""


class TitleEditor:
    """Stands in place of the title; a title that is refused stays in the field, with the reason."""

    def __init__(
        self,
        title: str,
        *,
        number: str,
        on_save: Callable[[str], Awaitable[object]],
        on_done: Callable[[], object],
        on_leave: Callable[[], object],
    ) -> None:
        """`number` is shown while there is no title. `on_save` raises what refuses a title.

        `on_done` is called after it was saved or given up by key, `on_leave` when the focus went.
        """
        self._on_save = on_save
        self._on_done = on_done
        with ui.element("form").classes("title-editor") as form:
            form.on("submit.prevent", self._save)
            form.on("focusout", on_leave, js_handler=LEAVES)
            form.on("keydown.esc.stop", on_done)
            self._field = ui.input(value=title, on_change=lambda: self._tell(None))
            self._field.classes("title-field").props("borderless dense autofocus autocomplete=off")
            self._field.props("aria-label='Conversation title' aria-describedby=title-refusal")
            self._field.props["placeholder"] = number
            save = icon_button("Save title", icon="check").classes("save-button")
            save.props("type=submit").on("mousedown.prevent", js_handler="() => {}")
            self._refusal = text("p", "").classes("title-refusal")
            self._refusal.props("id=title-refusal role=alert")
            self._refusal.set_visibility(False)
        self._field.run_method("select")

    async def _save(self) -> None:
        try:
            await self._on_save(str(self._field.value))
        except Exception as error:
            self._tell(in_words(error))
            self._field.run_method("focus")
        else:
            self._on_done()

    def _tell(self, refusal: str | None) -> None:
        self._refusal.set_text(refusal or "")
        self._refusal.set_visibility(refusal is not None)
        self._field.props.set_bool("aria-invalid", refusal is not None)
