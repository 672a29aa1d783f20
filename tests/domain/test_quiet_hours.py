"""When nothing rings, and when it does again."""

from datetime import UTC, datetime, time

import pytest

from domain.model.notification_errors import UnclearQuietHours
from domain.model.quiet_hours import QuietHours, quiet_hours

NIGHT = QuietHours(time(22), time(7))
NAP = QuietHours(time(13), time(14, 30))
TORONTO = "America/Toronto"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "over"),
    [
        (NIGHT, at(2, 21, 59), None),
        (NIGHT, at(2, 22), at(3, 7)),
        (NIGHT, at(3, 0), at(3, 7)),
        (NIGHT, at(3, 6, 59), at(3, 7)),
        (NIGHT, at(3, 7), None),
        (NAP, at(2, 12, 59), None),
        (NAP, at(2, 13), at(2, 14, 30)),
        (NAP, at(2, 14, 30), None),
    ],
)
def test_quiet_ends_at_the_next_time_of_the_clock(hours, moment, over):
    assert hours.end_after(moment, zone="UTC") == over


def test_the_clock_on_the_wall_counts_also_when_it_is_put_forward_that_night():
    """On 8 March 2026 there is no two o'clock in Toronto."""
    assert NIGHT.end_after(at(8, 4), zone=TORONTO) == at(8, 11)
    assert NIGHT.end_after(at(7, 4), zone=TORONTO) == at(7, 12)
    assert NIGHT.end_after(at(8, 11), zone=TORONTO) is None


def test_two_times_are_quiet_hours_and_none_are_none():
    assert quiet_hours("22:00", "07:00") == NIGHT
    assert quiet_hours("", "") is None


@pytest.mark.parametrize(
    ("begin", "end"),
    [("22:00", ""), ("", "07:00"), ("ten", "seven"), ("25:00", "07:00"), ("07:00", "07:00")],
)
def test_what_is_no_span_of_time_is_refused(begin, end):
    with pytest.raises(UnclearQuietHours, match="like 22:00 and 07:00, or neither"):
        quiet_hours(begin, end)


# FAULT: M-1
@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "America", "../etc/passwd", "\0"])
def test_a_zone_that_the_machine_does_not_know_counts_as_utc(zone):
    moment = datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert NIGHT.end_after(moment, zone=zone) == NIGHT.end_after(moment, zone="UTC")
