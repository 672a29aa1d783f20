"""Pictures and other files on the simulated network: what they are, and where they lie."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import aiohttp

from domain.model.media import HEAD_BYTES, MAX_INBOUND_BYTES, sniff_type

RETRIEVAL_FAILED, WRONG_TYPE = "11200", "12300"
"""Twilio's codes for media that it could not fetch, and for media that is not what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One file of a text."""

    sid: str
    media_type: str


class Unfetchable(Exception):
    """The app's media cannot be had; `code` is Twilio's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MediaStore:
    """Contents of files, in a folder; without one they are forgotten with the process."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes, media_type: str, *, sid: str = "") -> Medium:
        medium = Medium(sid=sid or f"ME{uuid4().hex}", media_type=media_type)
        if self._folder is None:
            self._contents[medium.sid] = content
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / medium.sid).write_bytes(content)
        return medium

    def content(self, medium: Medium) -> bytes:
        """Raise `FileNotFoundError` when it is lost."""
        if self._folder is not None:
            return (self._folder / medium.sid).read_bytes()
        if medium.sid not in self._contents:
            raise FileNotFoundError(medium.sid)
        return self._contents[medium.sid]


async def fetch(url: str) -> tuple[bytes, str]:
    """Download a file as Twilio does: HEAD and GET without credentials; its type must be true."""
    try:
        async with aiohttp.ClientSession() as session:
            async with session.head(url, allow_redirects=True) as head_response:
                head_response.raise_for_status()
            async with session.get(url) as response:
                response.raise_for_status()
                content = await _whole(response.content)
                media_type = response.content_type
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise Unfetchable(RETRIEVAL_FAILED) from error
    if media_type != sniff_type(content[:HEAD_BYTES]):
        raise Unfetchable(WRONG_TYPE)
    return content, media_type


async def _whole(coming: aiohttp.StreamReader) -> bytes:
    content = bytearray()
    async for chunk in coming.iter_any():
        content += chunk
        if len(content) > MAX_INBOUND_BYTES:
            raise Unfetchable(RETRIEVAL_FAILED)
    return bytes(content)
