"""The programs that are measured: ours, and the floors. They run alone and end in any case."""

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import ROOT, Server, free_port

ACCOUNT = "AC" + "b" * 32
TOKEN = "the-auth-token-of-the-benchmarks"
NOBODYS_PORT = "http://127.0.0.1:9"
"""In place of Twilio, which nothing here may ever reach."""


@dataclass(frozen=True, slots=True)
class Program:
    pid: int
    url: str


@contextmanager
def ours(data: Path | None = None, **settings: str) -> Iterator[Program]:
    """`main.py serve` on a copy of this data, or on nothing yet."""
    with temporary_folder() as folder:
        if data:
            shutil.copytree(data, folder, dirs_exist_ok=True)
        server = Server(
            "serve",
            folder,
            TWILIO_ACCOUNT_SID=ACCOUNT,
            TWILIO_AUTH_TOKEN=TOKEN,
            TWILIO_API_BASE_URL=NOBODYS_PORT,
            **settings,
        )
        try:
            server.start(within_seconds=60)
            yield Program(server.pid, server.url)
        finally:
            server.kill()


@contextmanager
def floor(name: str) -> Iterator[Program]:
    """One of `floors.py`."""
    port = free_port()
    with temporary_folder() as folder:
        command = [sys.executable, "-m", "tests.benchmarks.floors", name, str(port)]
        process = subprocess.Popen([*command, str(folder / "floor.db")], cwd=ROOT)
        try:
            program = Program(process.pid, f"http://127.0.0.1:{port}")
            await_answer(program.url, process)
            yield program
        finally:
            process.kill()
            process.wait()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """On the disk of the repository: where /tmp is memory, a commit there would cost nothing."""
    disk = ROOT / "data"
    disk.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as folder:
        yield Path(folder)


def await_answer(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The floor ended by itself with {process.returncode}.")
