"""Contents of files in a folder, each named by its hash: whole, or not there at all."""

import asyncio
import errno
import hashlib
import logging
import os
import re
import shutil
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import BinaryIO

from domain.model.log_once import log_once
from domain.model.media import HEAD_BYTES
from domain.model.picture_errors import DiskFull, FileTooLarge, UnknownAttachment

logger = logging.getLogger(__name__)

SPARE_BYTES = 200_000_000
"""So much is left free for the database: a message must always find room."""
UNDISTURBED_SECONDS = 60 * 60
"""How long what was kept waits for somebody to refer to it."""

MEMBER = re.compile(r"media/([0-9a-f]{2})/(\1[0-9a-f]{62})")
"""The name of such a file in an archive, and in it the hash."""

_TEMPORARY = "incoming"
_THUMBNAIL = ".thumbnail.jpg"


class MediaFolder:
    """Keeps contents of files, named by their hash: whole or not there at all.

    Below one folder, for one process. Half of a file that a crash left behind goes at start.
    """

    def __init__(
        self,
        folder: Path,
        *,
        spare_bytes: int = SPARE_BYTES,
        undisturbed_seconds: float = UNDISTURBED_SECONDS,
    ) -> None:
        self._folder = folder = folder.absolute()
        self._spare_bytes = spare_bytes
        self._undisturbed_seconds = undisturbed_seconds
        self._changing = Lock()
        self._incoming = folder / _TEMPORARY
        shutil.rmtree(self._incoming, ignore_errors=True)
        self._incoming.mkdir(parents=True)

    @asynccontextmanager
    async def receive(
        self, chunks: AsyncIterator[bytes], *, limit: int
    ) -> AsyncIterator["IncomingFile"]:
        """Take in what comes. Unless it is kept, nothing of it stays.

        Raise `FileTooLarge` as soon as there are more than `limit` bytes, and `DiskFull`.
        """
        self._refuse_when_full()
        path = self._incoming / token_hex(16)
        try:
            with refused_when_full(), path.open("wb") as file:
                size, digest, head = await _write(chunks, file, limit=limit)
            yield IncomingFile(path, size, head, lambda: self._put(path, digest))
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def store(self, content: bytes) -> str:
        """Keep the content, and return its hash. Raise `DiskFull`."""
        self._refuse_when_full()
        return await asyncio.to_thread(self._keep, content)

    async def read(self, content_hash: str) -> bytes:
        """Return the content. Raise `UnknownAttachment` when it is not there."""
        try:
            return await asyncio.to_thread(self._path(content_hash).read_bytes)
        except FileNotFoundError:
            raise UnknownAttachment from None

    async def find(self, content_hash: str) -> Path | None:
        """Return where the content lies, to be read and not to be changed."""
        return await self._existing(self._path(content_hash))

    async def find_thumbnail(self, content_hash: str) -> Path | None:
        return await self._existing(thumbnail_of(self._path(content_hash)))

    async def store_thumbnail(self, content_hash: str, thumbnail: bytes) -> Path:
        """Keep the thumbnail until its content is removed."""
        path = thumbnail_of(self._path(content_hash))
        await asyncio.to_thread(self._write_whole, thumbnail, path)
        return path

    async def settled(self) -> AsyncIterator[set[str]]:
        """Yield the hashes of all that nobody has kept lately, some at a time."""
        for folder in self._folder.glob("??"):
            yield await asyncio.to_thread(self._undisturbed_in, folder)

    async def remove(self, content_hashes: Collection[str]) -> int:
        """Remove what nobody has kept lately; say how many files went."""
        return await asyncio.to_thread(lambda: sum(map(self._remove, content_hashes)))

    def _refuse_when_full(self) -> None:
        if shutil.disk_usage(self._folder).free < self._spare_bytes:
            raise DiskFull

    def _path(self, content_hash: str) -> Path:
        return content_path(self._folder, content_hash)

    async def _existing(self, path: Path) -> Path | None:
        return path if await asyncio.to_thread(path.is_file) else None

    def _keep(self, content: bytes) -> str:
        content_hash = hashlib.sha256(content).hexdigest()
        self._write_whole(content, self._path(content_hash))
        return content_hash

    def _write_whole(self, content: bytes, path: Path) -> None:
        temporary = self._incoming / token_hex(16)
        try:
            with refused_when_full():
                temporary.write_bytes(content)
                self._move(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def _put(self, temporary: Path, content_hash: str) -> str:
        self._move(temporary, self._path(content_hash))
        return content_hash

    def _move(self, temporary: Path, path: Path) -> None:
        """Write it to the disk before it gets its name. Kept once more, it is as good as new."""
        sync(temporary)
        with self._changing:
            path.parent.mkdir(exist_ok=True)
            temporary.replace(path)
        sync(path.parent)

    def _undisturbed_in(self, folder: Path) -> set[str]:
        return {
            path.name
            for path in folder.iterdir()
            if not path.name.endswith(_THUMBNAIL) and self._is_undisturbed(path)
        }

    def _is_undisturbed(self, path: Path) -> bool:
        """Say whether nobody has kept the file lately; one that has gone counts as kept."""
        with suppress(FileNotFoundError):
            return path.stat().st_mtime < time.time() - self._undisturbed_seconds
        return False

    def _remove(self, content_hash: str) -> bool:
        """Remove under the lock, so that nobody keeps it in between. What resists stays."""
        path = self._path(content_hash)
        try:
            with self._changing:
                if self._is_undisturbed(path):
                    thumbnail_of(path).unlink(missing_ok=True)
                    path.unlink(missing_ok=True)
                    return True
        except OSError as error:
            log_once(logger, f"A file cannot be removed: {type(error).__name__}", content_hash)
        return False


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that has come whole and is not kept yet."""

    path: Path
    """Where the file lies until it is kept."""
    size: int
    head: bytes
    """The first bytes, enough to tell the type."""
    _put: Callable[[], str]

    async def store(self) -> str:
        """Keep the file, and return the hash by which it is found from now on."""
        return await asyncio.to_thread(self._put)


@contextmanager
def refused_when_full() -> Iterator[None]:
    """Raise `DiskFull` when the disk has no room; any other error of the disk is a fault."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise


async def _write(
    chunks: AsyncIterator[bytes], file: BinaryIO, *, limit: int
) -> tuple[int, str, bytes]:
    """Return the size, the hash and the first bytes of what was written."""
    size, digest, head = 0, hashlib.sha256(), b""
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise FileTooLarge(limit)
        digest.update(chunk)
        head += chunk[: HEAD_BYTES - len(head)]
        await asyncio.to_thread(file.write, chunk)
    return size, digest.hexdigest(), head


def content_path(folder: Path, content_hash: str) -> Path:
    return folder / content_hash[:2] / content_hash


def thumbnail_of(path: Path) -> Path:
    return path.with_name(path.name + _THUMBNAIL)


def sync(path: Path) -> None:
    """Write to the disk itself; of a folder, the names in it."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
