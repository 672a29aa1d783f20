"""The box in which a user writes to the customer."""

from collections.abc import Awaitable, Callable
from typing import Literal

from domain.model.sms import LIMIT
from ui.components.live_element import LiveElement, is_id, is_key, is_text

OnSend = Callable[[int, str, str], Awaitable[object]]
"""Called with the conversation, the key of this press of Send, and the text."""


class Composer(LiveElement, component="composer.js"):
    """Owns what is written until it is accepted or refused, over reloads and lost lines.

    `on_send` is called with one key as often as it takes; the server makes one message of it.
    """

    def __init__(
        self,
        *,
        user_id: int,
        on_send: OnSend,
        kind: Literal["message", "comment"] = "message",
        limit: int = LIMIT,
    ) -> None:
        super().__init__()
        self.props.update(userId=user_id, kind=kind, limit=limit)
        self._hear("send", on_send, is_id, is_key, is_text)

    def show(
        self, conversation_id: int | None, *, notice: str | None = None, blocked: str | None = None
    ) -> None:
        """Write in this conversation; `notice` goes out with the next message and is counted.

        `blocked` is the sentence shown in place of the box. Without a conversation: hide.
        """
        self._tell_if_new("show", conversation_id, notice, blocked)

    def accepted(self, key: str) -> None:
        self._tell("accepted", key)

    def refused(self, key: str, sentence: str) -> None:
        """Give the words back and say why."""
        self._tell("refused", key, sentence)
