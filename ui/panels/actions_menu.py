"""The menu beside the name, in the details: what can be done with the conversation."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from nicegui import ui

from ui.elements.shell.element import Shell
from ui.formatting.inbox_rows import Row
from ui.frame.buttons import icon_button
from ui.icons import icon
from ui.panels.conversation_actions import ConversationActions

Item = tuple[str, str, Callable[[], Any]]
"""A name, the name of its icon, and what it does."""


class ActionsMenu:
    """Opens without a round trip; its items are drawn anew when others are offered."""

    def __init__(
        self, shell: Shell, actions: ConversationActions, *, on_rename: Callable[[], object]
    ) -> None:
        self._shell = shell
        self._actions = actions
        self._on_rename = on_rename
        self._offered: list[str] = []
        self._button = icon_button("Conversation actions", icon="more_vert")
        self._button.classes("actions-button").props("aria-haspopup=menu")
        with self._button, ui.element("q-menu").classes("actions") as menu:
            menu.props("role=menu auto-close anchor='bottom right' self='top right'")
            menu.props["aria-label"] = "Conversation actions"
            menu.props["transition-duration"] = 120
            menu.on("keydown", js_handler="(event) => live.stepMenu(event)")
        self._menu = menu

    def set_visibility(self, is_visible: bool) -> None:
        self._button.set_visibility(is_visible)

    def focus(self) -> None:
        """Once it is to be seen again."""
        self._shell.focus_on(self._button)

    def show(self, row: Row) -> None:
        """Offer what can be done with the conversation of `inbox_rows.details`."""
        items = list(self._items(row))
        names = [name for name, *_ in items]
        if names == self._offered:
            return
        self._offered = names
        self._menu.clear()
        with self._menu:
            for name, icon_name, act in items:
                self._draw(name, icon_name, act)

    def _draw(self, name: str, icon_name: str, act: Callable[[], Any]) -> None:
        with ui.menu_item(on_click=act, auto_close=False).classes("action") as item:
            item.props("role=menuitem")
            icon(icon_name)
            ui.label(name)
        if name == self._offered[0]:
            item.props("autofocus")
        if name == "Mark as unread":
            item.on("click", js_handler="() => live.conversation.leaveOnPhone()")

    def _items(self, row: Row) -> Iterator[Item]:
        """The first two are what everybody looks for, and always there."""
        number, actions = cast(int, row["id"]), self._actions
        yield "Rename", "edit", self._on_rename
        if row["status"] == "open":
            yield "Close", "archive", lambda: actions.close(number)
        else:
            yield "Reopen", "unarchive", lambda: actions.reopen(number)
        if row["mayBeUnread"]:
            yield "Mark as unread", "mark_unread", lambda: actions.mark_unread(number)
        yield "Move", "forum", lambda: actions.move(number)
        if row["waiting"]:
            yield "No reply needed", "check", lambda: actions.need_no_reply(number)
        if row["optedOut"]:
            yield "Allow texting again", "sms", lambda: actions.ask_to_allow(number)
        elif row["answerable"]:
            yield "Mark as opted out", "block", lambda: actions.ask_to_opt_out(number)
