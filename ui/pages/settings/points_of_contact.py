"""/settings/points-of-contact: the locations, a page for each, and one for a new one."""

from collections import Counter
from dataclasses import dataclass

from nicegui import ui
from starlette.requests import Request

from domain.model.companies import PointOfContact
from domain.model.errors import UnknownPointOfContact
from ui.formatting.phone_numbers import number_in
from ui.frame.buttons import button
from ui.frame.frame import Frame
from ui.frame.lists import SearchedList
from ui.frame.text import text
from ui.http.ids import id_in
from ui.pages.settings.location_forms import ChangedLocation, NewLocation
from ui.pages.settings.tabs import SettingsPages, follow_settings
from ui.security.paths import SETTINGS

PATH = "/points-of-contact"


@dataclass(frozen=True, slots=True)
class Row:
    """A location as the list shows it."""

    place: PointOfContact
    number: str
    about: str


def register(settings: SettingsPages) -> None:
    @settings.page(PATH, tab="Points of contact")
    async def points_of_contact(frame: Frame, request: Request) -> None:
        await Locations(frame).build(request)

    @settings.page(f"{PATH}/new", title="New location")
    async def new_location(frame: Frame) -> None:
        back()
        text("h1", "New location")
        await NewLocation(frame).build()

    @settings.page(f"{PATH}/{{place_id}}", title="Location")
    async def location(frame: Frame, place_id: str) -> None:
        back()
        await ChangedLocation(frame, id_or_unknown(place_id)).build()


def id_or_unknown(written: str) -> int:
    place_id = id_in(written)
    if place_id is None:
        raise UnknownPointOfContact
    return place_id


def back() -> None:
    with ui.element("p").classes("back"):
        text("a", "All locations").props["href"] = f"{SETTINGS}{PATH}"


class Locations:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._company = frame.services.company

    async def build(self, request: Request) -> None:
        button("New location", icon="add", leads_to=f"{SETTINGS}{PATH}/new")
        rows = SearchedList(
            self._frame,
            request,
            find=self._find,
            draw=self._draw,
            label="Search locations",
            placeholder="Name or number",
            nothing="No location matches.",
            empty="There is no location yet. Add one, and customers can text its number.",
        )
        await rows.build()
        follow_settings(self._frame, rows.show)

    async def _find(self, search: str) -> list[Row]:
        places = await self._company.points_of_contact(by=self._frame.member)
        country = (await self._company.get(by=self._frame.member)).country
        sharing = Counter(place.app_number for place in places)
        rows = [
            Row(
                place,
                number_in(place.app_number, country=country),
                about(place, is_shared=sharing[place.app_number] > 1),
            )
            for place in places
        ]
        return [row for row in rows if is_match(row, search)]

    def _draw(self, row: Row) -> ui.element:
        with (
            ui.element("li").props("data-testid=point-of-contact") as item,
            ui.element("a").classes("settings-row") as link,
        ):
            link.props["href"] = f"{SETTINGS}{PATH}/{row.place.id}"
            text("strong", row.place.name).props("dir=auto")
            text("span", row.number)
            if row.about:
                text("small", row.about)
        return item


def about(place: PointOfContact, *, is_shared: bool) -> str:
    if place.is_closed:
        return "Closed"
    if is_shared and place.is_default:
        return "Shared number; new customers start here"
    return "Shared number" if is_shared else ""


def is_match(row: Row, search: str) -> bool:
    """By name, or by digits of the number."""
    digits = "".join(filter(str.isdecimal, search))
    return search.casefold() in row.place.name.casefold() or bool(
        digits and digits in row.place.app_number
    )
