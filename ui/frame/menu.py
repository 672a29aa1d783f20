"""The menu: it slides in when the burger is tapped, and stands at the left of wide windows."""

from nicegui import ui

from domain.model.actor import Member
from ui.frame.buttons import button, icon_button
from ui.frame.frame import Frame
from ui.frame.shortcut_list import ShortcutList
from ui.frame.text import text
from ui.icons import icon
from ui.security.paths import ACCOUNT, HOME, LIVE_CONVERSATIONS, SETTINGS, USERS

Link = tuple[str, str, str]
"""A path, the name of the page there, and the name of its icon."""


class Menu:
    """Built in the frame's own slot; the browser opens and closes it without a round trip."""

    def __init__(self, frame: Frame, *, brand: str, path: str) -> None:
        self._frame = frame
        self._brand = brand
        self._path = path

    def build(self) -> None:
        with self._frame.shell.menu, ui.element("nav").classes("menu").props("aria-label=Main"):
            with ui.element("a").classes("logo").props("href=/"):
                icon("forum")
                text("span", self._brand)
            with ui.element("div").classes("menu-links"):
                for path, name, icon_name in links(self._frame.member):
                    self._build_link(path, name, icon_name)
            self._build_device()
            self._build_member()
            ShortcutList().build()

    def _build_link(self, path: str, name: str, icon_name: str) -> None:
        link = button(name, look="menu", icon=icon_name, leads_to=path)
        if is_below(self._path, path):
            link.props("aria-current=page")
        if path == LIVE_CONVERSATIONS:
            with link:
                ui.badge(color=None).classes("unread-badge").props(
                    ':label="live.badge" :hidden="!live.unread" aria-hidden=true'
                )

    def _build_device(self) -> None:
        """What is chosen for this browser alone."""
        if not self._frame.member.must_set_up_two_factor:
            self._build_notifications()
        button(look="menu").props(':icon="live.themeIcon" :label="`Theme: ${live.theme}`"').on(
            "click", js_handler="() => live.nextTheme()"
        )
        button("Keyboard shortcuts", look="menu", icon="keyboard").classes("menu-shortcuts").on(
            "click", js_handler="() => live.listShortcuts()"
        )

    def _build_notifications(self) -> None:
        device = button(look="menu", icon="notifications")
        device.props(
            ':label="live.deviceLabel" :hidden="!live.device"'
            " aria-label='Notifications on this device' :aria-pressed=\"live.device === 'on'\""
            ' :aria-describedby="live.deviceTrouble ? `device-trouble` : null"'
        ).on("click", js_handler="() => live.toggleDevice()")
        ui.element("p").classes("menu-note").props(
            "id=device-trouble role=status"
            ' :textContent="live.deviceTrouble" :hidden="!live.deviceTrouble"'
        )

    def _build_member(self) -> None:
        member = self._frame.member
        with ui.element("p").classes("menu-member"):
            text("span", member.initials).classes("avatar is-me").props("aria-hidden=true")
            with ui.element("span"):
                text("span", member.name)
                text("small", member.company)
        ui.element("p").classes("menu-note").props(
            'data-testid=in-sync :textContent="live.inSyncLabel" :hidden="!live.inSyncLabel"'
        )
        # A form of plain HTML: to sign out must work when nothing else does.
        with (
            ui.element("form")
            .props("method=post action=/sign-out")
            .on("submit", js_handler="(event) => live.signOut(event)")
        ):
            button("Logout", look="menu", icon="logout").props("type=submit")


def burger() -> None:
    """The button that opens the menu, wherever a page has its head."""
    icon_button("Menu", icon="menu").props(
        'aria-haspopup=menu :aria-expanded="live.isMenuOpen"'
    ).on("click", js_handler="() => live.openMenu()")


def links(member: Member) -> tuple[Link, ...]:
    """Return where this member may go; nowhere before a required two-step sign-in is set up."""
    if member.must_set_up_two_factor:
        return ()
    everywhere = (
        (True, (HOME, "Home", "home")),
        (member.may_converse, (LIVE_CONVERSATIONS, "Live Conversations", "chat")),
        (member.may_manage_users, (USERS, "Users", "group")),
        (member.is_admin, (SETTINGS, "Settings", "settings")),
        (True, (ACCOUNT, "Account", "person")),
    )
    return tuple(link for may_go, link in everywhere if may_go)


def is_below(path: str, page: str) -> bool:
    """Whether a path leads to this page or to one below it; nothing lies below home."""
    return path == page or (page != HOME and path.startswith(f"{page}/"))
