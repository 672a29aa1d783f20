"""Fields for passwords and codes, such that browsers and password managers know what they are."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from ui.frame.buttons import icon_button
from ui.frame.forms import Check, text_field
from ui.icons import shape

LONGEST_PASSWORD = 4096


@contextmanager
def password_form(email: str) -> Iterator[ui.element]:
    """Hold the fields of one form, and say whose password it is about.

    A password manager keeps a new password once the fields have been emptied.
    """
    with ui.element("form").classes("fields") as form:
        form.on("submit", js_handler="(event) => event.preventDefault()")
        account = ui.element("input").props("type=text name=username autocomplete=username")
        account.props("readonly hidden")
        account.props["value"] = email
        yield form


def password_field(
    label: str,
    *,
    autocomplete: str = "current-password",
    hint: str = "",
    check: Check | None = None,
    required: bool = True,
) -> ui.input:
    """Draw a field that hides what is typed, with a button that shows it."""
    field = text_field(
        label,
        hint=hint,
        check=check,
        kind="password",
        autocomplete=autocomplete,
        limit=LONGEST_PASSWORD,
        required=required,
    )
    field.props["name"] = autocomplete

    def toggle() -> None:
        show(field.props["type"] == "password")

    def show(is_shown: bool) -> None:
        field.props["type"] = "text" if is_shown else "password"
        eye.props["icon"] = shape("visibility_off" if is_shown else "visibility")
        eye.props["aria-label"] = "Hide password" if is_shown else "Show password"

    with field.add_slot("append"):
        eye = icon_button("Show password", icon="visibility", on_click=toggle)
    return field


def code_field(label: str) -> ui.input:
    """Draw a field for a code from an app, for which phones offer their number keys."""
    field = text_field(label, autocomplete="one-time-code", limit=40, required=True)
    return field.props("inputmode=numeric autocapitalize=none spellcheck=false")
