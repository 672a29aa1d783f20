"""The shapes of our icons for Quasar, which draws any path that is given in place of a name."""

import re
from functools import cache
from pathlib import Path

from nicegui import ui

_SHAPES = Path(__file__).parent / "client" / "icons.js"
_SHAPE = re.compile(r"^  (\w+):\s+'([^']+)',$", re.MULTILINE)


@cache
def shapes() -> dict[str, str]:
    """Return each icon's path by its name, as the browser modules have them too."""
    return dict(_SHAPE.findall(_SHAPES.read_text()))


def shape(name: str) -> str:
    """Return what `ui.button(icon=…)` and the like take. Raise `KeyError` for an unknown name."""
    return f"{shapes()[name]}|0 0 24 24"


def icon(name: str) -> ui.icon:
    """Draw an icon as decoration: its name stands beside it, or on what is around it."""
    return ui.icon(shape(name)).props("aria-hidden=true")
