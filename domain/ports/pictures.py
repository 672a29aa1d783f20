"""Making pictures small enough for the phone network."""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from domain.model.pictures import MMS_LIMIT_BYTES, FittedPicture, IngestedImage


class Pictures(Protocol):
    """Slow, in bounded memory, and off the event loop."""

    @abstractmethod
    async def ingest(self, path: Path) -> IngestedImage:
        """Judge a file by its content alone: JPEG and PNG are taken, upright and without metadata.

        Raise an `UnusablePicture`, whose words say why, for anything else.
        """

    @abstractmethod
    async def fit(
        self, pictures: Sequence[IngestedImage], *, limit: int = MMS_LIMIT_BYTES
    ) -> list[FittedPicture]:
        """Divide the limit over the pictures by what each needs; in total it is always kept.

        Raise `PicturesDoNotFit` when it cannot be.
        """
