"""The left side above the list: what is listed, and how to change that."""

from collections.abc import Sequence

from nicegui import ui

from domain.model.companies import PointOfContact
from domain.model.conversation_list import NeedsAttention
from domain.model.conversations import Status
from ui.elements.wire import MAX_FILTER_LENGTH
from ui.frame.buttons import button, icon_button
from ui.icons import icon, shape
from ui.panels.fields import select_field, text_field

SHOWN = {
    NeedsAttention.UNREAD: "Unread",
    NeedsAttention.WAITING: "Waiting for an answer",
    NeedsAttention.FAILED: "Not delivered",
    NeedsAttention.OPTED_OUT: "Opted out",
}
REMOVABLE = {"name": "Name", "phone": "Phone", "message": "Message", "show": "Show"}


def filter_bar(locations: Sequence[PointOfContact]) -> None:
    """Draw the grey bar with a chip for each filter, and the section that opens below it."""
    with (
        ui.element("div")
        .classes("filter-bar")
        .props(":class=\"['filter-bar', { 'is-open': live.filters.isOpen }]\"")
    ):
        _head()
        _section(locations)


def filter_names(locations: Sequence[PointOfContact]) -> dict[str, dict[str, str]]:
    """Return what the chips call the values that stand in the address."""
    return {
        "location": {str(place.id): place.name for place in locations},
        "show": {str(reason): words for reason, words in SHOWN.items()},
    }


def status_toggle() -> None:
    """Draw Open and Closed; the one that is chosen is painted before the list is there."""
    with ui.element("div").classes("segments").props("role=group aria-label='Which conversations'"):
        for status in Status:
            chosen = button(status.capitalize(), look="segment")
            chosen.props(f":aria-pressed=\"live.filters.status === '{status}'\"")
            chosen.on("click", js_handler=f"() => live.filters.choose('{status}')")


def _head() -> None:
    with (
        ui.element("div")
        .classes("filter-head")
        .on("click", js_handler="() => live.filters.toggle()")
    ):
        icon_button("Filters", icon="tune").props(
            'aria-controls=filter-section :aria-expanded="live.filters.isOpen"'
        )
        with ui.element("div").classes("filter-chips"):
            _chip().props(':label="live.filters.location"')
            for key, name in REMOVABLE.items():
                _removable(key, name)
        icon("expand_more").classes("filter-more").props(':hidden="live.filters.isOpen"')


def _chip(*, removable: bool = False) -> ui.chip:
    chip = ui.chip(removable=removable, color=None).classes("filter-chip")
    return chip.props("data-testid=filter-chip")


def _removable(key: str, name: str) -> None:
    """Vue takes the whole chip away while its filter is not applied."""
    chip = _chip(removable=True)
    chip.props["icon-remove"] = shape("close")
    chip.props["remove-aria-label"] = f"Remove filter: {name}"
    chip.props(
        f':model-value="Boolean(live.filters.chips.{key})" :label="live.filters.chips.{key}"'
    ).on("remove", js_handler=f"() => live.filters.remove('{key}')")


def _section(locations: Sequence[PointOfContact]) -> None:
    everywhere = {"": "All locations"} | {str(place.id): place.name for place in locations}
    shown = {"": "All conversations"} | {str(reason): words for reason, words in SHOWN.items()}
    with (
        ui.element("q-form")
        .classes("filter-section")
        .props(
            "id=filter-section data-testid=filter-section aria-label=Filters"
            ' :hidden="!live.filters.isOpen"'
        )
        .on("submit", js_handler="() => live.filters.submit()")
    ):
        _text("Conversation Name", "name")
        select_field("Location", everywhere, "filters.typed.location")
        _text("Phone Number", "phone", keyboard="tel")
        _text("Message", "message")
        select_field("Show", shown, "filters.typed.show")
        with ui.element("div").classes("filter-buttons"):
            button("Apply Filters").props("type=submit")
            button("Reset Filters", look="secondary").on(
                "click", js_handler="() => live.filters.reset()"
            )
            icon_button("Hide filters", icon="expand_less").on(
                "click", js_handler="() => live.filters.hide()"
            )


def _text(label: str, key: str, *, keyboard: str = "text") -> None:
    field = text_field(label, f"filters.typed.{key}", limit=MAX_FILTER_LENGTH, keyboard=keyboard)
    field.props["placeholder"] = "Any"
