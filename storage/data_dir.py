"""The folder that holds everything: who may read it, and who uses it just now."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from domain.model.errors import DomainError

SERVER_LOCK = "server.lock"
"""The server holds it for as long as it lives."""
USE_LOCK = "use.lock"
"""All that use the data share it; whoever replaces or updates the data holds it alone."""
MEDIA = "media"
KEYS = ("secret-key", "push-key")
REPLACED = "before-restore"
"""Here a restore keeps what it replaces, until it is done."""
PATIENCE = 5.0
"""Seconds to wait for another command that is about to end."""


class ServerIsRunning(DomainError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"A server is running on {folder} already. Stop it first, or set DATA_DIR to another "
            "folder."
        )


class DataInUse(DomainError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The data in {folder} is in use by a server or by another command. "
            "Stop the server first, or wait until the command has ended."
        )


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Be the only server on this folder. Raise `ServerIsRunning`.

    The kernel releases a lock when the process that holds it ends, however it ends.
    """
    lock = folder / SERVER_LOCK
    with _locked(lock, fcntl.LOCK_EX, patience=0, otherwise=ServerIsRunning(folder)):
        yield


@contextmanager
def using(folder: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Use the data beside others. Raise `DataInUse` while it is being replaced or updated."""
    lock = folder / USE_LOCK
    with _locked(lock, fcntl.LOCK_SH, patience, otherwise=DataInUse(folder)):
        yield


@contextmanager
def replacing(folder: Path, *, patience: float = 0) -> Iterator[None]:
    """Be the only one that uses the data. Raise `DataInUse`."""
    lock = folder / USE_LOCK
    with _locked(lock, fcntl.LOCK_EX, patience, otherwise=DataInUse(folder)):
        yield


def clear(folder: Path) -> None:
    """Remove all but the locks. Raise `DataInUse` while a server or a command uses it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(folder):
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in (SERVER_LOCK, USE_LOCK):
                path.unlink()


def make_private(folder: Path, *databases: Path) -> None:
    """Let nobody but the owner read the folder, which is made if need be, and what is in it.

    The keys are not among it: one that others could read must be noticed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = (each.with_name(each.name + end) for each in databases for end in ("", "-wal", "-shm"))
    for path in (folder, *files, folder / MEDIA):
        # Each can be missing, and the folder can belong to somebody else.
        with suppress(FileNotFoundError, PermissionError):
            path.chmod(path.stat().st_mode & 0o700)


@contextmanager
def _locked(path: Path, how: int, patience: float, *, otherwise: DomainError) -> Iterator[None]:
    """Wait for as many seconds as `patience` says."""
    end = time.monotonic() + patience
    with _opened(path) as file:
        while not _is_taken(file, how):
            if time.monotonic() >= end:
                raise otherwise
            time.sleep(0.05)
        yield


def _is_taken(file: BinaryIO, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(path: Path) -> BinaryIO:
    """A child process that outlives us must not hold the lock, so forks close the file."""
    file = open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "rb")  # noqa: SIM115
    os.register_at_fork(after_in_child=file.close)
    return file
