"""The facts of a conversation, its timeline, and what can be done with it."""

from collections.abc import Awaitable, Callable, Sequence

from domain.model.timeline import COMMENT_LIMIT
from ui.elements.live_element import LiveElement
from ui.elements.wire import Row, is_count, is_id, is_key, is_text

ById = Callable[[int], Awaitable[object]]


class DetailsPanel(LiveElement, component="details.js"):
    """Drawn from what `ui.formats.details` made. Reports by conversation id."""

    def __init__(
        self,
        *,
        user_id: int,
        on_rename: Callable[[int, str], Awaitable[object]],
        on_close: Callable[[int, int], Awaitable[object]],
        on_reopen: ById,
        on_unread: ById,
        on_no_reply: ById,
        on_opt_out: ById,
        on_allow: ById,
        on_comment: Callable[[int, str, str], Awaitable[object]],
    ) -> None:
        super().__init__()
        self.props.update(userId=user_id, limit=COMMENT_LIMIT)
        self.on_client_event("rename", on_rename, is_id, is_text)
        self.on_client_event("close", on_close, is_id, is_count)
        self.on_client_event("reopen", on_reopen, is_id)
        self.on_client_event("unread", on_unread, is_id)
        self.on_client_event("noReply", on_no_reply, is_id)
        self.on_client_event("optOut", on_opt_out, is_id)
        self.on_client_event("allow", on_allow, is_id)
        self.on_client_event("comment", on_comment, is_id, is_key, is_text)

    def show(self, details: Row | None) -> None:
        """Draw all of it, which costs no more than to find out what changed."""
        self.call_client_if_changed("show", details)

    def beside(self, others: Sequence[Row]) -> None:
        """Other open conversations with this customer, as `ui.formats.other` made them."""
        self.call_client_if_changed("beside", others)

    def ask_to_close(self, conversation_id: int, sentence: str, *, despite: int) -> None:
        """Close only when the viewer agrees to leave the message `despite` unanswered."""
        self.call_client("askToClose", conversation_id, sentence, despite)

    def rename_refused(self, conversation_id: int, title: str, sentence: str) -> None:
        """Give the title back to be mended, and say why."""
        self.call_client("renameRefused", conversation_id, title, sentence)

    def comment_accepted(self, key: str) -> None:
        self.call_client("accepted", key)

    def comment_refused(self, key: str, sentence: str) -> None:
        """Give the words back and say why."""
        self.call_client("refused", key, sentence)
