"""The three panels side by side, one over the other or one at a time, as the window allows."""

from collections.abc import Awaitable, Callable

from ui.elements.live_element import LiveElement
from ui.elements.shell.protocol import Act as ActOnToast
from ui.elements.shell.protocol import Navigate, Notify

Act = Callable[[], Awaitable[object]]


class Shell(LiveElement, component="shell.js"):
    """`with shell.list:` (or `conversation`, `details`, `start`) puts elements into that panel.

    `on_navigate` is called with the new path when another conversation is opened, or none, and
    with the message that is to be looked at there, or 0;
    moving between the panels of one conversation costs no round trip and is not reported.
    """

    def __init__(
        self, *, path: str, at: int | None, on_navigate: Callable[[str, int], Awaitable[object]]
    ) -> None:
        super().__init__()
        self.list = self.add_slot("list")
        self.conversation = self.add_slot("conversation")
        self.details = self.add_slot("details")
        self.start = self.add_slot("start")
        self._toasts = 0
        self._act: Act | None = None
        self.props["path"] = path
        self.props.set_optional("at", at)
        self.on_event(Navigate, on_navigate)
        self.on_event(ActOnToast, self._take_action)

    def notify(self, text: str, *, action: str | None = None, on_action: Act | None = None) -> None:
        """Pop a sentence up for six seconds, with a button if there is something to do about it."""
        self._toasts += 1
        self._act = on_action
        self.call(Notify(text, action, self._toasts))

    async def _take_action(self, number: int) -> None:
        """Once, and only for the sentence that is on the screen."""
        act, self._act = self._act, None
        if act and number == self._toasts:
            await act()
