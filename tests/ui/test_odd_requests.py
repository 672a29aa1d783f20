"""Whatever is asked for at any address, nothing breaks, and nothing changes beyond one's scope."""

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nicegui import core

from tests.support.fuzzing import HOSTILE, in_stories
from tests.support.product import ELSEWHERE, FOREIGN

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

REQUESTS, REQUESTS_AT_ONCE = 600, 15

METHODS = st.sampled_from(("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"))
FIELDS = st.dictionaries(
    st.sampled_from(
        (
            "name",
            "email",
            "password",
            "text",
            "template",
            "place",
            "user",
            "phone",
            "conversation",
            "key",
            "next",
            "status",
            "at",
            "q",
            "location",
            "before",
            "saved",
            "deed",
            "Body",
            "From",
        )
    ),
    HOSTILE,
    max_size=5,
)


def paths_of(site) -> list[str]:
    """Of every route there is, those of NiceGUI's behind ours included."""
    found = []
    for route in site.routes:
        path = getattr(route, "path", "")
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        prefix = getattr(getattr(route, "include_context", None), "prefix", path)
        if getattr(route, "methods", None):
            found.append(path)
        elif hasattr(inner, "routes"):
            found += [prefix + each for each in paths_of(inner)]
    return found


@pytest.fixture
def known_paths(jonas):
    own = [path for path in paths_of(jonas.site) if not path.startswith("/_nicegui")]
    pages = [
        route.path
        for route in core.app.routes
        if hasattr(route, "methods") and not route.path.startswith("/_nicegui")
    ]
    assert {"/media/{attachment_id}", "/live-conversations/attachments"} <= {*own}
    assert {"/live-conversations/{conversation}", "/users/{user_id}"} <= {*pages}
    return [*own, *pages]


NUMBERS = ("9" * 30, str(2**63), "²")
NUMBERED = ("at", "before", "conversation", "location", "message", "attempt", "id", "sign_in")


# FAULT: A-9
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:3])
async def test_no_number_from_outside_breaks_a_route(number, jonas, known_paths, nothing_breaks):
    token = jonas.token
    fields = dict.fromkeys(NUMBERED, number)
    for template in known_paths:
        path = re.sub(r"\{[^}]+\}", quote(number), template)
        if path == "/sign-out":
            continue
        for method, body in (("GET", None), ("POST", {**fields, "token": token})):
            answer = await jonas.browser.request(
                method,
                path,
                params=fields,
                data=body,
                headers={"Origin": jonas.address, "Sec-Fetch-Dest": "document"},
            )
            assert answer.status_code < 500, (method, template)

    nothing_breaks()


# TRUST: 2.3-32
@in_stories(REQUESTS // REQUESTS_AT_ONCE)
@given(
    requests=st.lists(
        st.tuples(METHODS, st.integers(0, 10**6), HOSTILE, FIELDS, FIELDS, st.booleans()),
        min_size=REQUESTS_AT_ONCE,
        max_size=REQUESTS_AT_ONCE,
    )
)
async def test_odd_requests_break_nothing_and_reach_nothing(
    requests, jonas, known_paths, beyond_his_scope, nothing_breaks
):
    before = beyond_his_scope()
    token = jonas.token
    for method, chosen, part, query, fields, is_form in requests:
        template = known_paths[chosen % len(known_paths)]
        path = re.sub(
            r"\{[^}]+\}",
            lambda _, part=part: quote(part[:200].encode("utf-8", "replace")),
            template,
        )
        if path == "/sign-out":
            continue
        body = (
            {"data": sendable(fields) | {"token": token}} if is_form else {"json": sendable(fields)}
        )
        answer = await jonas.browser.request(
            method,
            path,
            params=sendable(query),
            headers={"Origin": jonas.address, "Sec-Fetch-Dest": "document"},
            **({} if method in ("GET", "HEAD", "OPTIONS") else body),
        )
        assert answer.status_code != 500, (method, path, query, fields)
        assert ELSEWHERE not in answer.text
        assert FOREIGN not in answer.text

    nothing_breaks()
    assert beyond_his_scope() == before


def sendable(fields: dict[str, str]) -> dict[str, str]:
    return {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
