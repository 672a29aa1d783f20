"""Cards, fields that are checked while one types, and the form that saves what stands in them."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement
from nicegui.elements.mixins.validation_element import ValidationElement

from domain.model.errors import DomainError
from ui.frame import buttons
from ui.frame.buttons import Look
from ui.frame.frame import Frame
from ui.frame.text import text
from ui.frame.words import in_words
from ui.icons import shape

Check = Callable[[str], str | None]
"""Says what is wrong with what stands in a field, or nothing."""
Save = Callable[[], Awaitable[object]]

LONGEST = 254
FIELD = "outlined dense stack-label hide-bottom-space no-error-icon"
LONG_LIST = 12
"""Choices from which on a list can be searched."""


@contextmanager
def card(title: str, *, anchor: str | None = None) -> Iterator[ui.element]:
    """Everything that belongs together, under its heading."""
    with ui.element("section").classes("card") as section:
        section.props.set_optional("id", anchor)
        section.props["aria-label"] = title
        text("h2", title)
        yield section


def hint(words: str) -> TextElement:
    return text("p", words).classes("hint")


def text_field(
    label: str,
    value: str = "",
    *,
    hint: str = "",
    check: Check | None = None,
    kind: str = "text",
    autocomplete: str = "off",
    limit: int = LONGEST,
    required: bool = False,
) -> ui.input:
    """Draw a field of one line; `kind` is that of HTML: email, tel, password, time."""
    field = ui.input(label, value=value, validation=_checked(check, required=required))
    field.without_auto_validation()
    _dress(field, label, hint=hint, required=required)
    field.props.update(type=kind, autocomplete=autocomplete, maxlength=limit)
    # Leaving the field does not take back why it was refused; typing does.
    field.on("blur", lambda: field.error or field.validate(return_result=False), [])
    field.on_value_change(lambda: field.error and field.validate(return_result=False))
    return field


def text_area(
    label: str, value: str = "", *, hint: str = "", check: Check | None = None, limit: int = 1600
) -> ui.textarea:
    """Draw a field of several lines that grows with what is written."""
    field = ui.textarea(label, value=value, validation=_checked(check, required=False))
    _dress(field, label, hint=hint, required=False)
    field.props("autogrow input-style=min-height:4.5em dir=auto")
    field.props["maxlength"] = limit
    return field


def select_field(
    label: str,
    options: Mapping[Any, str] | Sequence[str],
    value: object,
    *,
    hint: str = "",
) -> ui.select:
    """Draw a list to choose one from; a long one can be searched."""
    choices = _with_stored(value, options)
    field = ui.select(choices, value=value, label=label, with_input=len(choices) >= LONG_LIST)
    _dress(field, label, hint=hint, required=False)
    field.props["dropdown-icon"] = shape("expand_more")
    field.props("options-dense behavior=menu")
    return field


def checkbox_field(
    label: str, value: bool = False, *, hint: str = "", enabled: bool = True
) -> ui.checkbox:
    """Draw a box to tick, with what it means under its name."""
    box = ui.checkbox(label, value=value)
    _explain(box, label, hint=hint, enabled=enabled)
    return box


def switch_field(
    label: str, value: bool = False, *, hint: str = "", enabled: bool = True
) -> ui.switch:
    """Draw a switch for what takes effect at once, or for a whole section."""
    switch = ui.switch(label, value=value)
    _explain(switch, label, hint=hint, enabled=enabled)
    return switch


def radio_field(
    label: str, options: Mapping[Any, str], value: object, *, enabled: bool = True
) -> ui.radio:
    """Draw all choices, of which one is taken."""
    text("p", label).classes("choice-label").props("aria-hidden=true")
    choices = ui.radio(dict(options), value=value)
    choices.classes("choice").props["aria-label"] = label
    choices.set_enabled(enabled)
    _paint_at_once(choices)
    return choices


def _explain(box: ui.checkbox | ui.switch, label: str, *, hint: str, enabled: bool) -> None:
    """Its hint is read out after its name, and a tap on it counts."""
    box.classes("choice").props["aria-label"] = label
    box.set_enabled(enabled)
    _paint_at_once(box)
    if hint:
        with box:
            words = text("small", hint).classes("choice-hint")
        box.props["aria-describedby"] = words.html_id


def _paint_at_once(field: ui.element) -> None:
    """Show what is chosen before the server has heard of it: lines are slow, fingers quick."""
    paint = f"mounted_app.elements[{field.id}].props['model-value'] = value"
    field.on("update:model-value", js_handler=f"(value) => {{ {paint}; }}")


def _with_stored(value: object, options: Mapping[object, str] | Sequence[str]) -> dict[object, str]:
    """Return the choices, and what was chosen long ago and is none of them any more."""
    choices: dict[object, str] = {}
    choices.update(options if isinstance(options, Mapping) else {each: each for each in options})
    return choices if value is None or value in choices else {value: str(value), **choices}


def _dress(field: ui.element, label: str, *, hint: str, required: bool) -> None:
    field.classes("form-field").props(FIELD)
    field.props["aria-label"] = label
    field.props.set_optional("hint", hint or None)
    field.props.set_bool("aria-required", required)


def checked_by(rule: Callable[[str], object]) -> Check:
    """Make a check of a rule of the domain, which raises `DomainError`."""

    def check(value: str) -> str | None:
        try:
            rule(value)
        except DomainError as refusal:
            return str(refusal)
        return None

    return check


def _checked(check: Check | None, *, required: bool) -> Check:
    def checked(value: str) -> str | None:
        if required and not (value or "").strip():
            return "Fill this in."
        return check(value or "") if check else None

    return checked


class Form:
    """Saves what stands in its fields, says what is wrong beside them, and keeps what was typed.

    `errors` says beside which field a refusal belongs: `{EmailTaken: email}`. Any other refusal
    stands above the button. `save` raises `DomainError`; what it returns is not looked at.
    """

    def __init__(
        self,
        frame: Frame,
        save: Save,
        *,
        button: str = "Save",
        saved: str = "Saved.",
        errors: Mapping[type[DomainError], ValidationElement[Any]] | None = None,
        fields: Sequence[ValidationElement[Any]] = (),
        danger: bool = False,
    ) -> None:
        """To be called behind the fields: it draws its button, and the place for a refusal."""
        self._frame = frame
        self._save = save
        self._saved = saved
        self._errors = errors or {}
        self._fields = fields
        self._problem = text("p", "").classes("error").props("role=alert tabindex=-1")
        self._problem.set_visibility(False)
        look: Look = "danger" if danger else "main"
        self._button = buttons.button(button, look=look, on_click=self.submit)
        for field in fields:
            if isinstance(field, ui.input) and not isinstance(field, ui.textarea):
                field.on("keydown.enter", self.submit, [])

    async def submit(self) -> None:
        """Check all fields, then save; a second press while that runs does nothing."""
        wrong = [field for field in self._fields if not field.validate()]
        if wrong:
            wrong[0].run_method("focus")
            return
        if not self._button.enabled:
            return
        self._button.disable()
        self._button.props("loading")
        try:
            self._tell(None)
            await self._save()
        except Exception as error:
            self._refuse(error)
        else:
            if self._saved:
                self._frame.notify(self._saved)
        finally:
            if not self._button.is_deleted:  # a step of several makes room for the next
                self._button.props(remove="loading")
                self._button.enable()

    def _refuse(self, error: Exception) -> None:
        field = next(
            (field for kind, field in self._errors.items() if isinstance(error, kind)), None
        )
        if field is None:
            self._tell(in_words(error))
            return
        field.error = in_words(error)
        field.run_method("focus")

    def _tell(self, sentence: str | None) -> None:
        self._problem.set_text(sentence or "")
        self._problem.set_visibility(sentence is not None)
