"""Time zones by their IANA names."""

import logging
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from domain.model.errors import UnknownTimeZone
from domain.model.log_once import log_once

logger = logging.getLogger(__name__)


@cache
def time_zones() -> tuple[str, ...]:
    """Return the zones named after a place, and UTC."""
    places = (zone for zone in available_timezones() if "/" in zone)
    return ("UTC", *sorted(zone for zone in places if not zone.startswith(("Etc/", "SystemV/"))))


def validate_time_zone(written: str) -> str:
    if written not in time_zones():
        raise UnknownTimeZone(written)
    return written


def stored_time_zone(name: str) -> ZoneInfo:
    """The zone of this name; UTC where the machine's list of zones has it no more."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        log_once(logger, "A time zone that was chosen is unknown here, UTC is used", repr(name))
        return ZoneInfo("UTC")
