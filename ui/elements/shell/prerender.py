"""What is painted while the scripts are still on their way: the top of the list.

A phone on a slow line sees it a second before it can touch it. The shell takes its place.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from nicegui import ui

from domain.model.conversations import Status
from ui.elements.wire import Row

ROWS = 12
"""More than a phone shows at once. Moments are left out: only the browser knows their zone."""

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


def add_prerender(rows: list[Row], *, status: Status, panel: str) -> None:
    """Rows come from `inbox_rows.conversation_row`; `panel` is the one that a phone shows."""
    ui.add_body_html(prerender(rows, status=status, panel=panel))


def prerender(rows: list[Row], *, status: Status, panel: str) -> str:
    template = _TEMPLATES.get_template("prerender.html")
    html = template.render(rows=rows[:ROWS], status=status.capitalize(), panel=panel)
    # NiceGUI keeps it, and one emoji would make each letter four times as long in memory.
    return html.encode("ascii", "xmlcharrefreplace").decode()
