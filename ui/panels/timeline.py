"""What happened to a conversation, and what the team noted about it."""

from collections.abc import Sequence
from itertools import takewhile

from nicegui import ui

from ui.formatting.inbox_rows import Row
from ui.frame.buttons import button
from ui.frame.text import text
from ui.icons import icon

ENTRIES_AT_ONCE = 40
"""Of a long history the latest are drawn first: each costs the page some memory."""
ICONS = {
    "started": "flag",
    "updated": "update",
    "renamed": "edit",
    "moved": "forum",
    "closed": "archive",
    "reopened": "unarchive",
    "opted_out": "block",
    "opted_in": "sms",
    "no_reply_needed": "check",
    "reply_needed": "schedule",
}


class Timeline:
    """Draws the rows that `inbox_rows.details` made, and later ones below them."""

    def __init__(self, entries: Sequence[Row]) -> None:
        self._entries = list(entries)
        self._first = max(0, len(entries) - ENTRIES_AT_ONCE)
        self._drawn: list[tuple[Row, ui.element]] = []
        self._earlier = button("Show earlier", look="plain", on_click=self._show_earlier)
        self._earlier.classes("timeline-earlier")
        self._list = (
            ui.element("ol").classes("timeline").props("data-testid=timeline aria-label=Timeline")
        )
        self._draw()
        # Comments on their way; the browser keeps them until the server has them.
        with (
            ui.element("p")
            .classes("timeline-entry is-note is-pending")
            .props(':hidden="!live.conversation.pending"')
        ):
            ui.element("span").classes("timeline-words").props(
                'dir=auto :textContent="live.conversation.pending"'
            )
            text("small", "Saving…")

    def show(self, entries: Sequence[Row]) -> None:
        """Draw what is new; the reader is taken there."""
        if self._entries == list(entries):
            return
        grew = len(entries) > len(self._entries)
        self._entries = list(entries)
        self._draw()
        if grew:
            self._drawn[-1][1].run_method("scrollIntoView", {"block": "nearest"})

    def _show_earlier(self) -> None:
        self._first = max(0, self._first - ENTRIES_AT_ONCE)
        self._draw()

    def _draw(self) -> None:
        """Keep what stands at the top as it should, and draw everything below it anew."""
        wanted = self._entries[self._first :]
        pairs = zip(self._drawn, wanted, strict=False)
        kept = sum(1 for _ in takewhile(lambda pair: pair[0][0] == pair[1], pairs))
        for _, element in self._drawn[kept:]:
            element.delete()
        with self._list:
            fresh = [(row, entry(row)) for row in wanted[kept:]]
        self._drawn = [*self._drawn[:kept], *fresh]
        self._earlier.set_visibility(self._first > 0)


def entry(row: Row) -> ui.element:
    """Draw one entry; people's words only ever as text."""
    happening = str(row["happening"])
    with ui.element("li").classes("timeline-entry").props("data-testid=timeline-entry") as drawn:
        if happening in ICONS:
            icon(ICONS[happening])
        elif happening == "commented":
            drawn.classes("is-note")
        words = text("div", str(row["text"])).classes("timeline-words").props("dir=auto")
        with words, ui.element("small"):
            if row["by"]:
                text("span", f"{row['by']} · ")
            moment(str(row["at"]))
    return drawn


def moment(at: str) -> ui.element:
    """Draw a moment in the reader's own zone and language; `at` is one of `inbox_rows.moment`."""
    drawn = ui.element("time")
    drawn.props["datetime"] = at
    drawn.props[":textContent"] = f"live.conversation.longTime('{at}')"
    drawn.props[":title"] = f"live.conversation.fullTime('{at}')"
    return drawn
