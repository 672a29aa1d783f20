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
    """In pixels, of the normalised picture."""
    normalised: bytes
    """The picture upright, in sRGB, without metadata, with hardly a loss and no larger than is ever
    sent. A browser can show it."""
    normalised_type: str
    original: bytes | None
    """A file that may be sent as it is where there is room: the one that was added, without its
    metadata, or a PNG with 256 colours that looks the same."""
    original_type: str | None
    size_curve: tuple[int, ...]
    """The bytes that a JPEG of it takes at levels of quality that are the same for all pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedPicture:
    """A picture as the customer gets it."""

    content: bytes
    media_type: str
    width: int
    height: int
