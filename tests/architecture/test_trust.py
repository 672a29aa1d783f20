"""What docs/security.md says is tested, is tested, and says so itself."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
ITEMS = [f"2.3-{number}" for number in range(1, 59)]

_ROW = re.compile(r"^\| (2\.3-\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_MARK = re.compile(
    r"^# TRUST: (.+)\n(?:(?!^(?:async )?def ).*\n)*?^(?:async )?def (test_\w+)", re.M
)


def named() -> dict[str, set[str]]:
    """Per item the tests that the page names."""
    rows = _ROW.findall(PAGE.read_text())
    return {item: {"::".join(test) for test in _TEST.findall(tests)} for item, _, tests in rows}


def marked() -> dict[str, set[str]]:
    """Per item the tests that name it themselves."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for items, test in _MARK.findall(path.read_text()):
            for item in items.split():
                found[item].add(f"{path.relative_to(ROOT)}::{test}")
    return found


def test_every_item_has_its_row_with_a_test():
    page = named()

    assert list(page) == ITEMS
    untested = [item for item, tests in page.items() if not tests]
    assert untested == ["2.3-44"]
    assert "- 2.3-44: " in PAGE.read_text()


@pytest.mark.parametrize("item", ITEMS)
def test_the_tests_of_an_item_are_there_and_name_it(item):
    assert named()[item] == marked()[item]
