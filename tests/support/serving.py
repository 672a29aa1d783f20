"""A site behind a real server, in the loop of the test."""

import asyncio
from contextlib import asynccontextmanager

import nicegui
import uvicorn
from fastapi import FastAPI

from tests.ui.visitors import until
from ui.security.connections import LARGEST_FRAME_BYTES, HttpProtocol, SocketProtocol

STATIC = f"/_nicegui/{nicegui.__version__}/static/nicegui.js"
"""A script of the framework, which never changes."""


@asynccontextmanager
async def served(site: FastAPI, port: int):
    """On loopback, in this very loop."""
    config = uvicorn.Config(
        site,
        port=port,
        log_level="critical",
        http=HttpProtocol,
        ws=SocketProtocol,
        ws_max_size=LARGEST_FRAME_BYTES,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await until(lambda: server.started or serving.done())
        yield
    finally:
        server.should_exit = True
        await serving
