"""The facts of a conversation, what can be done with it, its timeline, and the team's comments."""

from collections.abc import Sequence
from typing import cast

from nicegui import ui

from ui.elements.shell.element import Shell
from ui.formatting.inbox_rows import Row
from ui.frame.buttons import icon_button
from ui.frame.text import text
from ui.panels.actions_menu import ActionsMenu
from ui.panels.avatar import avatar
from ui.panels.comment_box import comment_box
from ui.panels.conversation_actions import ConversationActions
from ui.panels.other_conversations import OtherConversations
from ui.panels.timeline import Timeline, moment
from ui.panels.title_editor import TitleEditor

FACTS = (
    ("point-of-contact", "Point of contact", "pointOfContact"),
    ("app-number", "App number", "appNumber"),
    ("customer-number", "Customer", "customer"),
)
MOMENTS = (("started", "Started", "startedAt"), ("updated", "Last updated", "updatedAt"))


class DetailsPanel:
    """Its content is built when it is shown, and let go by `clear`.

    What the browser shows at once, before that, is its head and a skeleton.
    """

    def __init__(self, shell: Shell, actions: ConversationActions) -> None:
        self._shell = shell
        self._actions = actions
        self._shown: Row | None = None

    def build(self) -> None:
        with ui.element("div").classes("details-frame"):
            with ui.element("header").classes("panel-head"):
                leave = icon_button("", icon="arrow_back").props(
                    ":aria-label=\"live.screen.size === 'small' ? 'Back' : 'Close details'\""
                )
                leave.on("click", js_handler="() => live.conversation.leaveDetails()")
                text("h2", "Details").classes("panel-title")
            with ui.element("div").classes("details-skeleton").props("aria-hidden=true") as waiting:
                waiting.props(':hidden="live.conversation.hasDetails"')
            self._content = ui.element("div").classes("details-body")
            self._content.props(':hidden="!live.conversation.hasDetails"')

    def clear(self) -> None:
        """Keep nothing of a conversation whose details nobody looks at."""
        if self._shown is None:
            return
        self._shown = None
        self._content.clear()
        self._shell.show_details(None)

    def refuse(self, conversation_id: int, sentence: str) -> None:
        """Say why there are no details."""
        self._content.clear()
        with self._content:
            text("p", sentence).classes("empty")
        self._shown = {}
        self._shell.show_details(conversation_id)

    def show(self, row: Row, others: Sequence[Row]) -> None:
        """Draw what `inbox_rows.details` made; of one that is shown already, only what changed."""
        if not self._shown or self._shown["id"] != row["id"]:
            self._shown = row
            self._content.clear()
            with self._content:
                self._build(row)
            self._others.show(others)
            self._shell.show_details(cast(int, row["id"]))
            return
        before, self._shown = self._shown, row
        self._others.show(others)
        if before != row:
            self._update(row, before)

    def _build(self, row: Row) -> None:
        with ui.element("div").classes("details-content") as scrolled:
            scrolled.props("role=region aria-label=Details tabindex=0")
            with ui.element("div").classes("identity"):
                self._disc = ui.element("div")
                self._title = text("h3", "").classes("identity-title")
                self._title.props("data-testid=detail-title dir=auto")
                self._editor = ui.element("div").classes("identity-editor")
                self._menu = ActionsMenu(self._shell, self._actions, on_rename=self._rename)
            self._build_facts(row)
            self._others = OtherConversations()
            self._timeline = Timeline(timeline_of(row))
        comment_box()
        self._draw_identity(row)

    def _build_facts(self, row: Row) -> None:
        self._facts: dict[str, ui.element] = {}
        with ui.element("dl").classes("facts"):
            for name, label, key in (*FACTS, *MOMENTS):
                with ui.element("div").props(f"data-testid=detail-{name}"):
                    text("dt", label)
                    self._facts[key] = ui.element("dd")
        for key in self._facts:
            self._draw_fact(key, row)

    def _draw_fact(self, key: str, row: Row) -> None:
        shown = self._facts[key]
        shown.clear()
        with shown:
            if key.endswith("At"):
                moment(str(row[key]))
                return
            text("bdi", str(row[key]))
            if key == "customer" and row["customerE164"]:
                copy = icon_button("Copy number", icon="copy").classes("copy-button")
                copy.props["data-number"] = row["customerE164"]
                copy.on("click", js_handler="(event) => live.conversation.copyNumber(event)")

    def _update(self, row: Row, before: Row) -> None:
        for key in self._facts:
            if row[key] != before[key]:
                self._draw_fact(key, row)
        self._draw_identity(row)
        self._timeline.show(timeline_of(row))

    def _draw_identity(self, row: Row) -> None:
        """Without touching a title that is being written."""
        self._disc.clear()
        with self._disc:
            avatar(row)
        self._title.set_text(str(row["title"]))
        self._menu.show(row)

    def _rename(self) -> None:
        row = self._shown
        if not row:
            return

        async def save(title: str) -> None:
            await self._actions.rename(cast(int, row["id"]), title)

        self._stop_renaming()
        self._title.set_visibility(False)
        self._menu.set_visibility(False)
        with self._editor:
            TitleEditor(
                str(row["customTitle"]),
                number=str(row["customer"]),
                on_save=save,
                on_done=self._leave_editor,
                on_leave=self._stop_renaming,
            )

    def _leave_editor(self) -> None:
        self._stop_renaming()
        self._menu.focus()

    def _stop_renaming(self) -> None:
        self._editor.clear()
        self._title.set_visibility(True)
        self._menu.set_visibility(True)


def timeline_of(row: Row) -> list[Row]:
    return cast(list[Row], row["timeline"])
