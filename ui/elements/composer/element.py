"""The box in which a user writes to the customer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from domain.model.companies import PointOfContact
from domain.model.conversations import TITLE_LIMIT
from domain.model.sms import LIMIT
from ui.elements.composer.protocol import (
    Accept,
    AskToContinue,
    Attend,
    CheckNumber,
    ConfirmStart,
    LookAway,
    ReceiveDraft,
    ReceiveDrafts,
    Reject,
    ReportConflict,
    RequestTemplates,
    SaveDraft,
    SendComment,
    SendMessage,
    ShowAttachments,
    ShowBox,
    ShowNumberCheck,
    ShowTemplates,
    StartConversation,
    Type,
)
from ui.elements.live_element import LiveElement
from ui.elements.wire import Row

OnSend = Callable[[int, str, str, int | None, list[int], int | None], Awaitable[object]]
"""Called with the conversation, the key of this press of Send, the text, the newest message that
was drawn when the text was begun, if any was known, the attachments, and the newest message that
was drawn when it was last written on."""

OnDraft = Callable[[int, str, int], Awaitable[object]]
"""Called with the conversation, what stands in its box, and when it was written, in ms."""

OnCheck = Callable[[str, int], Awaitable[object]]
"""Called with the number as it is written so far, and the place, or 0."""

OnStart = Callable[[str, int, str, str, str, int, list[int]], Awaitable[object]]
"""Called with the key of this press of Send, place, number, title and text, and with the
conversation it is to be started beside, or 0, and the attachments."""

OnComment = Callable[[int, str, str], Awaitable[object]]
"""Called with the conversation, the key of this press, and what is noted about it."""


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
        self.props.update(userId=user_id, kind="message", limit=LIMIT)
        self.on_event(SendMessage, on_send)
        self.on_event(SaveDraft, on_draft)
        self.on_event(RequestTemplates, on_templates)
        self.on_event(SendComment, on_comment)
        self.on_event(Attend, on_attend)
        self.on_event(LookAway, on_away)
        self.on_event(Type, on_typing)

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
        self.call_if_changed(ShowBox(conversation_id, notice, blocked, placeholders))

    def templates(self, templates: list[Row]) -> None:
        self.call(ShowTemplates(templates))

    def drafts(self, drafts: list[Row]) -> None:
        """All that stands on the server. What else is kept here and was safe there is gone."""
        self.call(ReceiveDrafts(drafts))

    def draft(self, draft: Row) -> None:
        """What stands on the server now. Safe in any order: the later writing wins."""
        self.call(ReceiveDraft(draft))

    def attachments(self, conversation_id: int, attachments: list[Row]) -> None:
        """What is kept below the box of this conversation, whichever is open by now."""
        self.call(ShowAttachments(conversation_id, attachments))

    def accepted(self, key: str) -> None:
        self.call(Accept(key))

    def refused(self, key: str, sentence: str) -> None:
        """Give words and pictures back, and say why."""
        self.call(Reject(key, sentence))

    def answered(self, key: str, sentence: str, answer: Row) -> None:
        """Not sent: ask whether to send it all the same, now that this answer is there."""
        self.call(ReportConflict(key, sentence, answer))


class StartComposer(LiveElement, component="composer.js"):
    """The same box for a conversation that is still to be started.

    What else the form needs is written in fields that are bound to `live.start`; the browser keeps
    all of it until the conversation is started. `notices` are, per place, what its first messages
    carry. `on_start` is called with one key as often as it takes; the server starts one
    conversation.
    """

    def __init__(
        self,
        *,
        user_id: int,
        places: Sequence[PointOfContact],
        notices: Mapping[int, str],
        agent: str,
        on_check: OnCheck,
        on_start: OnStart,
        on_templates: Callable[[], Awaitable[object]],
    ) -> None:
        super().__init__()
        choices = [
            {"id": place.id, "name": place.name, "notice": notices.get(place.id)}
            for place in places
        ]
        form = {"places": choices, "agent": agent, "longestTitle": TITLE_LIMIT}
        self.props.update(userId=user_id, kind="start", limit=LIMIT, form=form)
        self.on_event(CheckNumber, on_check)
        self.on_event(StartConversation, on_start)
        self.on_event(RequestTemplates, on_templates)

    def know(self, written: str, place: int, known: Row) -> None:
        """Say what `ui.formats.known` made of a number."""
        self.call(ShowNumberCheck(written, place, known))

    def templates(self, templates: list[Row]) -> None:
        self.call(ShowTemplates(templates))

    def attachments(self, attachments: list[Row]) -> None:
        """What is kept below the box."""
        self.call(ShowAttachments(0, attachments))

    def started(self, key: str, conversation_id: int) -> None:
        self.call(ConfirmStart(key, conversation_id))

    def refused(self, key: str, sentence: str) -> None:
        """Give words and pictures back, and say why."""
        self.call(Reject(key, sentence))

    def ask(self, key: str, existing: Row) -> None:
        """Give words and pictures back, and ask whether to continue this conversation instead."""
        self.call(AskToContinue(key, existing))
