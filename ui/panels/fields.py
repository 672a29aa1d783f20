"""Fields whose values live in the browser, so that nothing typed waits for the line.

`state` is where: a path below `live`, such as "start.phone". It is code, never anybody's words.
"""

from collections.abc import Mapping

from nicegui import ui

from ui.frame.forms import FIELD
from ui.icons import shape


def text_field(
    label: str, state: str, *, name: str = "", limit: int | None = None, keyboard: str = "text"
) -> ui.element:
    """Draw a field of one line; `name` is read out, `keyboard` is what phones show: text, tel."""
    field = _bound("q-input", state, absent="''")
    _dress(field, label, name=name)
    field.props.update(inputmode=keyboard, autocomplete="off", dir="auto")
    field.props.set_optional("maxlength", limit)
    return field


def select_field(
    label: str, options: Mapping[str, str] | Mapping[int, str], state: str, *, name: str = ""
) -> ui.element:
    """Draw a list to choose one from, by the values that `options` gives names to."""
    field = _bound("q-select", state, absent="null")
    _dress(field, label, name=name)
    field.props["options"] = [{"value": value, "label": name} for value, name in options.items()]
    field.props["dropdown-icon"] = shape("expand_more")
    field.props("emit-value map-options options-dense behavior=menu")
    return field


def _bound(tag: str, state: str, *, absent: str) -> ui.element:
    field = ui.element(tag)
    field.props[":model-value"] = f"live.{state}"
    return field.on(
        "update:model-value", js_handler=f"(value) => {{ live.{state} = value ?? {absent} }}"
    )


def _dress(field: ui.element, label: str, *, name: str) -> None:
    field.classes("field-below").props(FIELD)
    field.props["label"] = label
    field.props["aria-label"] = name or label
