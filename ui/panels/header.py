"""The top of the conversation panel: who is being texted with, and the way to the details.

Everything in it follows the row that was chosen in the list, without waiting for the server.
"""

from nicegui import ui

from ui.elements.shell.element import Shell
from ui.formatting.inbox_rows import Row
from ui.frame.buttons import button, icon_button
from ui.panels.avatar import avatar_of_open_conversation


class Header:
    """Draws `live.conversation`, which it keeps up to date through the shell."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def build(self) -> None:
        with ui.element("header").classes("panel-head conversation-header"):
            icon_button("Back", icon="arrow_back").classes("back-button").on(
                "click", js_handler="() => live.conversation.toList()"
            )
            avatar_of_open_conversation()
            with ui.element("div").classes("who"):
                ui.element("h2").classes("who-title").props(
                    "data-testid=conversation-title dir=auto"
                    ' :textContent="live.conversation.row?.title"'
                    ' :hidden="!live.conversation.row"'
                )
                ui.element("p").classes("who-place").props(':textContent="live.conversation.place"')
            button(look="plain", icon="forum").classes("also-open").props(
                ':label="live.conversation.alsoOpen" :aria-label="live.conversation.alsoOpen"'
                ' :title="live.conversation.alsoOpen" :hidden="!live.conversation.alsoOpen"'
            ).on("click", js_handler="() => live.conversation.visitOthers()")
            icon_button("Conversation details", icon="info").props(
                ':aria-expanded="live.conversation.isShowingDetails"'
                ' :hidden="!live.conversation.row"'
            ).on("click", js_handler="() => live.conversation.toggleDetails()")

    def show(self, opened: Row | None, others: list[Row]) -> None:
        """Tell which conversation is open, and the others that are open with this customer."""
        self._shell.show_conversation(opened, others)
