"""Companies and the places customers text with."""

from dataclasses import dataclass
from datetime import datetime

from domain.model.access_errors import PointOfContactClosed
from domain.model.opt_outs import OptOutScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    id: int
    name: str
    live_conversations: bool
    """Switched on by the platform operator."""
    legal_notice: str | None
    time_zone: str
    country: str
    """ISO 3166 letters: numbers written without a country are taken to be from there."""
    kept_notice: str | None = None
    """The text of the legal notice, also while it is switched off."""
    notification_number: str | None = None
    """E.164; what users are texted from when customers write. Without one they are not."""
    notice_language: str | None = None
    """The language of the legal notice, as in `domain.model.languages`."""
    opt_out_scope: OptOutScope = OptOutScope.NUMBER
    two_step_required: bool = False
    """Users have to set up two-factor sign-in before they see anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointOfContact:
    id: int
    company_id: int
    name: str
    app_number: str
    is_default: bool
    """New customers of a shared app number start here."""
    legal_notice: str | None = None
    """Sent from here in place of the company's."""
    notice_language: str | None = None
    closed_at: datetime | None = None
    """Since then no conversation starts here; existing ones go on."""

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


@dataclass(frozen=True, slots=True)
class LegalNotice:
    """What the first message from a point of contact carries."""

    text: str | None
    """`None`: nothing."""
    language: str | None


def ensure_open(place: PointOfContact) -> None:
    """Raise `PointOfContactClosed`."""
    if place.is_closed:
        raise PointOfContactClosed(place.name)
