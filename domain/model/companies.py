"""Companies and the places customers text with."""

from dataclasses import dataclass


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
    """What was written as legal notice, also while it is switched off."""
    notification_number: str | None = None
    """E.164; what users are texted from when customers write. Without one they are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointOfContact:
    id: int
    company_id: int
    name: str
    app_number: str
    is_default: bool
    """New customers of a shared app number start here."""
