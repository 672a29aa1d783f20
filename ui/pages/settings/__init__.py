"""/settings: the company, where customers text, templates, and what happened.

Each page is one file here. A new one is named in `TABS`, which has them in the order of the
tabs; its `register` says where it is, and what its tab is called:

    def register(settings: SettingsPages) -> None:
        @settings.page("/business-hours", tab="Business hours")
        async def business_hours(frame: Frame) -> None:
            ...
"""

from ui.frame.pages import Pages
from ui.pages.settings import (
    audit_log,
    check_up,
    company,
    notifications,
    points_of_contact,
    templates,
    unrouted,
)
from ui.pages.settings.tabs import SettingsPages

TABS = (company, points_of_contact, templates, notifications, check_up, unrouted, audit_log)


def register(pages: Pages) -> None:
    settings = SettingsPages(pages)
    for tab in TABS:
        tab.register(settings)
