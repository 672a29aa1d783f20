"""The quiet lines above the box: who else is here, and what the customer may be asking for."""

from collections.abc import Awaitable, Callable, Sequence

from ui.elements.live_element import LiveElement
from ui.elements.wire import Row, is_id

ById = Callable[[int], Awaitable[object]]


class QuietLines(LiveElement, component="quiet_lines.js"):
    """Reports where the viewer looks: at a conversation, away, and that keys are pressed in it."""

    def __init__(
        self,
        *,
        on_attend: ById,
        on_away: Callable[[], Awaitable[object]],
        on_typing: ById,
        on_opt_out: ById,
    ) -> None:
        super().__init__()
        self.on_client_event("attend", on_attend, is_id)
        self.on_client_event("away", on_away)
        self.on_client_event("typing", on_typing, is_id)
        self.on_client_event("optOut", on_opt_out, is_id)

    def beside(self, conversation_id: int, onlookers: Sequence[Row]) -> None:
        """The colleagues who look at this conversation too, as `ui.formats.onlooker` made them."""
        self.call_client_if_changed("beside", conversation_id, onlookers)

    def suggest(self, conversation_id: int, message_id: int | None) -> None:
        """Ask whether this message wants no more texts; `None` takes the question back."""
        self.call_client_if_changed("suggest", conversation_id, message_id)
