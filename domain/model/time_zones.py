"""Time zones by the names that the world has agreed on."""

from functools import cache
from zoneinfo import available_timezones

from domain.model.errors import UnknownTimeZone


@cache
def time_zones() -> tuple[str, ...]:
    """Those named after a place, and UTC."""
    places = (zone for zone in available_timezones() if "/" in zone)
    return ("UTC", *sorted(zone for zone in places if not zone.startswith(("Etc/", "SystemV/"))))


def checked_time_zone(written: str) -> str:
    if written not in time_zones():
        raise UnknownTimeZone(written)
    return written
