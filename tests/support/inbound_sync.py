"""Customers who write while no webhook tells of it."""

from datetime import timedelta

import pytest

from domain.model.carrier import ListedText
from tests.domain.conftest import MAYA, QUEEN_STREET


@pytest.fixture
def written(house):
    """A customer writes, and no webhook tells of it."""

    def written(text, *, ago=0, sender=MAYA, to=QUEEN_STREET, media=()):
        carrier_id = f"SMlost{len(house.carrier.received):026}"
        house.carrier.media[carrier_id] = media
        house.carrier.received.append(
            ListedText(
                carrier_id=carrier_id,
                sender=sender,
                recipient=to,
                text=text,
                at=house.clock.now() - timedelta(minutes=ago),
                has_media=bool(media),
            )
        )
        return house.carrier.received[-1]

    return written
