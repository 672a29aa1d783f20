"""/settings/unrouted: messages to a number of no location, and moving them to be answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from nicegui import ui
from starlette.requests import Request

from domain.model.carrier import UnroutedMessage
from domain.model.errors import Required
from domain.model.invisible import is_blank
from domain.model.messages import EMPTY
from ui.formatting.moments import moment_text
from ui.formatting.phone_numbers import number
from ui.frame.buttons import button
from ui.frame.forms import Form, hint, select_field
from ui.frame.frame import Frame
from ui.frame.lists import SearchedList
from ui.frame.text import text
from ui.pages.settings.tabs import SettingsPages, follow_settings


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the list shows it."""

    id: int
    sender: str
    recipient: str
    text: str
    at: str


def register(settings: SettingsPages) -> None:
    @settings.page("/unrouted", tab="Unrouted")
    async def unrouted(frame: Frame, request: Request) -> None:
        await Unrouted(frame).build(request)


class Unrouted:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._company = frame.services.company

    async def build(self, request: Request) -> None:
        hint(
            "Messages to a number that belonged to no location when they came. They are kept "
            "for 90 days. Move one to a location to answer it; the answer is sent from the "
            "number there."
        )
        self._zone = await self._frame.zone()
        rows = SearchedList(
            self._frame,
            request,
            find=self._find,
            draw=self._draw,
            label="Search messages",
            placeholder="Number or text",
            nothing="No message matches.",
            empty="Nothing here. Every message has found its location.",
        )
        await rows.build()
        follow_settings(self._frame, rows.show)

    async def _find(self, search: str) -> list[Row]:
        messages = await self._company.unrouted(by=self._frame.member)
        rows = [self._row(message) for message in messages]
        words = search.casefold()
        return [
            row for row in rows if words in f"{row.sender} {row.recipient} {row.text}".casefold()
        ]

    def _row(self, message: UnroutedMessage) -> Row:
        now = self._frame.services.dashboard.now()
        return Row(
            message.id,
            number(message.sender, beside=message.recipient),
            number(message.recipient, beside=message.recipient),
            EMPTY if is_blank(message.text) else message.text,
            moment_text(message.at, now=now, zone=self._zone),
        )

    def _draw(self, row: Row) -> ui.element:
        async def ask() -> None:
            await self._ask(row)

        with ui.element("li").props("data-testid=unrouted") as item:
            with ui.element("div").classes("settings-row"):
                text("strong", row.sender)
                text("span", f"to {row.recipient} · {row.at}")
                text("span", row.text).classes("preview").props("dir=auto")
            move = button("Move…", look="secondary", on_click=ask)
            move.props["aria-label"] = f"Move the message from {row.sender}"
        return item

    async def _ask(self, row: Row) -> None:
        places = await self._company.points_of_contact(by=self._frame.member)
        offered = {place.id: place.name for place in places if not place.is_closed}
        if offered:
            MoveDialog(self._frame, row, offered)
        else:
            self._frame.notify("There is no open location. Add one under Points of contact.")


class MoveDialog:
    """Asks where a message belongs, and moves it there."""

    def __init__(self, frame: Frame, row: Row, places: Mapping[int, str]) -> None:
        self._frame = frame
        self._row = row
        with ui.dialog() as self._dialog, ui.element("div").classes("question"):
            self._dialog.props["aria-label"] = "Move message"
            text("p", f"Move the message from {row.sender} to").classes("question-text")
            self._place = select_field("Point of contact", places, None)
            Form(frame, self._move, button="Move", saved="Moved.", errors={Required: self._place})
            button("Cancel", look="plain", on_click=self._dialog.close)
        self._dialog.on("hide", self._dialog.delete)
        self._dialog.open()

    async def _move(self) -> None:
        if self._place.value is None:
            raise Required("The location")
        await self._frame.services.inbound.route(
            self._row.id, self._place.value, by=self._frame.member
        )
        self._dialog.close()
