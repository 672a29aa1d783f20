"""The forms of a new location, and of one that is there."""

from collections.abc import Awaitable

from nicegui import ui

from domain.model.access_errors import NumberNotAssigned
from domain.model.companies import PointOfContact
from domain.model.errors import (
    AlreadyTaken,
    DomainError,
    NotAPhoneNumber,
    NumberInUse,
    UnknownPointOfContact,
)
from domain.model.names import required
from ui.formatting.phone_numbers import number_in
from ui.frame.buttons import button
from ui.frame.forms import Form, card, checkbox_field, checked_by, hint, text_field
from ui.frame.frame import Frame
from ui.frame.loaded import Loaded
from ui.frame.questions import confirm
from ui.frame.text import text
from ui.pages.settings.notice_fields import NoticeFields
from ui.pages.settings.tabs import follow_settings
from ui.security.paths import SETTINGS

NUMBER_HINT = "The number customers text, as your carrier gave it to you. Several may share one."


class LocationForm:
    """A name and a number, checked while one types."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._company = frame.services.company

    async def _load_country(self) -> None:
        self._country = (await self._company.get(by=self._frame.member)).country

    def _build_fields(self) -> None:
        self._name = text_field(
            "Name",
            check=checked_by(lambda written: required("The name of the location", written)),
            required=True,
        )
        self._number = text_field(
            "App number",
            kind="tel",
            hint=NUMBER_HINT,
            check=checked_by(
                lambda number: self._company.parse_number(number, country=self._country)
            ),
            required=True,
        )

    @property
    def _errors(self) -> dict[type[DomainError], ui.input]:
        return {
            AlreadyTaken: self._name,
            NotAPhoneNumber: self._number,
            NumberInUse: self._number,
            NumberNotAssigned: self._number,
        }


class NewLocation(LocationForm):
    async def build(self) -> None:
        await self._load_country()
        with card("New location"):
            self._build_fields()
            fields = self._name, self._number
            Form(
                self._frame,
                self._save,
                button="Add",
                saved="",
                fields=fields,
                errors=self._errors,
            )

    async def _save(self) -> None:
        name = self._name.value
        await self._company.open_point_of_contact(name, self._number.value, by=self._frame.member)
        for field in (self._name, self._number):
            field.set_value("")
        self._frame.notify(f"Saved. {name} is open.", action="Show all", on_action=show_all)


async def show_all() -> None:
    ui.navigate.to(f"{SETTINGS}/points-of-contact")


class ChangedLocation(LocationForm):
    def __init__(self, frame: Frame, place_id: int) -> None:
        super().__init__(frame)
        self._place_id = place_id
        self._loaded = Loaded()

    async def build(self) -> None:
        """Raise `UnknownPointOfContact`."""
        await self._load()
        self._heading = text("h1", self._place.name).props("dir=auto")
        with card("Location"):
            self._build_fields()
            self._is_default = checkbox_field(
                "New customers on this shared number go to this location"
            )
            text("h3", "Own legal notice")
            self._notice = NoticeFields(when_empty="Leave empty to use the company’s.")
            fields = self._name, self._number, self._notice.text, self._notice.language
            Form(self._frame, self._save, fields=fields, errors=self._errors)
        self._build_closing()
        self._show()
        follow_settings(self._frame, self._refresh)

    def _build_closing(self) -> None:
        with card("Closing") as self._closing:
            hint(
                "No new conversation starts at a closed location. The ones it has stay and go "
                "on, and each can be moved. The number stays your company’s."
            )
            button("Close location…", look="danger", on_click=self._close)
        with card("Closed") as self._closed:
            hint("No conversation starts here. The ones it has stay, and can be moved.")
            button("Reopen location", look="secondary", on_click=self._reopen)

    async def _load(self) -> None:
        await self._load_country()
        places = await self._company.points_of_contact(by=self._frame.member)
        found = next((place for place in places if place.id == self._place_id), None)
        if found is None:
            raise UnknownPointOfContact
        self._place: PointOfContact = found
        self._is_shared = sum(place.app_number == found.app_number for place in places) > 1

    async def _refresh(self) -> None:
        await self._load()
        self._show()

    def _show(self) -> None:
        place = self._place
        self._heading.set_text(place.name)
        self._loaded.show(self._name, place.name)
        self._loaded.show(self._number, number_in(place.app_number, country=self._country))
        self._loaded.show(self._is_default, place.is_default)
        self._notice.show(self._loaded, place.legal_notice, place.notice_language)
        self._is_default.set_visibility(self._is_shared and not place.is_closed)
        self._closing.set_visibility(not place.is_closed)
        self._closed.set_visibility(place.is_closed)

    async def _save(self) -> None:
        await self._company.change_point_of_contact(
            self._place_id,
            name=self._name.value,
            number=self._number.value,
            is_default=self._is_default.value,
            notice=self._notice.text.value,
            language=self._notice.language.value,
            by=self._frame.member,
        )
        self._loaded.keep()

    async def _close(self) -> None:
        if await confirm(f"Close {self._place.name}?", yes="Close", danger=True):
            closing = self._company.close_point_of_contact(self._place_id, by=self._frame.member)
            await self._switch(closing, f"{self._place.name} is closed.")

    async def _reopen(self) -> None:
        reopening = self._company.reopen_point_of_contact(self._place_id, by=self._frame.member)
        await self._switch(reopening, f"{self._place.name} is open again.")

    async def _switch(self, work: Awaitable[object], done: str) -> None:
        if await self._frame.attempt(work):
            self._frame.notify(done)
            await self._refresh()
