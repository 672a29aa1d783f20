"""Links to the other open conversations with the same customer."""

from collections.abc import Sequence

from nicegui import ui

from ui.formatting.inbox_rows import Row
from ui.frame.text import text
from ui.panels.avatar import avatar
from ui.security.paths import LIVE_CONVERSATIONS


class OtherConversations:
    """Nothing, as long as there are none."""

    def __init__(self) -> None:
        self._place = ui.element("div")
        self._shown: list[Row] = []

    def show(self, others: Sequence[Row]) -> None:
        """Draw the rows that `inbox_rows.other` made."""
        if self._shown == list(others):
            return
        self._shown = list(others)
        self._place.clear()
        if not others:
            return
        with self._place, ui.element("nav").classes("others") as shown:
            shown.props["aria-label"] = "Other open conversations"
            text("h4", "Also open with this customer").classes("others-title")
            for row in others:
                link_to(row)


def link_to(row: Row) -> None:
    number = row["id"]
    with ui.element("a").classes("other").props("data-testid=other-conversation") as link:
        link.props["href"] = f"{LIVE_CONVERSATIONS}/{number}"
        link.on("click.exact.prevent", js_handler=f"() => live.conversation.visit({number})")
        avatar(row)
        with ui.element("span").classes("other-title"):
            text("bdi", str(row["title"]))
            text("small", str(row["location"]))
        at = ui.element("time")
        at.props["datetime"] = row["at"]
        at.props[":textContent"] = f"live.conversation.shortTime('{row['at']}')"
        at.props[":title"] = f"live.conversation.fullTime('{row['at']}')"
