"""The promises in short, with every change; `uv run poe faults` puts them to the full test."""

import pytest

from tests.faults import scenarios
from tests.faults.promises import PROMISES, Stage

assert scenarios.ALL
SHORT = [each for each in PROMISES if each.is_in_short]


# A client library whose line is cut while it connects lets go of it only when it is cleared away.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("promise", SHORT, ids=lambda promise: promise.name)
async def test_the_promise_is_kept(promise, tmp_path):
    figures = await promise.scenario(Stage(tmp_path, is_short=True))

    assert [each for each in figures if not each.is_met_on_a_busy_machine] == []
