"""/live-conversations/{id}/move: moves a conversation to another location."""

from collections.abc import Sequence

from nicegui import ui

from domain.model.actor import Member
from domain.model.companies import PointOfContact
from domain.model.conversations import Conversation
from domain.model.errors import Required, UnknownConversation
from ui.formatting import inbox_rows
from ui.frame.forms import Form, card, hint, select_field
from ui.frame.frame import Frame
from ui.frame.pages import Pages
from ui.frame.text import text
from ui.http.ids import id_in
from ui.security.paths import LIVE_CONVERSATIONS


def register(pages: Pages) -> None:
    @pages.page(
        f"{LIVE_CONVERSATIONS}/{{conversation}}/move",
        title="Move conversation",
        may_see=Member.require_conversations,
    )
    async def move(frame: Frame, conversation: str) -> None:
        conversation_id = id_in(conversation)
        if conversation_id is None:
            raise UnknownConversation
        await MovePage(frame, conversation_id).build()


class MovePage:
    def __init__(self, frame: Frame, conversation_id: int) -> None:
        self._frame = frame
        self._id = conversation_id
        self._path = f"{LIVE_CONVERSATIONS}/{conversation_id}"

    async def build(self) -> None:
        member, services = self._frame.member, self._frame.services
        listed = (await services.conversations.open(self._id, by=member)).listed
        seen = await services.conversation_list.locations(by=member)
        with ui.element("p").classes("back"):
            text("a", "Live Conversations").props["href"] = self._path
        text("h1", "Move conversation")
        with card("Location"):
            with ui.element("p"):
                text("bdi", inbox_rows.title(listed))
                text("span", f" is at {listed.point_of_contact}.")
            self._build_form(listed.point_of_contact, others(seen, listed.conversation))

    def _build_form(self, here: str, places: Sequence[PointOfContact]) -> None:
        if not places:
            hint("There is no other location that you see.")
            return
        self._place = select_field("Move to", {place.id: place.name for place in places}, None)
        hint(
            "The customer goes on texting with the same number. Who works there sees all of it, "
            f"and who works only at {here} no longer does."
        )
        Form(self._frame, self._move, button="Move", saved="", errors={Required: self._place})

    async def _move(self) -> None:
        if self._place.value is None:
            raise Required("The location")
        await self._frame.services.conversations.move(
            self._id, self._place.value, by=self._frame.member
        )
        ui.navigate.to(self._path)


def others(places: Sequence[PointOfContact], conversation: Conversation) -> list[PointOfContact]:
    """Return where it could be moved to."""
    here = conversation.point_of_contact_id
    return [place for place in places if place.id != here and not place.is_closed]
