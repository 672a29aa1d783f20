"""The grey bar above the list, which says and changes what is listed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from domain.model.companies import PointOfContact
from ui.elements.live_element import LiveElement

LONGEST = 200
"""Characters of one filter; nobody looks for more."""

Filters = Mapping[str, str]


class FilterBar(LiveElement, component="filter_bar.js"):
    """Filters travel as they stand in the address: a name and a text for each that is set."""

    def __init__(
        self,
        *,
        locations: Sequence[PointOfContact],
        applied: Filters,
        on_apply: Callable[[Filters], Awaitable[object]],
    ) -> None:
        super().__init__()
        self.props["locations"] = tuple({"id": place.id, "name": place.name} for place in locations)
        self.props.update(applied=dict(applied), longest=LONGEST)
        self.on_client_event("apply", on_apply, are_filters)


def are_filters(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(part, str) and len(part) <= LONGEST for item in value.items() for part in item
    )
