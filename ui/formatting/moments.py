"""Moments and time zones as people write them, for what Python draws."""

from datetime import datetime
from zoneinfo import ZoneInfo


def moment_text(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """As "today, 4:46 PM", "Nov 29, 4:46 PM", or with the year where it is another."""
    here, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{here.hour % 12 or 12}:{here:%M %p}"
    if here.date() == today.date():
        return f"today, {clock}"
    year = "" if here.year == today.year else f", {here.year}"
    return f"{here:%b} {here.day}{year}, {clock}"


def zone_name(zone: str) -> str:
    """Name the place first: "Toronto (America)"."""
    region, _, place = zone.replace("_", " ").rpartition("/")
    return f"{place} ({region})" if region else place
