"""Questions before something is done."""

from nicegui import ui

from ui.frame.buttons import Look, button
from ui.frame.text import text


async def confirm(question: str, *, yes: str, no: str = "Cancel", danger: bool = False) -> bool:
    """Ask, and return whether the viewer presses `yes`; the focus is on `no`."""
    with ui.dialog() as dialog, ui.element("div").classes("question"):
        dialog.props("transition-duration=120")
        dialog.props["aria-label"] = question
        text("p", question).classes("question-text")
        with ui.element("div").classes("question-answers"):
            button(no, look="plain", on_click=lambda: dialog.submit(False)).props("autofocus")
            look: Look = "danger" if danger else "main"
            button(yes, look=look, on_click=lambda: dialog.submit(True))
    try:
        return await dialog is True
    finally:
        dialog.delete()
