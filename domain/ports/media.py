"""Where customers' files are fetched from, and how pictures are looked at."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Thumbnail:
    content: bytes
    """A small JPEG."""
    width: int
    height: int
    """Of the whole picture, in pixels, as a browser draws it."""


class Thumbnails(Protocol):
    """Looks at pictures that strangers sent: distrustful, in bounded time and memory."""

    @abstractmethod
    async def make(self, path: Path) -> Thumbnail:
        """Of what there is of the picture in a file. Raise `UnusablePicture` for what is no picture
        that a page may show, or would cost too much."""


class DownloadFailed(Exception):
    """The file could not be had this time; it may be had later."""


class DownloadRefused(Exception):
    """The file will not be fetched, however often one tries; the words are for the log."""


class MediaSource(Protocol):
    """Where customers' files lie until we have them."""

    @abstractmethod
    def open(self, url: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield the content piece by piece.

        Raise `DownloadFailed` or `DownloadRefused`, also while reading.
        """
