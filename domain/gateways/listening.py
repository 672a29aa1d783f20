"""The port: taken before anything else is done, so that one that is in use changes nothing."""

import errno
import socket
import sys
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from domain.gateways.settings import UnusableSettings

STARTUP_FAILED = 3
"""uvicorn's exit code for it."""
NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
"""A name like localhost stands for several addresses, and not every machine has IPv6."""


def listen(host: str, port: int) -> list[socket.socket]:
    """At every address that the name has here. Raise `UnusableSettings`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise UnusableSettings(_no_address(host)) from None
    sockets: list[socket.socket] = []
    for family, address in dict.fromkeys((family, address) for family, *_, address in found):
        try:
            sockets.append(socket.create_server(address, family=family, backlog=2048))
        except OSError as error:
            if error.errno in NOT_HERE:
                continue
            for each in sockets:
                each.close()
            raise UnusableSettings(_why(error, port)) from None
    if not sockets:
        raise UnusableSettings(_no_address(host))
    return sockets


def serve(app: ASGIApp, sockets: list[socket.socket], **options: Any) -> None:
    """Until a signal ends it; like `uvicorn.run`, on sockets that are open already."""
    server = uvicorn.Server(uvicorn.Config(app, **options))
    with suppress(KeyboardInterrupt):
        server.run(sockets)
    if not server.started:
        sys.exit(STARTUP_FAILED)


def _why(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"PORT is {port}, where another program listens already. "
            "Stop that program, or set PORT to another number."
        )
    if error.errno == errno.EACCES:
        return f"PORT is {port}, which this user may not take. Set PORT to 1024 or more."
    return f"PORT is {port}, which cannot be listened at: {error.strerror}."


def _no_address(host: str) -> str:
    return (
        f"HOST is “{host}”, which is no address of this machine. "
        "Set it to 127.0.0.1, or to 0.0.0.0 for all addresses."
    )
