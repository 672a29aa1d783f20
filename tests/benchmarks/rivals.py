"""How others would fit a picture: ImageMagick, and Pillow without much thought."""

import io
import shutil
import subprocess

from PIL import Image, ImageOps

IMAGEMAGICK = "convert-im6.q16"
NAIVE_SIDE = 1600


def has_imagemagick() -> bool:
    return shutil.which(IMAGEMAGICK) is not None


def imagemagick(content: bytes, limit: int, side: int | None = None) -> bytes:
    """The quality that just fits, at full size or at most that long. May exceed the limit."""
    shrink = ["-resize", f"{side}x{side}>"] if side else []
    options = ["-auto-orient", *shrink, "-background", "white", "-alpha", "remove", "-strip"]
    extent = ["-interlace", "JPEG", "-define", f"jpeg:extent={limit}b", "jpg:-"]
    command = [IMAGEMAGICK, "-", *options, *extent]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


def naive_pillow(content: bytes, limit: int) -> bytes:
    """At most 1600 pixels, the tables of the standard, and the best quality that fits."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    image.thumbnail((NAIVE_SIDE, NAIVE_SIDE))
    image.info.clear()
    low, high = 1, 95
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(plain_jpeg(image, middle)) <= limit else (low, middle - 1)
    return plain_jpeg(image, low)


def plain_jpeg(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()
