"""What Python and the composer say to each other."""

from dataclasses import dataclass

from ui.elements.wire import AttachmentIds, Count, Id, Key, MomentMs, Row, Seen, Text


@dataclass(frozen=True, slots=True)
class ShowBox:
    """Write in this conversation, or hide. `blocked` is the sentence in place of the box.

    `notice` goes out with the next message; `placeholders` are filled into templates.
    """

    conversation_id: int | None
    notice: str | None
    blocked: str | None
    placeholders: Row | None


@dataclass(frozen=True, slots=True)
class ShowTemplates:
    templates: list[Row]


@dataclass(frozen=True, slots=True)
class ReceiveDrafts:
    """All drafts on the server. What was safe there and is missing now is gone."""

    drafts: list[Row]


@dataclass(frozen=True, slots=True)
class ReceiveDraft:
    """Safe in any order: the later writing wins."""

    draft: Row


@dataclass(frozen=True, slots=True)
class ShowAttachments:
    """What stands below the box of this conversation, whichever is open by now."""

    conversation_id: int
    attachments: list[Row]


@dataclass(frozen=True, slots=True)
class Accept:
    key: str


@dataclass(frozen=True, slots=True)
class Reject:
    """Give words and pictures back, and say why."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportConflict:
    """Not sent: ask whether to send it all the same, now that this answer is there."""

    key: str
    reason: str
    answer: Row


@dataclass(frozen=True, slots=True)
class ShowNumberCheck:
    """What became of the number of a start; one that was written since then is left alone."""

    number: str
    point_of_contact_id: int
    known: Row


@dataclass(frozen=True, slots=True)
class ConfirmStart:
    key: str
    conversation_id: int


@dataclass(frozen=True, slots=True)
class AskToContinue:
    """Give words and pictures back, for a question about this conversation: `live.start`."""

    key: str
    existing: Row


@dataclass(frozen=True, slots=True)
class SendMessage:
    """`key` names this press of Send, however often it is repeated.

    `seen` is what was rendered when the text was begun, `known` when it was last written on.
    """

    conversation_id: Id
    key: Key
    text: Text
    seen: Seen
    attachments: AttachmentIds
    known: Seen


@dataclass(frozen=True, slots=True)
class SaveDraft:
    conversation_id: Id
    text: Text
    written_ms: MomentMs


@dataclass(frozen=True, slots=True)
class RequestTemplates:
    """Somebody wants to choose a template."""


@dataclass(frozen=True, slots=True)
class CheckNumber:
    """The number of a start as it is written so far; the point of contact may be 0."""

    number: Text
    point_of_contact_id: Count


@dataclass(frozen=True, slots=True)
class StartConversation:
    """`key` names this press of Send; `beside` is the conversation it is not to continue, or 0."""

    key: Key
    point_of_contact_id: Id
    number: Text
    title: Text
    text: Text
    beside: Count
    attachments: AttachmentIds


@dataclass(frozen=True, slots=True)
class SendComment:
    """From the details; `key` names this press, however often it is repeated."""

    conversation_id: Id
    key: Key
    text: Text


@dataclass(frozen=True, slots=True)
class Attend:
    """The viewer looks at this conversation."""

    conversation_id: Id


@dataclass(frozen=True, slots=True)
class LookAway:
    """The viewer looks at no conversation."""


@dataclass(frozen=True, slots=True)
class Type:
    """Keys are pressed in the box of this conversation."""

    conversation_id: Id


CALLS = (
    ShowBox,
    ShowTemplates,
    ReceiveDrafts,
    ReceiveDraft,
    ShowAttachments,
    Accept,
    Reject,
    ReportConflict,
    ShowNumberCheck,
    ConfirmStart,
    AskToContinue,
)
EVENTS = (
    SendMessage,
    SaveDraft,
    RequestTemplates,
    CheckNumber,
    StartConversation,
    SendComment,
    Attend,
    LookAway,
    Type,
)
