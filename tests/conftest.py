"""What every story needs: a real database of its own, and a clock it can turn."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.model.events import Event
from domain.services.hub import EventHub
from storage.database import Database
from storage.migrate import migrate
from tests.fakes import FakeClock

pytest_plugins = ["tests.support.browsers", "tests.support.sharing"]


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
def hub() -> EventHub:
    return EventHub()


@pytest.fixture
def published(hub: EventHub) -> list[Event]:
    """Everything the store has published, in order."""
    events: list[Event] = []
    hub.listen(events.append)
    return events


@pytest.fixture
async def store(database_path: Path, hub: EventHub) -> AsyncIterator[Database]:
    store = Database(database_path, publish=hub.publish)
    yield store
    await store.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
