"""Of several processes that share the tests, only the first one looks for Chromium."""

import pytest

from tests.browser import chromium


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        try:
            chromium.executable()
        except chromium.NoChromium as trouble:
            raise pytest.UsageError(str(trouble)) from None
