"""A house that may be hurt."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.house import House, served_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with served_house(tmp_path) as house:
        yield house
