"""The three panels side by side, one over the other or one at a time, as the window allows."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui.element import Element

from domain.model.actor import Member
from ui.elements.live_element import LiveElement
from ui.elements.shell.protocol import Act as ActOnToast
from ui.elements.shell.protocol import (
    FocusOn,
    Navigate,
    Notify,
    OpenDetails,
    Ring,
    SetInSync,
    SetUnread,
    ShowAlerts,
    ShowConversation,
    ShowDetails,
)
from ui.elements.wire import Row

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
            self.on_event(Navigate, on_navigate)
        if on_details:
            self.on_event(OpenDetails, on_details)
        self.on_event(ActOnToast, self._take_action)

    def notify(self, text: str, *, action: str | None = None, on_action: Act | None = None) -> None:
        """Pop a sentence up for six seconds, with a button if there is something to do about it."""
        self._toasts += 1
        self._act = on_action
        self.call(Notify(text, action, self._toasts))

    def focus_on(self, element: Element) -> None:
        """Give it the focus, once it is to be seen."""
        self.call(FocusOn(element.html_id))

    def ring(self) -> None:
        """A soft sound, for a message that the viewer is not looking at."""
        self.call(Ring())

    def set_unread(self, count: int) -> None:
        """How many conversations wait to be read: beside the link, and in the tab's title."""
        self.call_if_changed(SetUnread(count))

    def set_in_sync(self, at: str | None) -> None:
        """Up to when the carrier's messages are known to be all here; `None`: nobody can tell."""
        self.call_if_changed(SetInSync(at))

    def show_alerts(self, alerts: Sequence[str]) -> None:
        """What administrators should know of; nothing as long as all is well."""
        self.call_if_changed(ShowAlerts(tuple(alerts)))

    def show_conversation(self, opened: Row | None, others: list[Row]) -> None:
        """Which conversation is open, and the others that are open with its customer."""
        self.call_if_changed(ShowConversation(opened, others))

    def show_details(self, conversation_id: int | None) -> None:
        """Whose details are built."""
        self.call_if_changed(ShowDetails(conversation_id))

    async def _take_action(self, number: int) -> None:
        """Once, and only for the sentence that is on the screen."""
        act, self._act = self._act, None
        if act and number == self._toasts:
            await act()
