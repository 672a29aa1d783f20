"""Fields that follow what a colleague changes, as long as nobody types in them."""

from typing import Any

from nicegui.elements.mixins.value_element import ValueElement


class Loaded:
    """Remembers what the fields of a form were filled with."""

    def __init__(self) -> None:
        self._values: dict[int, tuple[ValueElement[Any], object]] = {}

    def show(self, field: ValueElement[Any], value: object) -> None:
        """Fill a field; one in which something else was typed stays as it is."""
        _, before = self._values.get(field.id, (field, field.value))
        if field.value == before:
            field.set_value(value)
        self._values[field.id] = (field, value)

    def keep(self) -> None:
        """Take what stands in the fields for what is stored: to be called once it was saved."""
        self._values = {number: (each, each.value) for number, (each, _) in self._values.items()}
