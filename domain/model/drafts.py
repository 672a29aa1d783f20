"""Drafts: what users have written and not sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NEVER = datetime.fromtimestamp(0, UTC)
"""The time of a draft that was never written."""
TICK = timedelta(milliseconds=1)
"""The resolution of browsers' clocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The draft of one user in one conversation; an empty text means that it was deleted."""

    conversation_id: int
    text: str = ""
    written_at: datetime = NEVER
    """By the clock of the device it was written on; of two devices the later one wins."""

    def older_than(self, other: "Draft") -> bool:
        return other.written_at > self.written_at

    def equals(self, message: str) -> bool:
        """Whether this draft is the message that was sent."""
        return bool(self.text) and self.text.strip() == message

    def cleared(self) -> "Draft":
        """Return an empty draft, which is older than anything written after this one."""
        return Draft(
            conversation_id=self.conversation_id, text="", written_at=self.written_at + TICK
        )
