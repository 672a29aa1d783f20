"""Menus of what can be done with one row of a list, or one thing on the page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from ui.frame.buttons import button
from ui.frame.frame import Frame

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

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._menu = ui.menu().props("no-parent-event role=menu anchor='bottom right'")
        self._menu.props("self='top right' transition-duration=120")
        self._menu.on("keydown", js_handler="(event) => live.stepMenu(event)")

    def open(self, opener: ui.element, name: str, actions: Sequence[Action]) -> None:
        """Show these actions under the button that was pressed; `name` is read out."""
        self._opener = opener
        self._menu.clear()
        self._menu.props.update({"target": f"#{opener.html_id}", "aria-label": name})
        with self._menu:
            items = [self._build(action) for action in actions]
        items[0].props("autofocus")
        self._menu.open()

    def _build(self, action: Action) -> ui.button:
        item = button(action.name, look="plain", leads_to=action.leads_to)
        item.classes("menu-action").props("role=menuitem")
        return item.on_click(lambda: self._choose(action))

    async def _choose(self, action: Action) -> None:
        """A question closes after the menu, and would leave the focus nowhere."""
        self._menu.close()
        if action.act:
            await action.act()
            self._frame.shell.focus_on(self._opener)
