"""The top of the conversation panel: who is being texted with, and the way to the details."""

from collections.abc import Sequence

from ui.elements.live_element import LiveElement
from ui.elements.wire import Row


class ConversationHeader(LiveElement, component="conversation_header.js"):
    """Its buttons only change the address, so there is nothing to report."""

    def show(self, header: Row | None) -> None:
        """Draw what `ui.formats.header` made."""
        self.call_client_if_changed("show", header)

    def beside(self, others: Sequence[Row]) -> None:
        """Other open conversations with this customer, as `ui.formats.other` made them."""
        self.call_client_if_changed("beside", others)
