"""The box in which a user writes to the customer."""

from collections.abc import Awaitable, Callable

from domain.model.pictures import MAX_ATTACHMENTS
from domain.model.sms import LIMIT
from ui.elements.live_element import LiveElement, Row, is_id, is_key, is_text

OnSend = Callable[[int, str, str, int | None, list[int], int | None], Awaitable[object]]
"""Called with the conversation, the key of this press of Send, the text, the newest message that
was drawn when the text was begun, if any was known, the attachments, and the newest message that
was drawn when it was last written on."""

OnDraft = Callable[[int, str, int], Awaitable[object]]
"""Called with the conversation, what stands in its box, and when it was written, in ms."""

OnComment = Callable[[int, str, str], Awaitable[object]]
"""Called with the conversation, the key of this press, and what is noted about it."""

LAST_MOMENT = 253_402_300_799_000
"""The end of the year 9999, in ms."""


class Composer(LiveElement, component="composer.js"):
    """Owns what is written until it is accepted or refused, over reloads and lost lines.

    `on_send` is called with one key as often as it takes; the server makes one message of it.
    `on_templates` asks for the templates, each time somebody wants to choose one. The comments of
    the details are handed over here too, and are answered with `accepted` or `refused`. It reports
    where the viewer looks: at a conversation, away, and that keys are pressed in it.
    """

    def __init__(
        self,
        *,
        user_id: int,
        on_send: OnSend,
        on_draft: OnDraft,
        on_templates: Callable[[], Awaitable[object]],
        on_comment: OnComment,
        on_attend: Callable[[int], Awaitable[object]],
        on_away: Callable[[], Awaitable[object]],
        on_typing: Callable[[int], Awaitable[object]],
    ) -> None:
        super().__init__()
        self.props.update(userId=user_id, limit=LIMIT)
        self.on_client_event(
            "send", on_send, is_id, is_key, is_text, is_seen, are_attachments, is_seen
        )
        self.on_client_event("draft", on_draft, is_id, is_text, is_moment)
        self.on_client_event("templates", on_templates)
        self.on_client_event("comment", on_comment, is_id, is_key, is_text)
        self.on_client_event("attend", on_attend, is_id)
        self.on_client_event("away", on_away)
        self.on_client_event("typing", on_typing, is_id)

    def show(
        self,
        conversation_id: int | None,
        *,
        notice: str | None = None,
        blocked: str | None = None,
        placeholders: Row | None = None,
    ) -> None:
        """Write in this conversation; `notice` goes out with the next message and is counted.

        `blocked` is the sentence shown in place of the box. `placeholders` are filled into
        templates. Without a conversation: hide.
        """
        self.call_client_if_changed("show", conversation_id, notice, blocked, placeholders)

    def templates(self, templates: list[Row]) -> None:
        self.call_client("showTemplates", templates)

    def drafts(self, drafts: list[Row]) -> None:
        """All that stands on the server. What else is kept here and was safe there is gone."""
        self.call_client("receiveDrafts", drafts)

    def draft(self, draft: Row) -> None:
        """What stands on the server now. Safe in any order: the later writing wins."""
        self.call_client("receiveDraft", draft)

    def attachments(self, conversation_id: int, attachments: list[Row]) -> None:
        """What is kept below the box of this conversation, whichever is open by now."""
        self.call_client("showAttachments", conversation_id, attachments)

    def accepted(self, key: str) -> None:
        self.call_client("accepted", key)

    def refused(self, key: str, sentence: str) -> None:
        """Give words and pictures back, and say why."""
        self.call_client("refused", key, sentence)

    def answered(self, key: str, sentence: str, answer: Row) -> None:
        """Not sent: ask whether to send it all the same, now that this answer is there."""
        self.call_client("answered", key, sentence, answer)


def is_seen(value: object) -> bool:
    return value is None or is_id(value) or (type(value) is int and value == 0)


def are_attachments(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MAX_ATTACHMENTS and all(map(is_id, value))


def is_moment(value: object) -> bool:
    return type(value) is int and 0 < value <= LAST_MOMENT
