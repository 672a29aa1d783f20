"""Buttons in our own looks; Quasar would colour them by itself."""

from collections.abc import Callable
from typing import Any, Literal

from nicegui import ui

from ui.icons import shape

Look = Literal["main", "secondary", "danger", "plain", "menu", "segment"]
LOOKS: dict[Look, str] = {
    "main": "is-main",
    "secondary": "is-secondary",
    "danger": "is-danger",
    "plain": "is-plain",
    "menu": "menu-item",
    "segment": "segment",
}


def button(
    name: str = "",
    *,
    look: Look = "main",
    icon: str | None = None,
    on_click: Callable[..., Any] | None = None,
    leads_to: str | None = None,
) -> ui.button:
    """Draw a button, or with `leads_to` a link that looks like one; `icon` names its icon."""
    drawn = ui.button(name, color=None, icon=shape(icon) if icon else None, on_click=on_click)
    drawn.classes(LOOKS[look]).props("no-caps unelevated")
    drawn.props.set_optional("href", leads_to)
    return drawn


def icon_button(name: str, *, icon: str, on_click: Callable[..., Any] | None = None) -> ui.button:
    """Draw a round button that shows an icon alone; `name` is read out."""
    drawn = ui.button(color=None, icon=shape(icon), on_click=on_click)
    drawn.classes("icon-button").props("flat round")
    drawn.props["aria-label"] = name
    return drawn
