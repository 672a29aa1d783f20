"""What is painted before the scripts have come."""

import html

from domain.model.conversations import Status
from ui.layout.prerender import ROWS, prerender

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"' {{ 7 * 7 }} 🧵"


def row(**changed: object) -> dict[str, object]:
    return {"title": "Maya", "initials": "M", "colour": 3, "preview": "Hello"} | changed


# TRUST: 2.3-40
def test_what_people_wrote_is_shown_as_text():
    match = {"before": HOSTILE, "hit": HOSTILE, "after": HOSTILE}
    rows = [row(title=HOSTILE, initials=HOSTILE, preview=HOSTILE), row(match=match)]

    sight = prerender(rows, status=Status.OPEN, panel="list")

    assert "<script" not in sight
    assert "<img" not in sight
    assert html.unescape(sight).count(HOSTILE) == 6


def test_it_weighs_little_however_long_the_list_is():
    sight = prerender([row(preview="🧵" * 100)] * 50, status=Status.OPEN, panel="list")

    assert sight.isascii()
    assert sight.count("row-title") == ROWS
