"""The dialog that lists the keys, and where single ones are switched off."""

from nicegui import ui

from ui.frame.buttons import icon_button
from ui.frame.text import text

Row = tuple[tuple[str, ...], str, str]
"""Keys, the word between them, and what they do."""

COMMAND = "Ctrl"
"""Drawn as this machine calls it."""
ALWAYS: tuple[Row, ...] = (
    (("↑", "↓"), "or", "Move through the list, or from message to message"),
    (("Enter",), "", "Open the conversation, or send what was written"),
    (("Shift", "Enter"), "+", "Begin a new line"),
    ((COMMAND, "Enter"), "+", "Send"),
    (("Esc",), "", "Close"),
)
SINGLE: tuple[Row, ...] = (
    (("/",), "", "Open the filters"),
    (("n",), "", "Start a conversation"),
    (("?",), "", "Show shortcuts"),
)


class ShortcutList:
    """Opened and closed in the browser; what it shows is built when it opens."""

    def build(self) -> None:
        self._dialog = ui.element("q-dialog").props(
            "aria-labelledby=shortcut-list transition-duration=120"
            ' :model-value="live.shortcuts.isListed"'
        )
        self._dialog.on(
            "update:modelValue", js_handler="(isListed) => { live.shortcuts.isListed = isListed; }"
        )
        self._dialog.on("before-show", self._fill)
        self._dialog.on("hide", self._dialog.clear)

    def _fill(self) -> None:
        self._dialog.clear()
        with self._dialog, ui.element("div").classes("keys-sheet"):
            with ui.element("header").classes("keys-head"):
                text("h2", "Keyboard shortcuts").classes("keys-title").props("id=shortcut-list")
                icon_button("Close", icon="close").on(
                    "click", js_handler="() => { live.shortcuts.isListed = false; }"
                )
            with ui.element("ul").classes("keys"):
                for row in ALWAYS:
                    draw(row)
                for row in SINGLE:
                    draw(row).props(":class=\"{ 'is-off': !live.shortcuts.isOn }\"")
            ui.element("q-checkbox").props(
                'label="Use single-key shortcuts" :model-value="live.shortcuts.isOn"'
            ).on("update:modelValue", js_handler="(isOn) => live.switchShortcuts(isOn)")


def draw(row: Row) -> ui.element:
    keys, between, does = row
    with ui.element("li") as drawn:
        with ui.element("span"):
            for number, key in enumerate(keys):
                if number:
                    text("span", between)
                drawn_key = text("kbd", key)
                if key == COMMAND:
                    drawn_key.props(':textContent="live.command"')
        text("span", does).classes("keys-does")
    return drawn
