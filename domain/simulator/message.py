"""A text on the simulated network, in either direction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.model.messages import Direction
from domain.simulator.media import Medium

FINAL = frozenset({"received", "delivered", "undelivered", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    sid: str
    direction: Direction
    app_number: str
    customer_number: str
    body: str
    at: datetime
    """When the network took it."""
    status: str
    """In Twilio's words."""
    status_at: datetime
    error: str | None = None
    status_callback: str = ""
    """Where its sender wants to hear how far it gets; empty for nowhere."""
    fate: str = ""
    """What the controls had in store for it; see `controls.py`."""
    media: tuple[Medium, ...] = ()
    """Its files, as far as the network has them."""
    media_urls: tuple[str, ...] = ()
    """Where the files of an outbound text are fetched."""
    told: str = ""
    """The last status the app was told. Behind `status` while a webhook is on its way."""

    @property
    def is_inbound(self) -> bool:
        return self.direction is Direction.INBOUND

    @property
    def sender(self) -> str:
        return self.customer_number if self.is_inbound else self.app_number

    @property
    def recipient(self) -> str:
        return self.app_number if self.is_inbound else self.customer_number

    @property
    def waits_for_media(self) -> bool:
        return len(self.media) < len(self.media_urls)

    @property
    def is_on_the_phone(self) -> bool:
        """Whether the customer sees it: their own texts, and what was delivered to them."""
        return self.status in ("received", "delivered")

    @property
    def is_settled(self) -> bool:
        """Nothing more will happen to it, and nobody waits to be told."""
        return self.status in FINAL and self.told == self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class PastText:
    """A text of before the simulator ran, for `Simulator.import_history`."""

    sid: str
    direction: Direction
    app_number: str
    customer_number: str
    body: str
    at: datetime
    error: str | None = None
    """With one it was never delivered, and so the phone does not show it."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Contents by their ids."""
