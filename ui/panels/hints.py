"""The lines above the box: who else is here, and what the customer may be asking for.

They stand for the conversation that the server has opened, and hide while another one is chosen.
"""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from domain.services.live.presence import Viewer
from ui.frame.buttons import button
from ui.frame.text import text
from ui.icons import icon

OnOptOut = Callable[[int], Awaitable[object]]
"""Called with the conversation whose customer is not to be texted any more."""


class Hints:
    """`suggest` and `attend` draw anew only what has changed."""

    def __init__(self, *, on_opt_out: OnOptOut) -> None:
        self._on_opt_out = on_opt_out
        self._suggested: tuple[int, int | None] | None = None
        self._attended: list[Viewer] = []

    def build(self) -> None:
        with ui.element("div").classes("hints").props(':hidden="!live.conversation.isOpened"'):
            self._suggestion = ui.element("div")
            self._presence = ui.element("div").props("aria-hidden=true")
            self._announced = text("p", "").classes("sr-only").props("role=status")

    def suggest(self, conversation_id: int, message_id: int | None) -> None:
        """Ask whether this message wants no more texts; `None` takes the question back."""
        if self._suggested == (conversation_id, message_id):
            return
        self._suggested = (conversation_id, message_id)
        self._suggestion.clear()
        if message_id is not None:
            with self._suggestion:
                self._ask(conversation_id, message_id)

    def _ask(self, conversation_id: int, message_id: int) -> None:
        """Whoever dismissed it does not see it again in this browser."""
        with ui.element("p").classes("hint-line") as line:
            line.props("data-testid=stop-suggestion")
            line.props[":hidden"] = f"live.conversation.isDismissed({message_id})"
            icon("block")
            text("span", "Does the customer want to opt out?")
            button(
                "Mark as opted out",
                look="plain",
                on_click=lambda: self._on_opt_out(conversation_id),
            )
            button("Dismiss", look="plain").on(
                "click", js_handler=f"() => live.conversation.dismiss({message_id})"
            )

    def attend(self, colleagues: Sequence[Viewer]) -> None:
        """These colleagues look at this conversation too."""
        if self._attended == list(colleagues):
            return
        self._attended = list(colleagues)
        here = in_words([each.name for each in colleagues])
        typing = in_words([each.name for each in colleagues if each.is_typing])
        present = f"{here} also here" if here else ""
        self._presence.clear()
        self._announced.set_text(present)
        if not present:
            return
        with self._presence, ui.element("p").classes("hint-line") as line:
            line.props("data-testid=presence")
            icon("edit" if typing else "eye")
            text("bdi", f"{typing} typing…" if typing else present)


def in_words(names: Sequence[str]) -> str:
    """Return “Ann is”, “Ann and Ben are”, “Ann and 2 others are”, or nothing for nobody."""
    if len(names) <= 1:
        return "".join(f"{name} is" for name in names)
    others = names[1] if len(names) == 2 else f"{len(names) - 1} others"
    return f"{names[0]} and {others} are"
