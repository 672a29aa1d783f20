"""The conversations one can choose from, newest activity first."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from domain.model.conversations import Status
from ui.elements.conversation_list.protocol import (
    ExtendRows,
    LoadMore,
    RefreshRow,
    RemoveRow,
    Retry,
    ShowAllViewers,
    ShowFailure,
    ShowRows,
    ShowViewers,
    SwitchStatus,
    UpsertRow,
)
from ui.elements.live_element import LiveElement, rows_prop
from ui.elements.wire import Row


class ConversationList(LiveElement, component="conversation_list.js"):
    """Rows are those of `ui.formats.conversation_row`."""

    def __init__(
        self,
        rows: list[Row],
        *,
        status: Status,
        more: bool,
        bare: bool,
        note: str,
        lacking: str | None,
        selected: int | None,
        on_more: Callable[[], Awaitable[object]],
        on_status: Callable[[Status], Awaitable[object]],
        on_again: Callable[[], Awaitable[object]],
    ) -> None:
        """`bare`: the viewer has no conversations at all, not even others than these.

        `note` says what the rows leave out, `lacking` why there cannot be any.
        """
        super().__init__()
        self.props.update(rows=rows_prop(rows), status=status, more=more, bare=bare, note=note)
        self.props.set_optional("selected", selected)
        self.props.set_optional("lacking", lacking)
        self.on_event(LoadMore, on_more)
        self.on_event(SwitchStatus, lambda name: on_status(Status(name)))
        self.on_event(Retry, on_again)

    def show(self, rows: list[Row], *, more: bool, status: Status, bare: bool, note: str) -> None:
        """Put other rows in place of all there are."""
        self.call(ShowRows(rows, more, status, bare, note))

    def failed(self) -> None:
        """Other rows were asked for and could not be loaded: offer to try again."""
        self.call(ShowFailure())

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
