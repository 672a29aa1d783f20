"""The menu: it slides in when the burger is tapped, and stands at the left of wide windows."""

from nicegui import ui

from domain.model.actor import Member
from ui.frame.frame import Frame
from ui.frame.text import text
from ui.icons import icon, shape

LIVE_CONVERSATIONS = "/live-conversations"
USERS = "/users"
SETTINGS = "/settings"
ACCOUNT = "/account"
HOME = "/"

Link = tuple[str, str, str]
"""A path, the name of the page there, and the name of its icon."""


class Menu:
    """Built in the frame's own slot; the browser opens and closes it without a round trip."""

    def __init__(self, frame: Frame, *, brand: str, path: str) -> None:
        self._frame = frame
        self._brand = brand
        self._path = path

    def build(self) -> None:
        with self._frame.shell.menu, ui.element("div").classes("menu"):
            with ui.element("a").classes("logo").props("href=/"):
                icon("forum")
                text("span", self._brand)
            with ui.element("nav").classes("menu-links").props("aria-label=Main"):
                for path, name, icon_name in links(self._frame.member):
                    self._build_link(path, name, icon_name)
            self._build_device()
            self._build_member()

    def _build_link(self, path: str, name: str, icon_name: str) -> None:
        link = ui.button(name, icon=shape(icon_name)).classes("menu-item")
        link.props("flat no-caps align=left")
        link.props["href"] = path
        if is_below(self._path, path):
            link.props("aria-current=page")
        if path == LIVE_CONVERSATIONS:
            with link:
                ui.badge().classes("unread-badge").props(
                    ':label="live.badge" :hidden="!live.unread" aria-hidden=true'
                )

    def _build_device(self) -> None:
        """What is chosen for this browser alone."""
        device = ui.button(icon=shape("notifications")).classes("menu-item menu-device")
        device.props(
            'flat no-caps align=left :label="live.deviceLabel" :hidden="!live.device"'
            " aria-label='Notifications on this device' :aria-pressed=\"live.device === 'on'\""
            ' :aria-describedby="live.deviceTrouble ? `device-trouble` : null"'
        ).on("click", js_handler="() => live.toggleDevice()")
        ui.element("p").classes("menu-note").props(
            "id=device-trouble role=status"
            ' :textContent="live.deviceTrouble" :hidden="!live.deviceTrouble"'
        )
        ui.button().classes("menu-item").props(
            'flat no-caps align=left :icon="live.themeIcon" :label="`Theme: ${live.theme}`"'
        ).on("click", js_handler="() => live.nextTheme()")
        ui.button("Keyboard shortcuts", icon=shape("keyboard")).classes(
            "menu-item menu-shortcuts"
        ).props("flat no-caps align=left").on("click", js_handler="() => live.listShortcuts()")

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
            ui.button("Logout", icon=shape("logout")).classes("menu-item").props(
                "type=submit flat no-caps align=left"
            )


def burger() -> None:
    """The button that opens the menu, wherever a page has its head."""
    ui.button(icon=shape("menu")).classes("icon-button").props(
        'flat round aria-label=Menu aria-haspopup=menu :aria-expanded="live.isMenuOpen"'
    ).on("click", js_handler="() => live.openMenu()")


def links(member: Member) -> tuple[Link, ...]:
    """Return where this member may go."""
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
