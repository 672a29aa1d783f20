"""The messages of one conversation, oldest first."""

from collections.abc import Awaitable, Callable
from typing import Self

from ui.elements.live_element import LiveElement
from ui.elements.message_log.protocol import (
    AppendMessages,
    Clear,
    FetchAttachment,
    LoadNewer,
    LoadNewest,
    LoadOlder,
    MarkRead,
    PrependMessages,
    RejectResend,
    RequestHistory,
    Resend,
    SetOptedOut,
    ShowConversation,
    ShowHistory,
    UpsertMessage,
)
from ui.elements.wire import Row

ById = Callable[[int], Awaitable[object]]


class MessageLog(LiveElement, component="message_log.js"):
    """Messages are those of `ui.formats.message_row`.

    Reports by message id: older or newer ones are wanted, everything up to this one was read,
    resend, and its story is wanted; by conversation id that the reader wants to see its end; and
    by attachment id that it is to be fetched once more.
    """

    def __init__(
        self,
        *,
        on_older: ById,
        on_newer: ById,
        on_newest: ById,
        on_read: ById,
        on_resend: ById,
        on_story: ById,
        on_fetch: ById,
    ) -> None:
        super().__init__()
        self.on_event(LoadOlder, on_older)
        self.on_event(LoadNewer, on_newer)
        self.on_event(LoadNewest, on_newest)
        self.on_event(MarkRead, on_read)
        self.on_event(Resend, on_resend)
        self.on_event(RequestHistory, on_story)
        self.on_event(FetchAttachment, on_fetch)

    def show(
        self,
        conversation_id: int,
        messages: list[Row],
        *,
        more: bool,
        later: bool = False,
        unread_after: int,
        started_at: str,
        language: str | None = None,
        at: int | None = None,
    ) -> None:
        """Draw the end of a conversation, from the first unread message on if there is one.

        With `at`, some of its middle, and point that message out. `more` and `later`: there are
        others above and below. `language` is that of the legal notices. The same conversation
        once more keeps the reader's place.
        """
        self.call(
            ShowConversation(
                conversation_id=conversation_id,
                messages=messages,
                more=more,
                later=later,
                unread_after=unread_after,
                started_at=started_at,
                language=language,
                at=at,
            )
        )

    def prepend(self, messages: list[Row], *, more: bool) -> None:
        """Add older messages above, without moving what is being read."""
        self.call(PrependMessages(messages, more))

    def append(self, messages: list[Row], *, later: bool) -> None:
        """Add newer messages below, without moving what is being read."""
        self.call(AppendMessages(messages, later))

    def upsert(self, message: Row) -> None:
        """Draw a message, in place of any earlier drawing of it.

        Safe to call twice and in any order; one of another conversation is left out.
        """
        self.call(UpsertMessage(message))

    def opted_out(self, conversation_id: int, is_opted_out: bool) -> None:
        """Whether the customer may not be texted: then what they did not get is not resent."""
        self.call_if_changed(SetOptedOut(conversation_id, is_opted_out))

    def resend_refused(self, message_id: int) -> None:
        """The button may be pressed again."""
        self.call(RejectResend(message_id))

    def tell_story(self, story: Row) -> None:
        """Show what `ui.stories.message_story` made, if it is still asked for."""
        self.call(ShowHistory(story))

    def clear(self, refusal: str | None = None) -> Self:
        """Show nothing, or the sentence that says why there is nothing."""
        self.call(Clear(refusal))
        return self
