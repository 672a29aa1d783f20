"""What the web server in front of the site is told: whom it believes, what it never tells."""

from types import SimpleNamespace

import httpx
import pytest
import uvicorn

import main
from domain.gateways.settings import read_settings


async def tells_who_asks(scope, _receive, send):
    """In place of the site."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["client"][0].encode()})


@pytest.fixture
def served(monkeypatch, tmp_path):
    """How `main` would have uvicorn serve, with these settings."""

    def served(**settings):
        told = {}
        monkeypatch.setattr(main, "App", lambda _: SimpleNamespace(services=None))
        monkeypatch.setattr(main, "build_app", lambda *_, **__: tells_who_asks)
        monkeypatch.setattr(
            main, "serve_at", lambda app, _sockets, **options: told.update(options, app=app)
        )
        main.run_server(read_settings(data_dir=tmp_path, **settings), [])
        config = uvicorn.Config(**told, interface="asgi3")
        config.load()
        return config

    return served


async def asked_by(config, address, **headers):
    line = httpx.ASGITransport(config.loaded_app, client=(address, 1234))
    async with httpx.AsyncClient(transport=line, base_url="http://inbox.test") as visitor:
        return (await visitor.get("/", headers=headers)).text


# FAULT: S-5
# TRUST: 2.3-57
async def test_a_proxy_on_this_machine_is_believed_unless_it_is_told_otherwise(served):
    said = {"X-Forwarded-For": "1.2.3.4, 6.6.6.6"}

    for loopback in ("127.0.0.1", "::1"):
        assert await asked_by(served(), loopback, **said) == "6.6.6.6"
        assert await asked_by(served(trusted_proxies=""), loopback, **said) == loopback
    assert await asked_by(served(), "10.0.0.2", **said) == "10.0.0.2"


# TRUST: 2.3-57
@pytest.mark.parametrize(
    ("trusted", "believed"), [("", "10.0.0.2"), ("10.0.0.9", "10.0.0.2"), ("10.0.0.2", "6.6.6.6")]
)
async def test_only_a_proxy_of_ours_is_believed_who_is_asking(served, trusted, believed):
    config = served(trusted_proxies=trusted)

    assert await asked_by(config, "10.0.0.2", **{"X-Forwarded-For": "6.6.6.6"}) == believed


# TRUST: 2.3-33 2.3-36 2.3-42
def test_what_serves_is_not_named_and_requests_are_not_logged(served):
    config = served()

    assert not config.server_header
    assert not config.access_log, "its lines would hold the tokens that stand in addresses"
    assert config.ws_max_size <= 256 * 1024
