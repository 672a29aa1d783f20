"""Every plain page and form: who may use it, and how a browser does."""

import html
import re

OPEN, ANYBODY, AGENTS = "open", "anybody", "agents"
MANAGERS, ADMINISTRATORS = "managers", "administrators"
FIELDS = {
    "name": "X",
    "email": "x@bright.test",
    "sure": "on",
    "text": "X",
    "number": "+14165550177",
}

ROUTES = {
    ("GET", "/sign-in"): OPEN,
    ("POST", "/sign-in"): OPEN,
    ("GET", "/sign-in/code"): OPEN,
    ("POST", "/sign-in/code"): OPEN,
    ("GET", "/forgot-password"): OPEN,
    ("POST", "/forgot-password"): OPEN,
    ("POST", "/sign-out"): OPEN,
    ("GET", "/set-up/{token}"): OPEN,
    ("POST", "/set-up/{token}"): OPEN,
    ("GET", "/invite/{token}"): OPEN,
    ("POST", "/invite/{token}"): OPEN,
    ("GET", "/reset/{token}"): OPEN,
    ("POST", "/reset/{token}"): OPEN,
    ("GET", "/manifest.webmanifest"): OPEN,
    ("GET", "/service-worker.js"): OPEN,
    ("GET", "/session"): ANYBODY,
    ("GET", "/account/device"): AGENTS,
    ("POST", "/account/device"): AGENTS,
    ("DELETE", "/account/device"): ANYBODY,
}
"""Every plain page and form, and who may use it."""

FRAMED = {
    "/": ANYBODY,
    "/live-conversations": AGENTS,
    "/live-conversations/{conversation}": AGENTS,
    "/live-conversations/{conversation}/details": AGENTS,
    "/live-conversations/{conversation}/move": AGENTS,
    "/account": ANYBODY,
    "/account/two-step": ANYBODY,
    "/users": MANAGERS,
    "/users/new": MANAGERS,
    "/users/{user_id}": MANAGERS,
    "/settings": ADMINISTRATORS,
    "/settings/points-of-contact": ADMINISTRATORS,
    "/settings/points-of-contact/new": ADMINISTRATORS,
    "/settings/points-of-contact/{place_id}": ADMINISTRATORS,
    "/settings/templates": ADMINISTRATORS,
    "/settings/templates/new": ADMINISTRATORS,
    "/settings/templates/{template_id}": ADMINISTRATORS,
    "/settings/notifications": ADMINISTRATORS,
    "/settings/check-up": ADMINISTRATORS,
    "/settings/unrouted": ADMINISTRATORS,
    "/settings/audit-log": ADMINISTRATORS,
}
"""Every page in the frame, and who may see it."""

TAKE_JSON = {("POST", "/account/device")}
"""No form of another site can write it, and the guard asks where it comes from."""

TAKES_AN_ID = {}
"""Those that could be given an id of another company, and of what."""


async def submit(visitor, path, **fields):
    """As from a form that was opened before."""
    return await visitor.post(path, token=visitor.token, **fields)


async def ask(visitor, method, path, *, of=1, **fields):
    path = path.format(user_id=of, conversation_id=of, deed="deactivate", token="made-up")
    if method == "GET":
        return await visitor.get(path)
    return await submit(visitor, path, **FIELDS | fields)


async def member_of(visitor, services):
    """Who is signed in there, to call use cases for."""
    return await services.sign_in.member(visitor.browser.cookies["lc"])


async def deeds_in_the_log(visitor, services):
    """As an administrator reads them."""
    entries, _ = await services.audit_log.page(by=await member_of(visitor, services))
    return [entry.deed for entry in entries]


def told(answer):
    return html.unescape(re.search(r'role="alert"[^>]*>([^<]+)<', answer.text)[1])


def changes(entries):
    """All but the coming and going."""
    return [entry.deed for entry in entries if not entry.deed.startswith("signed")]


def where(kind):
    return [route for route, who in ROUTES.items() if who == kind]


def table_of(routes, before=""):
    table = set()
    for route in routes:
        if hasattr(route, "methods"):
            table |= {(method, before + route.path) for method in route.methods - {"HEAD"}}
        else:
            prefix = getattr(getattr(route, "include_context", None), "prefix", "")
            table |= table_of(route.original_router.routes, before + prefix)
    return table
