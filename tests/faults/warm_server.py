"""A server that is up again in a fraction of a second, so that it can be killed many times."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress

from tests.servers import ROOT, Server

CRADLE = "tests.faults.cradle"


class WarmServer(Server):
    """Like `Server`, but its imports, which take seconds, happen only once.

    Each start is a process of its own all the same: it runs `main()` from the beginning, and
    shares nothing with the earlier ones but the data directory. `retire` it in the end.
    """

    _cradle: subprocess.Popen[bytes] | None = None
    _control: socket.socket

    def retire(self) -> None:
        self.kill()
        if self._cradle:
            self._control.close()
            self._cradle.wait(10)

    def _launch(self) -> "Fork":
        if self._cradle is None:
            self._warm_up()
        self._control.sendall(b"!")
        return Fork(int.from_bytes(self._control.recv(8)))

    def _warm_up(self) -> None:
        self._control, theirs = socket.socketpair()
        with self._log.open("ab") as log, theirs:
            self._cradle = subprocess.Popen(
                [sys.executable, "-m", CRADLE, self._command, str(theirs.fileno())],
                env=self._environment | {"PYTHONPATH": str(ROOT)},
                pass_fds=[theirs.fileno()],
                stdout=log,
                stderr=log,
            )


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
