"""What Python and the conversation list say to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.elements.wire import Address, Count, Row


@dataclass(frozen=True, slots=True)
class ShowRows:
    """Replace all rows. `bare`: the viewer has no conversations; `note`: what the rows omit.

    `elsewhere` says how many match under the other status when no row does. `press` is
    that of the `ChangeQuery` this answers, if it answers any.
    """

    rows: list[Row]
    more: bool
    status: str
    bare: bool
    note: str
    elsewhere: str
    press: int | None


@dataclass(frozen=True, slots=True)
class ShowFailure:
    """The rows could not be loaded: offer to try again, and say which rows are still there."""

    press: int | None


@dataclass(frozen=True, slots=True)
class ExtendRows:
    rows: list[Row]
    more: bool
    note: str


@dataclass(frozen=True, slots=True)
class UpsertRow:
    """Safe to apply twice and in any order. A row of the other status leaves the list."""

    row: Row


@dataclass(frozen=True, slots=True)
class RefreshRow:
    """Render a row again where it stands, if it does."""

    row: Row


@dataclass(frozen=True, slots=True)
class RemoveRow:
    conversation_id: int


@dataclass(frozen=True, slots=True)
class ShowViewers:
    """These colleagues look at this conversation now."""

    conversation_id: int
    viewers: Sequence[Row]


@dataclass(frozen=True, slots=True)
class ShowAllViewers:
    viewers: Mapping[int, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class LoadMore:
    """The reader is near the end of the rows."""


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """List these from now on; `press` counts such wishes, of which only the latest matters."""

    press: Count
    query: Address


CALLS = (
    ShowRows,
    ShowFailure,
    ExtendRows,
    UpsertRow,
    RefreshRow,
    RemoveRow,
    ShowViewers,
    ShowAllViewers,
)
EVENTS = (
    LoadMore,
    ChangeQuery,
)
