"""The operator at a terminal, in a folder of their own."""

import pytest

from tests.terminal import Terminal

ACCOUNT = "AC" + "1" * 32
LIVE = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": "for-tests",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:9",
}
PUBLIC = {"PUBLIC_BASE_URL": "http://127.0.0.1"}
BRIGHT_HOME = ("--company", "Bright Home")


@pytest.fixture(scope="module")
def terminal():
    with Terminal() as terminal:
        yield terminal


@pytest.fixture
def folder(tmp_path):
    """Where the operator types; `data` below it is made at the first command."""
    return tmp_path


@pytest.fixture
def types(terminal, folder):
    def types(*arguments, **more):
        return terminal.run(*arguments, folder=folder, **more)

    return types
