"""The coloured disc of a conversation: letters of its title, or a head for a bare number."""

from nicegui import ui

from ui.formatting.inbox_rows import Row
from ui.frame.text import text
from ui.icons import icon


def avatar(row: Row) -> ui.element:
    """Draw the disc for a row that `inbox_rows.header` made."""
    with ui.element("span").classes(f"avatar c{row['colour']}").props("aria-hidden=true") as disc:
        if row["initials"]:
            text("span", str(row["initials"]))
        else:
            icon("person")
    return disc


def avatar_of_open_conversation() -> None:
    """Draw the disc of `live.conversation`, whose row the browser knows first."""
    with ui.element("span").props("aria-hidden=true") as disc:
        disc.props(':class="[`avatar`, `c${live.conversation.row?.colour}`]"')
        disc.props(':hidden="!live.conversation.row"')
        ui.element("span").props(
            ':textContent="live.conversation.row?.initials"'
            ' :hidden="!live.conversation.row?.initials"'
        )
        icon("person").props(':hidden="!!live.conversation.row?.initials"')
