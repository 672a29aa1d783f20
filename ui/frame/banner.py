"""What administrators should know of, above everything else; nothing as long as all is well."""

from nicegui import ui

from domain.model.actor import Member
from ui.frame.text import text
from ui.icons import icon


def banner(member: Member) -> None:
    """Draw the alerts that `Shell.show_alerts` sets."""
    with (
        ui.element("div").props("role=status aria-label=Alerts"),
        ui.element("div")
        .classes("banner")
        .props('data-testid=banner :hidden="!live.alerts.length"'),
    ):
        icon("error")
        ui.element("p").classes("banner-text").props(':textContent="live.alerts.join(`\\n`)"')
        if member.is_admin:
            text("a", "Check-up").props("href=/settings/check-up")
