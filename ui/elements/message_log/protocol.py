"""What Python and the message log say to each other."""

from dataclasses import dataclass

from ui.elements.wire import Id, Row


@dataclass(frozen=True, slots=True)
class ShowConversation:
    """Render the end of a conversation, from the first unread message on if there is one.

    With `at`, some of its middle, and that message is highlighted. `more` and `later`: there are
    others above and below. `language` is that of the legal notices.
    """

    conversation_id: int
    messages: list[Row]
    more: bool
    later: bool
    unread_after: int
    started_at: str
    language: str | None
    at: int | None


@dataclass(frozen=True, slots=True)
class PrependMessages:
    messages: list[Row]
    more: bool


@dataclass(frozen=True, slots=True)
class AppendMessages:
    messages: list[Row]
    later: bool


@dataclass(frozen=True, slots=True)
class UpsertMessage:
    """Safe to apply twice and in any order; one of another conversation is left out."""

    message: Row


@dataclass(frozen=True, slots=True)
class SetOptedOut:
    """Whether the customer may not be texted: then what they did not get is not resent."""

    conversation_id: int
    is_opted_out: bool


@dataclass(frozen=True, slots=True)
class RejectResend:
    """The Resend button may be pressed again."""

    message_id: int


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """Show the delivery history of a message, if it is still asked for."""

    history: Row


@dataclass(frozen=True, slots=True)
class Clear:
    """Show nothing, or the sentence that says why there is nothing."""

    refusal: str | None


@dataclass(frozen=True, slots=True)
class LoadOlder:
    message_id: Id


@dataclass(frozen=True, slots=True)
class LoadNewer:
    message_id: Id


@dataclass(frozen=True, slots=True)
class LoadNewest:
    conversation_id: Id


@dataclass(frozen=True, slots=True)
class MarkRead:
    """The reader has seen everything up to this message."""

    message_id: Id


@dataclass(frozen=True, slots=True)
class Resend:
    message_id: Id


@dataclass(frozen=True, slots=True)
class RequestHistory:
    message_id: Id


@dataclass(frozen=True, slots=True)
class FetchAttachment:
    """Download it once more from the carrier."""

    attachment_id: Id


CALLS = (
    ShowConversation,
    PrependMessages,
    AppendMessages,
    UpsertMessage,
    SetOptedOut,
    RejectResend,
    ShowHistory,
    Clear,
)
EVENTS = (
    LoadOlder,
    LoadNewer,
    LoadNewest,
    MarkRead,
    Resend,
    RequestHistory,
    FetchAttachment,
)
