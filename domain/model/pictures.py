"""Pictures in messages: what carriers take, and what a picture is made into for them."""

from dataclasses import dataclass

MMS_LIMIT_BYTES = 600_000
"""Most that the attachments of one message may have together (SPEC MMS-2)."""
MAX_ATTACHMENTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestedImage:
    """What is kept of a picture from when it was added until its message is sent.

    From this alone the picture can be fitted into any share of the limit, as often as pictures
    come and go around it.
    """

    width: int
    height: int
    """The width of the working picture in pixels: upright, and no larger than is ever sent."""
    working: bytes
    """The working picture, with hardly a loss and no metadata; a browser can show it."""
    working_type: str
    lossless: bytes | None
    """A file that may be sent as it is when its share allows: the original without its metadata,
    or a palette PNG that is better than a JPEG of its size."""
    lossless_type: str | None
    curve: tuple[int, ...]
    """The bytes it takes at levels of quality that are the same for all pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedPicture:
    """A picture as the customer gets it."""

    content: bytes
    media_type: str
    width: int
    height: int
