"""Who does which tests when, where several processes share them."""

import os

import pytest
from xdist.scheduler import LoadFileScheduling

EACH_BY_ITSELF = "tests/browser/test_accessibility.py"
LONG_FIRST = (
    "test_accessibility",
    "test_line_cut",
    "test_convergence",
    "test_pictures",
    "test_media",
)
"""What is begun last must be short, or all wait for one process in the end."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """More than there are processors: stories often wait for a moment to come."""
    return max(2, 3 * (os.cpu_count() or 1) // 2)


class Sharing(LoadFileScheduling):
    """A file of stories shares its demo, so one process does all of it.

    Only looking at all states, which takes minutes, is not for one process.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(EACH_BY_ITSELF) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Sharing | None:
    return Sharing(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright leaves an event loop that others would stumble over."""
    files = [item.path for item in items]
    many = {path: files.count(path) for path in set(files)}

    def turn(item: pytest.Item) -> tuple[bool, bool, int]:
        is_browser = "/browser/" in item.path.as_posix()
        if not is_browser:
            return False, False, 0
        return True, item.path.stem not in LONG_FIRST, -many[item.path]

    items.sort(key=turn)
