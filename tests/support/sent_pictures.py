"""A picture as it would be sent, and looked at."""

import io

from PIL import Image, ImageStat

from domain.model.pictures import MMS_LIMIT_BYTES, FittedPicture
from tests.pictures import PICTURES, prepared


async def sent(content: bytes, limit=MMS_LIMIT_BYTES) -> FittedPicture:
    [fitted] = await PICTURES.fit([await prepared(content)], limit=limit)
    return fitted


def opened(fitted: FittedPicture) -> Image.Image:
    image = Image.open(io.BytesIO(fitted.content))
    image.load()
    return image


def brightness(image: Image.Image, x: float, y: float) -> list[float]:
    """Around the spot at these parts of width and height, channel by channel."""
    left, top = int(image.width * x * 0.9), int(image.height * y * 0.9)
    spot = image.convert("RGB").crop(
        (left, top, left + image.width // 10, top + image.height // 10)
    )
    return ImageStat.Stat(spot).mean
