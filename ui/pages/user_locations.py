"""Where a user works, and how they are notified of what customers write there."""

from collections.abc import Sequence

from nicegui import ui

from domain.model.companies import PointOfContact
from domain.model.users import Assignments, Channel
from ui.formatting.channels import NAMES
from ui.frame.buttons import button
from ui.frame.forms import checkbox_field
from ui.frame.text import text

MANY = 4
"""Locations from which on all can be ticked at once."""


class LocationsField:
    """A box for each location, and for those that are ticked one for each channel."""

    def __init__(
        self,
        places: Sequence[PointOfContact],
        assignments: Assignments,
        *,
        may_assign: bool,
        may_choose_channels: bool,
    ) -> None:
        self._may_assign = may_assign
        self._may_choose_channels = may_choose_channels
        self._known: Assignments = {}
        self._boxes: dict[int, LocationBox] = {}
        self._all = button("Tick all", look="plain", on_click=self._tick_all)
        self._list = ui.element("div").classes("places")
        self.show(places, assignments)

    @property
    def value(self) -> Assignments:
        return {place: box.channels for place, box in self._boxes.items() if box.is_ticked}

    def show(self, places: Sequence[PointOfContact], assignments: Assignments) -> None:
        """Take over what is stored now, except where the viewer has ticked something else."""
        there = {place.id: place for place in places}
        for gone in self._boxes.keys() - there.keys():
            self._boxes.pop(gone).delete()
        written = self.value
        for place in places:
            stored = assignments.get(place.id)
            if place.id not in self._boxes:
                self._boxes[place.id] = self._new_box(place)
                self._boxes[place.id].show(stored)
            elif written.get(place.id) == self._known.get(place.id):
                self._boxes[place.id].show(stored)
        self._known = dict(assignments)
        self._all.set_visibility(self._may_assign and len(places) >= MANY)

    def has_saved(self) -> None:
        """What is ticked is what is stored from now on."""
        self._known = self.value

    def _new_box(self, place: PointOfContact) -> "LocationBox":
        with self._list:
            return LocationBox(
                f"{place.name} (closed)" if place.is_closed else place.name,
                may_assign=self._may_assign,
                may_choose_channels=self._may_choose_channels,
            )

    def _tick_all(self) -> None:
        for box in self._boxes.values():
            box.tick()


class LocationBox:
    """One location; its channels are drawn once it is ticked: most users work at few."""

    def __init__(self, name: str, *, may_assign: bool, may_choose_channels: bool) -> None:
        self._may_choose_channels = may_choose_channels
        self._chosen: frozenset[Channel] = frozenset()
        self._ways: dict[Channel, ui.checkbox] = {}
        with ui.element("div").classes("place").props("role=group") as self._group:
            self._group.props["aria-label"] = name
            self._box = checkbox_field(name, enabled=may_assign)
            self._box.on_value_change(self._draw_ways)
            self._channels = ui.element("div").classes("ways")
        self._channels.set_visibility(False)

    @property
    def is_ticked(self) -> bool:
        return bool(self._box.value)

    @property
    def channels(self) -> frozenset[Channel]:
        if not self._ways:
            return self._chosen
        return frozenset(channel for channel, way in self._ways.items() if way.value)

    def tick(self) -> None:
        self._box.set_value(True)

    def show(self, channels: frozenset[Channel] | None) -> None:
        """`None`: the user does not work there."""
        self._chosen = channels or frozenset()
        for channel, way in self._ways.items():
            way.set_value(channel in self._chosen)
        self._box.set_value(channels is not None)

    def delete(self) -> None:
        self._group.delete()

    def _draw_ways(self) -> None:
        self._channels.set_visibility(self.is_ticked)
        if not self.is_ticked or self._ways:
            return
        with self._channels:
            text("span", "Notify by:").classes("hint")
            for channel, name in NAMES.items():
                self._ways[channel] = checkbox_field(
                    name, channel in self._chosen, enabled=self._may_choose_channels
                )
