"""Every route of the site is in a table that says who may use it, or is told of elsewhere."""

from types import SimpleNamespace

from fastapi import FastAPI
from nicegui import core
from nicegui.testing.general import nicegui_reset_globals

from tests.support.plain_pages import FRAMED, ROUTES, TAKES_AN_ID, table_of
from ui.app import PLAIN, build_app
from ui.security.site_config import SiteConfig

SEEN_TO_ELSEWHERE = {
    ("POST", "/webhooks/twilio/inbound"),
    ("POST", "/webhooks/twilio/status"),
    ("POST", "/webhooks/twilio/check"),
    ("GET", "/m/check-up"),
    ("GET", "/m/{token}"),
    ("GET", "/media/{attachment_id}"),
    ("GET", "/media/{attachment_id}/thumbnail"),
    ("POST", "/live-conversations/attachments"),
    ("GET", "/live-conversations/attachments"),
    ("DELETE", "/live-conversations/attachments/{attachment_id}"),
    ("GET", "/live-conversations/attachments/{attachment_id}/preview"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
}
"""In the tests of webhooks, files and the guard; the plain pages have a table of their own."""


# SPEC: ACC-6
# TRUST: 2.3-21
def test_every_route_has_its_row():
    services = SimpleNamespace(sign_in=None, users=None, one_time_links=None)
    config = SiteConfig(brand="Chatter", public_base_url="http://127.0.0.1", secret_key="for tests")
    site = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for module in PLAIN:
        site.include_router(module.routes(services, config=config))

    assert table_of(site.routes) == set(ROUTES)
    assert set(TAKES_AN_ID) <= set(ROUTES)


# SPEC: ACC-6
# TRUST: 2.3-21
def test_every_route_of_the_site_is_known(parts):
    config = SiteConfig(brand="Chatter", public_base_url="http://127.0.0.1", secret_key="for tests")
    with nicegui_reset_globals():
        site = build_app(parts.services, config=config, running=lambda: None)

        table = {
            (method, path)
            for method, path in table_of(route for route in site.routes if is_ours(route))
            if not path.startswith("/assets/")
        }
        pages = {route.path for route in core.app.routes if hasattr(route, "methods")}

    assert table == set(ROUTES) | SEEN_TO_ELSEWHERE
    assert {path for path in pages if not path.startswith("/_nicegui")} == set(FRAMED)


def is_ours(route) -> bool:
    return hasattr(route, "methods") or hasattr(route, "original_router")
