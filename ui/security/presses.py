"""Makes every press of a page count once, although its browser repeats what was not acknowledged.

The other end is `ui/client/presses.js`: it numbers each event of a page, and sends those without
an acknowledgement again, in order, when a lost connection is back.
"""

from collections.abc import Mapping

from nicegui import Client, core

NOT_ACKNOWLEDGED: object = core.sio.not_handled
"""What a handler returns so that socket.io does not acknowledge the event."""

HEARD = object()
"""Says that an event is to be passed on, and answered by who hears it."""


def answer_unheard(page_id: str, message: Mapping[str, object]) -> object:
    """Return what socket.io answers an event that must not be passed on, or `HEARD`."""
    page = Client.instances.get(page_id)
    if page is None or not page.has_socket_connection:
        return NOT_ACKNOWLEDGED
    page.request.state.in_use = True
    return None if is_repeated(page, message) else HEARD


def is_repeated(page: Client, message: Mapping[str, object]) -> bool:
    """Whether the page has heard this press already; remembers it if not."""
    number = message.get("press")
    if type(number) is not int:
        return False
    heard: int = getattr(page.request.state, "last_press", 0)
    if number <= heard:
        return True
    page.request.state.last_press = number
    return False
