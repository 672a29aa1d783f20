"""What users have written and not sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NEVER = datetime.fromtimestamp(0, UTC)
"""When nothing was ever written."""
TICK = timedelta(milliseconds=1)
"""Browsers count in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Of one user for one conversation; an empty one says that what stood there is gone."""

    conversation_id: int
    text: str = ""
    written_at: datetime = NEVER
    """By the device it was written on: between two devices, the later writing stands."""

    def older_than(self, other: "Draft") -> bool:
        return other.written_at > self.written_at

    def equals(self, message: str) -> bool:
        """Whether this is what was sent, and not yet the next thing to say."""
        return bool(self.text) and self.text.strip() == message

    def cleared(self) -> "Draft":
        """Nothing stands there; whatever was written after it still counts."""
        return Draft(
            conversation_id=self.conversation_id, text="", written_at=self.written_at + TICK
        )
