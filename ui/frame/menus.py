"""Menus of what can be done with one row of a list, or one thing on the page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from ui.frame.buttons import button

Act = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Action:
    """A name on the screen, and what happens when it is chosen: something is done, or a page
    is opened."""

    name: str
    act: Act | None = None
    leads_to: str | None = None


class RowMenu:
    """One menu for all rows of a list: a menu for each would make long lists heavy.

    Arrow keys move in it, Escape closes it, and the focus goes back to what opened it.
    """

    def __init__(self) -> None:
        self._menu = ui.menu().props("no-parent-event role=menu")

    def open(self, opener: ui.element, actions: Sequence[Action]) -> None:
        """Show these actions under the button that was pressed."""
        self._menu.clear()
        self._menu.props["target"] = f"#{opener.html_id}"
        with self._menu:
            for action in actions:
                self._build(action)
        self._menu.open()

    def _build(self, action: Action) -> None:
        item = button(action.name, look="plain", leads_to=action.leads_to)
        item.classes("menu-action").props("role=menuitem v-close-popup")
        if action.act:
            item.on_click(action.act)
        item.on_click(self._menu.close)
