"""A process that has the program imported, and forks it off whenever it is asked to."""

import os
import signal
import socket
import sys

from main import main


def rock(control: socket.socket) -> None:
    """For each byte that comes, start the program and answer with its process id."""
    # The forks are nobody's to wait for, so the system clears them away when they end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while control.recv(1):
        pid = os.fork()
        if pid == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            main()
        control.sendall(pid.to_bytes(8))


if __name__ == "__main__":
    control = socket.socket(fileno=int(sys.argv.pop()))
    rock(control)
