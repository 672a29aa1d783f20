"""Files that people send each other: told apart by their content, and named for other people."""

import re
from collections.abc import Mapping
from pathlib import PurePath

MAX_UPLOAD_BYTES = 25_000_000
"""The limit for one picture, before it is made smaller."""
MAX_INBOUND_BYTES = 16_000_000
DAILY_UPLOAD_BYTES = 500_000_000
"""The limit for one user within 24 hours."""

BINARY = "application/octet-stream"
"""The type of unknown files."""
SHOWN_IN_PAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""All others are only offered for download, because they may hold scripts."""
HEAD_BYTES = 512
"""The first bytes of a file, from which its type is detected."""

MAX_NAME_LENGTH = 20
"""The limit that carriers set for file names, which must not contain spaces, either."""

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (8, b"WAVE", "audio/vnd.wave"),
    (0, b"BEGIN:VCARD", "text/vcard"),
    (0, b"BEGIN:VCALENDAR", "text/calendar"),
    (0, b"PK\x03\x04", "application/zip"),
)
_EXTENSIONS: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/tiff": "tif",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/vnd.wave": "wav",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "text/calendar": "ics",
    "text/plain": "txt",
    BINARY: "bin",
}
_IS_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,60}")


def sniff_type(head: bytes, *, claimed: str = "") -> str:
    """Return the type that the first bytes of a file show.

    Where they say nothing, the claim is kept as a name for it, unless it claims to be a picture:
    that would have shown.
    """
    for offset, signature, media_type in _SIGNATURES:
        if head.startswith(signature, offset):
            return media_type
    claimed = claimed.partition(";")[0].strip().lower()
    if _IS_TYPE.fullmatch(claimed) and not claimed.startswith("image/"):
        return claimed
    return BINARY


def extension_for(media_type: str) -> str:
    """Return the file name extension, without the dot."""
    media_type = media_type.partition(";")[0].strip().lower()
    known = _EXTENSIONS.get(media_type)
    return known or _letters(media_type.rpartition("/")[2])[:8] or "bin"


def default_filename(position: int, media_type: str) -> str:
    """Return a name for a file without one; positions count from 1."""
    return f"attachment-{position}.{extension_for(media_type)}"


def carrier_filename(written: str, media_type: str) -> str:
    """Return a name that carriers accept: at most `MAX_NAME_LENGTH` safe characters."""
    extension = extension_for(media_type)
    stem = re.sub(r"[^A-Za-z0-9]+", "-", PurePath(written).stem).strip("-")
    return f"{stem[: MAX_NAME_LENGTH - len(extension) - 1].strip('-') or 'picture'}.{extension}"


def _letters(subtype: str) -> str:
    return re.sub(r"[^a-z0-9]", "", subtype)
