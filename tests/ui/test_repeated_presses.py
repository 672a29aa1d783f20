"""The server's end of presses that a browser repeats: each counts once for its page."""

from types import SimpleNamespace

import pytest

from ui.security.presses import is_repeated


@pytest.fixture
def page():
    return SimpleNamespace(request=SimpleNamespace(state=SimpleNamespace()))


# SPEC: HOUSE-2
def test_a_press_that_comes_again_is_not_heard_again(page):
    assert [is_repeated(page, {"press": number}) for number in (1, 2, 1, 2, 3)] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_each_page_counts_its_own_presses(page):
    another = SimpleNamespace(request=SimpleNamespace(state=SimpleNamespace()))

    assert not is_repeated(page, {"press": 1})
    assert not is_repeated(another, {"press": 1})


@pytest.mark.parametrize("number", [None, "1", True, 1.5, [1]])
def test_an_event_without_a_number_is_heard_as_it_comes(page, number):
    assert not is_repeated(page, {"press": number})
    assert not is_repeated(page, {"press": number})
