"""Questions before something is done."""

from nicegui import ui

from ui.frame.text import text


async def confirm(question: str, *, yes: str, no: str = "Cancel", danger: bool = False) -> bool:
    """Ask, and return whether the viewer presses `yes`; the focus is on `no`."""
    with ui.dialog() as dialog, ui.element("div").classes("question"):
        dialog.props("transition-duration=120")
        dialog.props["aria-label"] = question
        text("p", question).classes("question-text")
        with ui.element("div").classes("question-answers"):
            ui.button(no, on_click=lambda: dialog.submit(False)).props("flat no-caps autofocus")
            agree = ui.button(yes, on_click=lambda: dialog.submit(True)).props("no-caps unelevated")
            if danger:
                agree.classes("is-danger")
    try:
        return await dialog is True
    finally:
        dialog.delete()
