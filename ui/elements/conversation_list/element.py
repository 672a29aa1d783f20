"""The conversations one can choose from, newest activity first."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from domain.model.conversations import Status
from ui.elements.conversation_list.protocol import (
    ChangeQuery,
    ExtendRows,
    LoadMore,
    RefreshRow,
    RemoveRow,
    ShowAllViewers,
    ShowFailure,
    ShowRows,
    ShowViewers,
    UpsertRow,
)
from ui.elements.live_element import LiveElement, rows_prop
from ui.elements.wire import Row


class ConversationList(LiveElement, component="conversation_list.js"):
    """Rows are those of `ui.formats.conversation_row`.

    `on_query` is called with the number of a press, and with what is to be listed from now on.
    """

    def __init__(
        self,
        rows: list[Row],
        *,
        query: Mapping[str, str],
        names: Mapping[str, Mapping[str, str]],
        more: bool,
        bare: bool,
        note: str,
        elsewhere: str,
        lacking: str | None,
        selected: int | None,
        on_more: Callable[[], Awaitable[object]],
        on_query: Callable[[int, Mapping[str, str]], Awaitable[object]],
    ) -> None:
        """`names` are what the values in the address are called, by filter.

        `bare`: the viewer has no conversations at all, not even others than these.

        `note` says what the rows leave out, `lacking` why there cannot be any, and `elsewhere` how
        many match under the other status when no row does.
        """
        super().__init__()
        self.props.update(rows=rows_prop(rows), query=dict(query), more=more, bare=bare, note=note)
        self.props["elsewhere"] = elsewhere
        self.props["names"] = {name: dict(values) for name, values in names.items()}
        self.props.set_optional("selected", selected)
        self.props.set_optional("lacking", lacking)
        self.on_event(LoadMore, on_more)
        self.on_event(ChangeQuery, on_query)

    def show(
        self,
        rows: list[Row],
        *,
        more: bool,
        status: Status,
        bare: bool,
        note: str,
        elsewhere: str,
        press: int | None,
    ) -> None:
        """Put other rows in place of all there are, in answer to a press or without one."""
        self.call(ShowRows(rows, more, status, bare, note, elsewhere, press))

    def failed(self, press: int | None) -> None:
        """Other rows were asked for and could not be loaded: offer to try again."""
        self.call(ShowFailure(press))

    def extend(self, rows: list[Row], *, more: bool, note: str) -> None:
        """Add the next page. Rows that are there already are left as they are."""
        self.call(ExtendRows(rows, more, note))

    def upsert(self, row: Row) -> None:
        """Draw a row where its time puts it, in place of any earlier drawing of it.

        Safe to call twice and in any order. A row of the other status leaves the list.
        """
        self.call(UpsertRow(row))

    def refresh(self, row: Row) -> None:
        """Draw a row anew where it stands, if it does."""
        self.call(RefreshRow(row))

    # NiceGUI's own `remove` takes children away, of which this element has none.
    def remove(self, conversation_id: int) -> None:  # type: ignore[override]
        self.call(RemoveRow(conversation_id))

    def attend(self, conversation_id: int, onlookers: Sequence[Row]) -> None:
        """Mark the row as looked at by these colleagues, as `ui.formats.onlooker` made them."""
        self.call(ShowViewers(conversation_id, onlookers))

    def attend_all(self, onlookers: Mapping[int, Sequence[Row]]) -> None:
        """Mark these rows, and no others."""
        self.call(ShowAllViewers(onlookers))
