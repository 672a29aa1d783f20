"""Quiet hours: when nothing is to ring for a user."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from domain.model.notification_errors import UnclearQuietHours
from domain.model.time_zones import stored_time_zone

_TIME_FORMAT = "%H:%M"


@dataclass(frozen=True, slots=True)
class QuietHours:
    begin: time
    end: time
    """It is on the next day where it comes before `begin`."""

    def end_after(self, moment: datetime, *, zone: str) -> datetime | None:
        """Return when the current quiet hours end; `None` outside of them."""
        time_zone = stored_time_zone(zone)
        local = moment.astimezone(time_zone)
        at = local.time()
        if not self._hold(at):
            return None
        day = local.date() + timedelta(days=at >= self.end)
        return datetime.combine(day, self.end, time_zone).astimezone(UTC)

    def _hold(self, at: time) -> bool:
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def quiet_end(begin: time | None, end: time | None, now: datetime, *, zone: str) -> datetime | None:
    """Return when the quiet hours end; `None` outside of them, or without both times."""
    if begin is None or end is None:
        return None
    return QuietHours(begin, end).end_after(now, zone=zone)


def quiet_hours(begin: str, end: str) -> QuietHours | None:
    """Parse times like 22:00; return `None` when both are blank."""
    if not begin and not end:
        return None
    try:
        hours = QuietHours(_time_in(begin), _time_in(end))
    except ValueError:
        raise UnclearQuietHours from None
    if hours.begin == hours.end:
        raise UnclearQuietHours
    return hours


def _time_in(written: str) -> time:
    return datetime.strptime(written, _TIME_FORMAT).time()  # noqa: DTZ007 - of whatever day
