"""The product's own pictures and thumbnails, for content that is in no file yet."""

import atexit
import tempfile
from pathlib import Path

from domain.gateways.images.adapter import PillowPictures
from domain.model.pictures import IngestedImage
from domain.ports.media import Thumbnail
from domain.ports.pictures import Pictures

PICTURES = PillowPictures()
"""One for all tests: its processes take a moment to start, and end when there is nothing to do."""
atexit.register(PICTURES.close)


async def prepared(content: bytes, pictures: Pictures = PICTURES) -> IngestedImage:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return await pictures.ingest(Path(file.name))


async def thumbnail(content: bytes) -> Thumbnail:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return await PICTURES.make(Path(file.name))
