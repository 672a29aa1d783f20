"""The hints above the composer of the open conversation: who is there, what needs a decision."""

from collections.abc import Sequence

from domain.model.actor import Member
from domain.model.conversations import Conversation
from domain.model.messages import Message
from domain.model.opt_outs import may_ask_to_stop
from domain.services.inbox.conversations import ConversationView
from domain.services.live.presence import PagePresence, Presence, Viewer
from ui.panels.hints import Hints, OnOptOut


class ComposerHintsController:
    """`visit` is the page's: what the viewer looks at is reported to colleagues by it."""

    def __init__(self, presence: Presence, member: Member, *, visit: PagePresence) -> None:
        self._presence = presence
        self._member = member
        self._visit = visit
        self._open: Conversation | None = None
        self._looked_at: int | None = None
        self._suspect: Message | None = None

    def build(self, *, on_opt_out: OnOptOut) -> None:
        self._hints = Hints(on_opt_out=on_opt_out)
        self._hints.build()

    def show(self, opened: ConversationView) -> None:
        self._suspect = _asking_to_stop(opened.messages)
        here = opened.listed.conversation.id
        self.draw(opened)
        self.attend(here, self._presence.viewers_of(here, by=self._member))
        self._attend()

    def draw(self, opened: ConversationView, message: Message | None = None) -> None:
        """As it stands after something happened, `message` having come or changed."""
        self._open = opened.listed.conversation
        self._suspect = _asking_to_stop([message] if message else []) or self._suspect
        suspect = None if opened.listed.refusal else self._suspect
        self._hints.suggest(opened.listed.conversation.id, suspect.id if suspect else None)

    def attend(self, conversation_id: int, onlookers: Sequence[Viewer]) -> None:
        """These colleagues look at that conversation now."""
        if self._open and self._open.id == conversation_id:
            self._hints.attend(onlookers)

    def has_sent(self) -> None:
        self._visit.stop_typing()

    async def look(self, conversation_id: int) -> None:
        """The browser may be ahead of us: it counts once that conversation is open here."""
        self._looked_at = conversation_id
        self._attend()

    async def look_away(self) -> None:
        self._looked_at = None
        self._visit.blur()

    def _attend(self) -> None:
        if self._open and self._open.id == self._looked_at:
            self._visit.view(self._open)

    async def type(self, conversation_id: int) -> None:
        if conversation_id == self._looked_at:
            self._visit.set_typing()


def _asking_to_stop(messages: Sequence[Message]) -> Message | None:
    """The newest that may ask so, among those that nobody has answered yet."""
    for message in reversed(messages):
        if not message.is_inbound:
            return None
        if may_ask_to_stop(message.text):
            return message
    return None
