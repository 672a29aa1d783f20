"""What every story needs: a real database of its own, and a clock it can turn."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.model.events import Event
from domain.services.live.hub import EventHub
from domain.wiring import App
from storage.database import Database
from storage.migrate import migrate
from tests.fakes import FakeClock
from tests.ui.visitors import PASSWORD

pytest_plugins = [
    "tests.support.browsers",
    "tests.support.sharing",
    "tests.support.postgresql",
    "tests.support.product",
    "tests.support.live_page",
    "tests.support.desk",
    "tests.support.town",
    "tests.support.media_inbox",
    "tests.support.command_line",
]


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, and copied for each test."""
    path = tmp_path_factory.mktemp("migrated") / "conversations.db"
    migrate(path)
    return path


@pytest.fixture
def database_path(migrated_database: Path, tmp_path: Path) -> Path:
    return shutil.copy(migrated_database, tmp_path / "conversations.db")


@pytest.fixture
def product(request: pytest.FixtureRequest) -> App | None:
    """All parts as they are wired in earnest, where the test asks for `parts`."""
    return request.getfixturevalue("parts") if "parts" in request.fixturenames else None


@pytest.fixture
def hub(product: App | None) -> EventHub:
    return product.services.hub if product else EventHub()


@pytest.fixture
def published(hub: EventHub) -> list[Event]:
    """Everything the store has published, in order."""
    events: list[Event] = []
    hub.add_listener(events.append)
    return events


@pytest.fixture
async def store(
    request: pytest.FixtureRequest, product: App | None, hub: EventHub
) -> AsyncIterator[Database]:
    if product:
        store = product.store
    else:
        store = Database(request.getfixturevalue("database_address"), publish=hub.publish)
    yield store
    await store.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def password_hash():
    """Slow on purpose, so made once."""
    return asyncio.run(Argon2Passwords().hash(PASSWORD))
