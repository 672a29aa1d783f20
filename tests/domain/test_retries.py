"""What fails is tried again ever less often, for every worker alike."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.services.operations.retries import RetryPolicy

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
POLICY = RetryPolicy(pauses=(1, 5, 30), max_pause=60, give_up_after=3600)


@pytest.mark.parametrize(("failures", "seconds"), [(0, 1), (1, 5), (2, 30), (3, 30), (90, 30)])
def test_the_last_pause_counts_for_all_later_tries(failures, seconds):
    retry_at = POLICY.next_at(NOON, failures=failures, since=NOON)

    assert retry_at == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(("asked_for", "seconds"), [(0.5, 5), (20, 20), (900, 60)])
def test_who_wants_to_be_left_alone_is_but_not_for_ever(asked_for, seconds):
    retry_at = POLICY.next_at(NOON, failures=1, since=NOON, at_least=asked_for)

    assert retry_at == NOON + timedelta(seconds=seconds)


def test_it_is_given_up_after_its_time_or_its_tries():
    few_tries = RetryPolicy(pauses=(1,), max_retries=2)

    assert POLICY.next_at(NOON, failures=1, since=NOON - timedelta(hours=1))
    assert POLICY.next_at(NOON, failures=1, since=NOON - timedelta(seconds=3601)) is None
    assert few_tries.next_at(NOON, failures=1, since=NOON)
    assert few_tries.next_at(NOON, failures=2, since=NOON) is None
