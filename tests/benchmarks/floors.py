"""The least that could be done: bare programs without accounts, signatures or rules.

Each commits one row per POST, as safely as we do. Run as
`python -m tests.benchmarks.floors webhooks|pages PORT DATABASE`.
"""

import sqlite3
import sys

import uvicorn
from fastapi import FastAPI
from nicegui import ui
from nicegui.element import Element
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

TEXT_PATH = "/text"


def webhooks(database: sqlite3.Connection) -> ASGIApp:
    """Starlette and a commit."""

    async def take(request: Request) -> Response:
        keep(database, (await request.body()).decode())
        return PlainTextResponse("")

    async def greet(_request: Request) -> Response:
        return PlainTextResponse("")

    return Starlette(routes=[Route("/", greet), Route(TEXT_PATH, take, methods=["POST"])])


def pages(database: sqlite3.Connection) -> ASGIApp:
    """NiceGUI, a commit, and one JSON event to every page that is open."""
    site = FastAPI(openapi_url=None)
    logs: list[Element] = []

    @site.post(TEXT_PATH)
    async def take(request: Request) -> Response:
        async with request.form() as form:
            text = str(form["Body"])
        bubble = {"id": keep(database, text), "text": text, "direction": "inbound"}
        for log in logs:
            log.run_method("upsert", bubble)
        return PlainTextResponse("")

    @ui.page("/")
    def page() -> None:
        ui.label("A page with something to paint.")
        log = Element("nicegui-message_log")
        logs.append(log)
        ui.context.client.on_delete(lambda: logs.remove(log))

    ui.run_with(site, tailwind=False, dark=None, reconnect_timeout=120, show_welcome_message=False)
    return site


def open_database(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    return database


def keep(database: sqlite3.Connection, body: str) -> int:
    """Commit at once."""
    return int(database.execute("INSERT INTO texts (body) VALUES (?)", (body,)).lastrowid or 0)


FLOORS = {"webhooks": webhooks, "pages": pages}

if __name__ == "__main__":
    _, name, port, path = sys.argv
    uvicorn.run(
        FLOORS[name](open_database(path)),
        host="127.0.0.1",
        port=int(port),
        log_level="warning",
        access_log=False,
        ws_per_message_deflate=False,
    )
