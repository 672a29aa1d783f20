"""The facts of a conversation, its timeline, and what can be done with it."""

from collections.abc import Awaitable, Callable

from domain.model.timeline import COMMENT_LIMIT
from ui.components.live_element import LiveElement, Row, is_id, is_key, is_text

ById = Callable[[int], Awaitable[object]]


class DetailsPanel(LiveElement, component="details.js"):
    """Drawn from what `ui.formats.details` made. Reports by conversation id."""

    def __init__(
        self,
        *,
        user_id: int,
        on_rename: Callable[[int, str], Awaitable[object]],
        on_close: ById,
        on_reopen: ById,
        on_comment: Callable[[int, str, str], Awaitable[object]],
    ) -> None:
        super().__init__()
        self.props.update(userId=user_id, limit=COMMENT_LIMIT)
        self._hear("rename", on_rename, is_id, is_text)
        self._hear("close", on_close, is_id)
        self._hear("reopen", on_reopen, is_id)
        self._hear("comment", on_comment, is_id, is_key, is_text)

    def show(self, details: Row | None) -> None:
        """Draw all of it, which costs no more than to find out what changed."""
        self._tell_if_new("show", details)

    def comment_accepted(self, key: str) -> None:
        self._tell("accepted", key)

    def comment_refused(self, key: str, sentence: str) -> None:
        """Give the words back and say why."""
        self._tell("refused", key, sentence)
