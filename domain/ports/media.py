"""Where the contents of files are kept, fetched from, and looked at."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class IncomingFile(Protocol):
    """A file that has come whole and is not kept yet."""

    @property
    @abstractmethod
    def size(self) -> int: ...

    @property
    @abstractmethod
    def path(self) -> Path:
        """Where it lies until it is kept."""

    @property
    @abstractmethod
    def head(self) -> bytes:
        """Enough of its first bytes to tell its type."""

    @abstractmethod
    async def keep(self) -> str:
        """Return the hash of its content, under which it is found from now on."""


class MediaFiles(Protocol):
    """Contents of files, named by their hash: whole or not there at all."""

    @abstractmethod
    def receiving(
        self, chunks: AsyncIterator[bytes], *, limit: int
    ) -> AbstractAsyncContextManager[IncomingFile]:
        """Take in what comes. Unless it is kept, nothing of it stays.

        Raise `FileTooLarge` as soon as there are more than `limit` bytes, and `DiskFull`.
        """

    @abstractmethod
    async def keep(self, content: bytes) -> str:
        """Return its hash. Raise `DiskFull`."""

    @abstractmethod
    async def read(self, content_hash: str) -> bytes:
        """Raise `UnknownAttachment` when it is not there."""

    @abstractmethod
    async def find(self, content_hash: str) -> Path | None:
        """Where it lies, to be read and not to be changed."""

    @abstractmethod
    async def find_thumbnail(self, content_hash: str) -> Path | None: ...

    @abstractmethod
    async def keep_thumbnail(self, content_hash: str, thumbnail: bytes) -> Path:
        """It goes when the content it belongs to goes."""

    @abstractmethod
    def undisturbed(self) -> AsyncIterator[set[str]]:
        """The hashes of all that nobody has kept lately, some at a time."""

    @abstractmethod
    async def remove(self, content_hashes: Collection[str]) -> int:
        """Unless somebody has kept it lately; say how many went."""


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


class NotFetched(Exception):
    """The file could not be had this time; it may be had later."""


class NeverFetched(Exception):
    """The file will not be fetched, however often one tries; the words are for the log."""


class MediaSource(Protocol):
    """Where customers' files lie until we have them."""

    @abstractmethod
    def open(self, url: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Its content piece by piece. Raise `NotFetched` or `NeverFetched`, also while reading."""
