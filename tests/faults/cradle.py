"""A process that has the program imported, and forks it off whenever it is asked to."""

import gc
import json
import os
import signal
import socket
import sys

from main import main


def rock(control: socket.socket) -> None:
    """For each line that comes, start the program so and answer with its process id."""
    # The forks are nobody's to wait for, so the system clears them away when they end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()  # forks share what is imported, as long as nothing looks through it
    with control.makefile("r") as wishes:
        for wish in wishes:
            pid = os.fork()
            if pid == 0:
                control.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                begin(**json.loads(wish))
            control.sendall(pid.to_bytes(8))


def begin(command: str, environment: dict[str, str], log: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(written, stream.fileno())
    sys.argv[1:] = [command]
    main()


if __name__ == "__main__":
    rock(socket.socket(fileno=int(sys.argv.pop())))
