"""Pictures made to fit, and thumbnails, with Pillow in processes of their own."""

from collections.abc import Sequence
from pathlib import Path

from domain.gateways.images.fit import fit
from domain.gateways.images.ingest import ingest
from domain.gateways.images.thumbnails import make_thumbnail
from domain.gateways.worker_processes import WorkerKilled, WorkerPool
from domain.model.picture_errors import PicturesDoNotFit, TooCostly
from domain.model.pictures import MMS_LIMIT_BYTES, FittedPicture, IngestedImage
from domain.ports.media import Thumbnail, Thumbnails
from domain.ports.pictures import Pictures

MAX_WORKERS = 2
"""Each picture in the making takes a core and up to 260 MB."""
STRANGERS_SECONDS, USERS_SECONDS, FITTING_SECONDS = 5, 20, 60
"""Of processor time. A picture of 12 megapixels takes 0.1, 0.2 and 0.2 of them."""


class PillowPictures(Pictures, Thumbnails):
    """`close` it on the way out. Strangers' pictures never hold up those of users."""

    def __init__(self) -> None:
        self._users = WorkerPool(MAX_WORKERS, "pictures")
        self._strangers = WorkerPool(MAX_WORKERS, "thumbnails")

    async def ingest(self, path: Path) -> IngestedImage:
        try:
            return await self._users.run(USERS_SECONDS, ingest, path)
        except (MemoryError, WorkerKilled) as error:
            raise TooCostly from error

    async def fit(
        self, pictures: Sequence[IngestedImage], *, limit: int = MMS_LIMIT_BYTES
    ) -> list[FittedPicture]:
        try:
            return await self._users.run(FITTING_SECONDS, fit, pictures, limit)
        except (MemoryError, WorkerKilled) as error:
            raise PicturesDoNotFit from error

    async def make(self, path: Path) -> Thumbnail:
        try:
            return await self._strangers.run(STRANGERS_SECONDS, make_thumbnail, path)
        except (MemoryError, WorkerKilled) as error:
            raise TooCostly from error

    def close(self) -> None:
        self._users.close()
        self._strangers.close()
