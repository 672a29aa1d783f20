"""How often scripts are packed, and that they come as they are."""

from types import SimpleNamespace

import brotli
import httpx
import pytest
from starlette.responses import Response

from ui.security import compression


@pytest.fixture
def packings(monkeypatch):
    """What was packed, in turn."""
    packings = []

    def compress(text, *, quality):
        packings.append(text)
        return brotli.compress(text, quality=quality)

    monkeypatch.setattr(compression, "brotli", SimpleNamespace(compress=compress))
    return packings


async def test_a_script_is_packed_once_for_all_its_addresses_and_anew_when_it_changed(packings):
    scripts = {"/assets/one.js": "let a = 1;", "/assets/same.js": "let a = 1;"}

    async def serve(scope, receive, send):
        await Response(scripts[scope["path"]], media_type="text/javascript")(scope, receive, send)

    transport = httpx.ASGITransport(compression.Compression(serve))
    async with httpx.AsyncClient(transport=transport, base_url="http://inbox") as browser:
        for address in scripts:
            assert (await browser.get(address)).text == "let a = 1;"
        scripts["/assets/one.js"] = "let a = 2;"
        changed = await browser.get("/assets/one.js")

    assert (changed.text, changed.headers["content-encoding"]) == ("let a = 2;", "br")
    assert packings == [b"let a = 1;", b"let a = 2;"]
