"""The three panels side by side, one over the other or one at a time, as the window allows."""

from collections.abc import Awaitable, Callable, Sequence

from domain.model.actor import Member
from ui.elements.live_element import LiveElement, is_count, is_id

PATH_LENGTH = 100

Act = Callable[[], Awaitable[object]]


class Shell(LiveElement, component="shell.js"):
    """`with shell.list:` (or `conversation`, `details`, `start`) puts elements into that panel.

    On pages without panels everything stands in `shell.page`; the menu is in `shell.menu`.

    `on_navigate` is called with the new path when another conversation is opened, or none, and
    with the message that is to be looked at there, or 0;
    moving between the panels of one conversation costs no round trip and is not reported.
    `on_details` is called with the conversation whose details are opened, and with 0 when they are
    closed.
    """

    def __init__(
        self,
        *,
        member: Member,
        title: str,
        path: str | None = None,
        at: int | None = None,
        on_navigate: Callable[[str, int], Awaitable[object]] | None = None,
        on_details: Callable[[int], Awaitable[object]] | None = None,
    ) -> None:
        """Without a `path` the page has no panels."""
        super().__init__()
        self.menu = self.add_slot("menu")
        self.page = self.add_slot("page")
        self.list = self.add_slot("list")
        self.conversation = self.add_slot("conversation")
        self.details = self.add_slot("details")
        self.start = self.add_slot("start")
        self._toasts = 0
        self._act: Act | None = None
        self.props.update(user=member.user_id, title=title)
        self.props.set_optional("path", path)
        self.props.set_optional("at", at)
        if on_navigate:
            self.on_client_event("navigate", on_navigate, is_path, is_count)
        if on_details:
            self.on_client_event("details", on_details, is_count)
        self.on_client_event("action", self._take_action, is_id)

    def notify(self, text: str, *, action: str | None = None, on_action: Act | None = None) -> None:
        """Pop a sentence up for six seconds, with a button if there is something to do about it."""
        self._toasts += 1
        self._act = on_action
        self.call_client("notify", text, action, self._toasts)

    def ring(self) -> None:
        """A soft sound, for a message that the viewer is not looking at."""
        self.call_client("ring")

    def set_unread(self, count: int) -> None:
        """How many conversations wait to be read: beside the link, and in the tab's title."""
        self.call_client_if_changed("setUnread", count)

    def set_in_sync(self, at: str | None) -> None:
        """Up to when the carrier's messages are known to be all here; `None`: nobody can tell."""
        self.call_client_if_changed("setInSync", at)

    def show_alerts(self, alerts: Sequence[str]) -> None:
        """What administrators should know of; nothing as long as all is well."""
        self.call_client_if_changed("showAlerts", tuple(alerts))

    def tell(self, **values: object) -> None:
        """Set what is told in `client/conversation.js`: `live.conversation` of Python panels."""
        self.call_client("tell", values)

    async def _take_action(self, number: int) -> None:
        """Once, and only for the sentence that is on the screen."""
        act, self._act = self._act, None
        if act and number == self._toasts:
            await act()


def is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/") and len(value) <= PATH_LENGTH
