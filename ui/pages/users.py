"""/users: who works here, what they have access to, and how they are notified."""

from collections.abc import Mapping
from dataclasses import dataclass

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement
from starlette.requests import Request

from domain.model.actor import Member
from domain.model.events import SettingsChanged
from domain.model.users import Channel, User
from domain.services.admin.users import UserWithAssignments
from domain.services.live.updates import LiveUpdate
from ui.formatting.channels import ICONS, NAMES
from ui.frame.buttons import button, icon_button
from ui.frame.frame import Frame
from ui.frame.lists import SearchedList
from ui.frame.menus import RowMenu
from ui.frame.pages import Pages
from ui.frame.text import text
from ui.icons import icon
from ui.pages.user_actions import UserActions
from ui.security.paths import USERS

COLUMNS = ("Name", "Access", "Locations", "Notified by")
NONE = "–"
NAMED_LOCATIONS = 2
"""More of them are counted: a row is one line."""


def register(pages: Pages) -> None:
    @pages.page(USERS, title="Users", may_see=Member.require_user_management)
    async def users(frame: Frame, request: Request) -> None:
        with ui.element("div").classes("page-head"):
            text("h1", "Users")
            button("Invite", icon="person_add", leads_to=f"{USERS}/new")
        await UserList(frame, request, site=pages.config.public_base_url).build()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the list shows of a user."""

    user: User
    locations: tuple[str, ...]
    notified: Mapping[Channel, tuple[str, ...]]
    """The names of the locations, by the channel."""


class UserList:
    """The users by name, drawn anew when a colleague changes something."""

    def __init__(self, frame: Frame, request: Request, *, site: str) -> None:
        self._frame = frame
        self._actions = UserActions(frame, site=site)
        self._list = SearchedList(
            frame,
            request,
            find=self._find,
            draw=self._draw,
            label="Search users",
            placeholder="Name or email",
            nothing="No user has this name or email.",
            frame_rows=frame_rows,
        )

    async def build(self) -> None:
        await self._list.build()
        self._menu = RowMenu(self._frame)
        self._frame.on_update(self._hear, load_afresh=self._list.show)

    async def _hear(self, news: LiveUpdate) -> None:
        if isinstance(news.event, SettingsChanged):
            await self._list.show()

    async def _find(self, search: str) -> list[Row]:
        services, member = self._frame.services, self._frame.member
        places = await services.company.points_of_contact(by=member)
        names = {place.id: place.name for place in places}
        return [row_of(each, names) for each in await services.users.all(by=member, search=search)]

    def _draw(self, row: Row) -> ui.element:
        user = row.user
        with ui.element("tr").props("role=row data-testid=user") as drawn:
            drawn.classes(add="" if user.active else "is-off")
            with cell("Name"):
                text("a", user.name).classes("row-link").props["href"] = f"{USERS}/{user.id}"
                text("small", " · ".join(part for part in (user.email, state_of(user)) if part))
            with cell("Access", access_of(user) or "No access") as access:
                access.classes(add="" if access_of(user) else "nothing")
            with cell("Locations", locations_of(row)) as locations:
                locations.props["title"] = "" if user.is_admin else ", ".join(row.locations)
            with cell("Notified by", "" if row.notified else NONE):
                for channel, places in row.notified.items():
                    draw_channel(channel, places)
            with cell(""):
                self._draw_menu(user)
        return drawn

    def _draw_menu(self, user: User) -> None:
        if not self._actions.may_change(user):
            return
        name = f"Actions for {user.name}"
        opener = icon_button(name, icon="more_vert").props("aria-haspopup=menu")
        opener.on_click(lambda: self._menu.open(opener, name, self._actions.offered(user)))


def frame_rows() -> ui.element:
    """Draw the table with its heading, and return where its rows go."""
    with (
        ui.element("div").classes("table-card"),
        ui.element("table").classes("list-table").props("role=table aria-label=Users"),
    ):
        with ui.element("thead").props("role=rowgroup"), ui.element("tr").props("role=row"):
            for name in (*COLUMNS, ""):
                text("th" if name else "td", name).props("scope=col role=columnheader")
        return ui.element("tbody").props("role=rowgroup")


def cell(column: str, words: str = "") -> TextElement:
    """On phones, where the heading is not shown, each cell says what it is."""
    drawn = text("td", words).props("role=cell")
    drawn.props.set_optional("data-label", column or None)
    return drawn.classes(add="is-empty" if words == NONE else "")


def draw_channel(channel: Channel, places: tuple[str, ...]) -> None:
    drawn = icon(ICONS[channel]).classes("channel").props("role=img aria-hidden=false")
    drawn.props["aria-label"] = drawn.props["title"] = f"{NAMES[channel]} at {', '.join(places)}"


def row_of(colleague: UserWithAssignments, names: Mapping[int, str]) -> Row:
    """`names` are those of the locations that whoever looks may see."""
    assigned = {
        names.get(place, "another location"): channels
        for place, channels in colleague.assignments.items()
    }
    notified = {
        channel: tuple(sorted(name for name, channels in assigned.items() if channel in channels))
        for channel in Channel
    }
    return Row(
        user=colleague.user,
        locations=tuple(sorted(assigned)),
        notified={channel: places for channel, places in notified.items() if places},
    )


def state_of(user: User) -> str:
    if not user.active:
        return "deactivated"
    if not user.is_activated:
        return "invited"
    return "two-step sign-in" if user.has_second_step else ""


def access_of(user: User) -> str:
    rights = (
        (user.may_converse, "Live Conversations"),
        (user.is_admin, "Administrator"),
        (user.manages_users and not user.is_admin, "User Management"),
    )
    return ", ".join(name for has, name in rights if has)


def locations_of(row: Row) -> str:
    if row.user.is_admin:
        return "All"
    if len(row.locations) > NAMED_LOCATIONS:
        return f"{len(row.locations)} locations"
    return ", ".join(row.locations) or NONE
