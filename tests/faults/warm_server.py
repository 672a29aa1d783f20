"""A server that is up again in a fraction of a second, so that it can be killed many times."""

import atexit
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache

from tests.servers import ROOT, Server

CRADLE = "tests.faults.cradle"


class WarmServer(Server):
    """Like `Server`, but its imports, which take seconds, happen only once.

    Each start is a process of its own all the same: it runs `main()` from the beginning, and
    shares nothing with the earlier ones but the data directory.
    """

    def _launch(self) -> "Fork":
        wish = {
            "command": self._command,
            "environment": self._environment,
            "log": str(self._log),
        }
        cradle = _cradle()
        cradle.sendall(json.dumps(wish).encode() + b"\n")
        return Fork(int.from_bytes(cradle.recv(8)))


@cache
def _cradle() -> socket.socket:
    """One for all servers, until the tests end."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", CRADLE, str(theirs.fileno())],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            pass_fds=[theirs.fileno()],
        )
    atexit.register(process.wait, 10)
    atexit.register(ours.close)
    return ours


class Fork:
    """A process that is not our child, as far as it can be known from outside."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """0 once it has ended, whatever it ended with."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def send_signal(self, sig: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, sig)

    def wait(self, timeout: float | None = None) -> int:
        end = time.monotonic() + (timeout or float("inf"))
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("main.py", timeout or 0)
            time.sleep(0.002)
        return 0
