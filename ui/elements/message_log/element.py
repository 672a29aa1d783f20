"""The messages of one conversation, oldest first."""

from collections.abc import Awaitable, Callable
from typing import Self

from ui.elements.live_element import LiveElement, Row, is_id

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
        self.on_client_event("older", on_older, is_id)
        self.on_client_event("newer", on_newer, is_id)
        self.on_client_event("newest", on_newest, is_id)
        self.on_client_event("read", on_read, is_id)
        self.on_client_event("resend", on_resend, is_id)
        self.on_client_event("history", on_story, is_id)
        self.on_client_event("fetch", on_fetch, is_id)

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
        self.call_client(
            "show",
            conversation_id,
            messages,
            {
                "more": more,
                "later": later,
                "unreadAfter": unread_after,
                "startedAt": started_at,
                "language": language,
                "at": at,
            },
        )

    def prepend(self, messages: list[Row], *, more: bool) -> None:
        """Add older messages above, without moving what is being read."""
        self.call_client("prepend", messages, more)

    def append(self, messages: list[Row], *, later: bool) -> None:
        """Add newer messages below, without moving what is being read."""
        self.call_client("append", messages, later)

    def upsert(self, message: Row) -> None:
        """Draw a message, in place of any earlier drawing of it.

        Safe to call twice and in any order; one of another conversation is left out.
        """
        self.call_client("upsert", message)

    def opted_out(self, conversation_id: int, is_opted_out: bool) -> None:
        """Whether the customer may not be texted: then what they did not get is not resent."""
        self.call_client_if_changed("heedOptOut", conversation_id, is_opted_out)

    def resend_refused(self, message_id: int) -> None:
        """The button may be pressed again."""
        self.call_client("resendRefused", message_id)

    def tell_story(self, story: Row) -> None:
        """Show what `ui.stories.message_story` made, if it is still asked for."""
        self.call_client("showHistory", story)

    def clear(self, refusal: str | None = None) -> Self:
        """Show nothing, or the sentence that says why there is nothing."""
        self.call_client("clear", refusal)
        return self
