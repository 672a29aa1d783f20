"""What administrators should know of: something behind the screens does not go on."""

from collections.abc import Sequence

from ui.elements.live_element import LiveElement


class Banner(LiveElement, component="banner.js"):
    """Takes no room as long as all is well."""

    def show(self, troubles: Sequence[str]) -> None:
        self.call_client_if_changed("show", tuple(troubles))
