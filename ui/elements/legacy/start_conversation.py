"""The form that starts a conversation, in place of all panels, and the button that leads there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from domain.model.companies import PointOfContact
from domain.model.conversations import TITLE_LIMIT
from domain.model.sms import LIMIT
from ui.elements.live_element import LiveElement
from ui.elements.wire import Row, are_attachments, is_count, is_id, is_key, is_text

OnCheck = Callable[[str, int], Awaitable[object]]
"""Called with the number as it is written so far, and the place, or 0."""
OnStart = Callable[[str, int, str, str, str, int, list[int]], Awaitable[object]]
"""Called with the key of this press of Send, place, number, title and text, and with the
conversation it is to be started beside, or 0, and the attachments."""


START = (is_key, is_id, is_text, is_text, is_text, is_count, are_attachments)


class StartConversation(LiveElement, component="start_conversation.js"):
    """Keeps what is written in the browser until the conversation is started.

    `notices` are, per place, what its first messages carry. Without places the `advice` stands
    there, and the `way_out` below it: the path and the name of a page.
    `on_start` is called with one key as often as it takes; the server starts one conversation.
    `on_continue` is called with the conversation that is continued instead.
    """

    def __init__(
        self,
        *,
        user_id: int,
        places: Sequence[PointOfContact],
        notices: Mapping[int, str],
        agent: str,
        advice: str,
        way_out: Mapping[str, str] | None,
        on_check: OnCheck,
        on_start: OnStart,
        on_continue: Callable[[int], Awaitable[object]],
        on_templates: Callable[[], Awaitable[object]],
    ) -> None:
        super().__init__()
        self.props.update(userId=user_id, agent=agent, limit=LIMIT, longestTitle=TITLE_LIMIT)
        self.props.update(advice=advice, wayOut=way_out)
        self.props["places"] = tuple(
            {"id": place.id, "name": place.name, "notice": notices.get(place.id)}
            for place in places
        )
        self.on_client_event("check", on_check, is_text, is_count)
        self.on_client_event("templates", on_templates)
        self.on_client_event("continue", on_continue, is_id)
        self.on_client_event("start", on_start, *START)

    def know(self, written: str, place: int, known: Row) -> None:
        """Say what `ui.formats.known` made of a number; one written since then is left alone."""
        self.call_client("know", written, place, known)

    def templates(self, templates: list[Row]) -> None:
        self.call_client("showTemplates", templates)

    def attachments(self, attachments: list[Row]) -> None:
        """What is kept below the box."""
        self.call_client("showAttachments", attachments)

    def started(self, key: str, conversation_id: int) -> None:
        self.call_client("started", key, conversation_id)

    def refused(self, key: str, sentence: str) -> None:
        """Give words and pictures back, and say why."""
        self.call_client("refused", key, sentence)

    def ask(self, key: str, existing: Row) -> None:
        """Give words and pictures back, and ask whether to continue this conversation instead."""
        self.call_client("ask", key, existing)


class StartButton(LiveElement, component="start_button.js"):
    """Floats over the list on a phone, and stands above the filters elsewhere."""
