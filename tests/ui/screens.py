"""What a page shows, told from what its elements were told: the panels' own rules, once more."""

from collections.abc import Iterable
from typing import Any

from tests.open_page import Frame, OpenPage, Row

LIST = "/live-conversations"


class Screen:
    """Of one open page. `place` is where its reader is; everything else was told to it."""

    def __init__(self, place: str = LIST) -> None:
        self.place = place
        self.rows: dict[int, Row] = {}
        self.status = "open"
        self.has_more_rows = False
        self.messages: dict[int, Row] = {}
        self.refusal: str | None = None
        self._told: dict[str, list[Any]] = {}
        """Of what is always drawn as a whole, the last."""

    @property
    def conversation(self) -> int | None:
        number = self.place.removeprefix(LIST).strip("/")
        return int(number) if number else None

    @property
    def listed(self) -> list[Row]:
        return sorted(self.rows.values(), key=by_activity, reverse=True)

    @property
    def log(self) -> list[Row]:
        return sorted(self.messages.values(), key=lambda message: (message["at"], message["id"]))

    @property
    def unread(self) -> int:
        return int(self._told["set_unread"][0])

    def around(self) -> dict[str, object]:
        """Everything but the list and the log."""
        return {
            "unread": self.unread,
            "refusal": self.refusal,
            "header": self._told.get("header"),
            "composer": self._told.get("composer"),
        }

    def furnish(self, page: OpenPage) -> None:
        """With what came in the page itself."""
        rows = page.props("conversation_list")
        self._show_list(rows["rows"], rows["more"], rows["query"].get("status") or "open")

    def hear(self, frame: Frame) -> None:
        draw = getattr(self, f"_{frame.element}_{frame.method}", None)
        if draw:
            draw(*frame.details)
        elif frame.method in ("show", "showBox"):
            self._told[frame.element.removeprefix("conversation_")] = frame.details

    def _shell_showConversation(self, opened: Row | None, others: list[Row]) -> None:  # noqa: N802
        self._told["header"] = [opened, others]

    def _shell_setUnread(self, count: int) -> None:  # noqa: N802 (as the browser calls it)
        self._told["set_unread"] = [count]

    def _conversation_list_showRows(  # noqa: N802
        self, rows: Iterable[Row], more: bool, status: str, _bare: bool, *_: object
    ) -> None:
        self._show_list(rows, more, status)

    def _conversation_list_extendRows(  # noqa: N802
        self, rows: Iterable[Row], more: bool, _note: str
    ) -> None:
        self.rows = {row["id"]: row for row in rows} | self.rows
        self.has_more_rows = more

    def _conversation_list_upsertRow(self, row: Row) -> None:  # noqa: N802
        self.rows.pop(row["id"], None)
        last = self.listed[-1] if self.rows else None
        is_below = self.has_more_rows and last and by_activity(row) < by_activity(last)
        if row["status"] == self.status and not is_below:
            self.rows[row["id"]] = row

    def _conversation_list_removeRow(self, number: int) -> None:  # noqa: N802
        self.rows.pop(number, None)

    def _show_list(self, rows: Iterable[Row], more: bool, status: str) -> None:
        self.rows = {row["id"]: row for row in rows}
        self.has_more_rows, self.status = more, status

    def _message_log_showConversation(  # noqa: N802
        self, number: int, messages: list[Row], *_: object
    ) -> None:
        if number != self.conversation:
            return
        loaded = {message["id"]: message for message in messages}
        known = self.messages if self.messages.keys() & loaded.keys() else {}
        self.messages, self.refusal = known | loaded, None

    def _message_log_prependMessages(  # noqa: N802
        self, messages: list[Row], _more: bool
    ) -> None:
        older = [message for message in messages if message["conversation"] == self.conversation]
        self.messages = {message["id"]: message for message in older} | self.messages

    def _message_log_upsertMessage(self, message: Row) -> None:  # noqa: N802
        if message["conversation"] == self.conversation:
            self.messages[message["id"]] = message

    def _message_log_clear(self, refusal: str | None) -> None:
        self.messages, self.refusal = {}, refusal
        self._told.pop("header", None)  # the browser shows none where nothing is open


def by_activity(row: Row) -> tuple[str, int]:
    return row["at"], row["id"]


def differences(shown: Screen, afresh: Screen) -> list[str]:
    """Between a page that was open and one opened just now, which has loaded less."""
    found = []
    for name, old, new in (
        ("list", *down_to_the_shorter(shown, afresh)),
        ("log", shown.log[-len(afresh.log) :] if afresh.log else shown.log, afresh.log),
        *((name, old, afresh.around()[name]) for name, old in shown.around().items()),
    ):
        if old != new:
            found.append(f"{name}: open {old}\nafresh {new}")
    return found


def down_to_the_shorter(shown: Screen, afresh: Screen) -> tuple[list[Row], list[Row]]:
    """Only what lies below the last page that was loaded may be missing."""
    one, other = shown.listed, afresh.listed
    if shown.has_more_rows:
        other = other[: len(one)]
    if afresh.has_more_rows:
        one = one[: len(other)]
    return one, other
