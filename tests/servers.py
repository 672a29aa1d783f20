"""The real program as a process of its own, for tests that need one."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120
LEFT_BEHIND = ("NICEGUI_", "PYTEST_", "TWILIO_", "PYTHONDONTWRITEBYTECODE")
"""What a user's machine does not have. Without bytecode, each start compiles everything anew."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process(Protocol):
    """What is needed of `subprocess.Popen`, and so of anything in its place."""

    pid: int

    def poll(self) -> int | None: ...

    def send_signal(self, sig: int) -> None: ...

    def wait(self, timeout: float | None = None) -> int: ...


class Server:
    """`uv run main.py COMMAND` with settings of its own. Starts again on the same data."""

    def __init__(self, command: str, data_dir: Path, **settings: str) -> None:
        self._command = command
        self.root = ROOT
        """Where the program lies."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = data_dir
        self._log = data_dir / "server.log"
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(LEFT_BEHIND)
        }
        self._environment = inherited | {
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "PUBLIC_BASE_URL": self.url,
            "LOG_LEVEL": "warning",
            **settings,
        }
        self._process: Process | None = None

    def set(self, **settings: str) -> None:
        """Known only now; takes effect at the next start."""
        self._environment |= settings

    @property
    def environment(self) -> dict[str, str]:
        return self._environment

    @property
    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    def start(self, *, within_seconds: float = PATIENCE_SECONDS) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._process = self._launch()
        self.await_health(within_seconds)

    def await_health(self, within_seconds: float = PATIENCE_SECONDS) -> None:
        end = time.monotonic() + within_seconds
        while time.monotonic() < end:
            if self._process and self._process.poll() is not None:
                raise RuntimeError(f"The server ended by itself:\n{self.log}")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError(f"The server is not up after {within_seconds} s:\n{self.log}")

    def kill(self) -> None:
        """As a power cut would: no chance to tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server was not started"
        return self._process.pid

    def _launch(self) -> "Process":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, str(self.root / "main.py"), self._command],
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    def _end(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None
