"""Which files are pictures that can be sent: judged by what is in them, never by their names."""

from domain.gateways.images import jpeg, png
from domain.gateways.images.picture_file import PictureFile
from domain.model.picture_errors import EmptyFile, FileTooLarge, WrongKindOfFile

LARGEST_FILE_BYTES = 25_000_000

OTHER_KINDS = (
    (0, b"GIF8", "a GIF"),
    (8, b"WEBP", "a WebP picture"),
    (4, b"ftyphei", "a HEIC picture"),
    (4, b"ftypmif", "a HEIC picture"),
    (4, b"ftypavif", "an AVIF picture"),
    (4, b"ftyp", "a video"),
    (0, b"%PDF", "a PDF"),
    (0, b"BM", "a bitmap"),
    (0, b"II*\0", "a TIFF picture"),
    (0, b"MM\0*", "a TIFF picture"),
)
"""Where in a file which bytes stand, and what people call it."""


def read_picture_file(content: bytes) -> PictureFile:
    if not content:
        raise EmptyFile
    if len(content) > LARGEST_FILE_BYTES:
        raise FileTooLarge(LARGEST_FILE_BYTES)
    if content.startswith(jpeg.MAGIC):
        return jpeg.read_jpeg(content)
    if content.startswith(png.MAGIC):
        return png.read_png(content)
    raise WrongKindOfFile(_kind(content))


def _kind(content: bytes) -> str:
    known = (name for at, magic, name in OTHER_KINDS if content.startswith(magic, at))
    return next(known, "something else")
