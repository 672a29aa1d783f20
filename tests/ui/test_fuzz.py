"""Whatever is sent here, nothing breaks, and nothing changes beyond one's scope."""

import inspect
import json
import logging
import re
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nicegui import core

from tests.agents import Frame, OpenPage
from tests.support.product import ELSEWHERE, FOREIGN
from tests.ui.visitors import token_in, until
from ui.components.live_element import LiveElement
from ui.door import allowance

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

NICEGUIS_OWN = 2
"""Events of its layout, on every page."""
PAYLOADS, AT_ONCE = 2000, 25
REQUESTS, REQUESTS_AT_ONCE = 600, 15
HOSTILE = st.sampled_from(
    (
        "",
        "0",
        "-1",
        "' OR 1=1 --",
        '"NEAR(" AND * %_',
        "<img src=x onerror=alert(1)>",
        "{{7*7}}${7*7}",
        "\0",
        "../../etc/passwd",
        "x" * 10_100,
        "\r\nSet-Cookie: lc=1",
        "/live-conversations/2",
        "//evil.example",
        "+14165550190",
        "closed",
        "٣",
        "9" * 400,
    )
)
SMALL = st.sampled_from((0, 1, 2, 3, 4, 5, 6, 7, -1, 2**31, 2**63 - 1, 1.5, 1e308))
LARGE = st.sampled_from((2**63, 10**400))
HALF_AN_EMOJI = st.just("\ud83d")


def anything(*kinds: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    plain = st.one_of(*kinds, st.none(), st.booleans(), st.text(max_size=20))
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
        ),
        max_leaves=6,
    )


ON_THE_WIRE = anything(SMALL, HOSTILE)
IDS = st.sampled_from((1, 2, 3, 4, 5, 6, 7, 2**63 - 1))
TEXTS = st.one_of(HOSTILE, HALF_AN_EMOJI, st.text(max_size=20))
KEYS = st.one_of(st.text(min_size=1, max_size=64), HALF_AN_EMOJI)
SEEN = st.one_of(st.none(), IDS)
ARGUMENTS = st.one_of(
    st.lists(st.one_of(SMALL, LARGE, TEXTS, anything(SMALL, LARGE, TEXTS)), max_size=7),
    st.tuples(IDS),
    st.tuples(IDS, TEXTS),
    st.tuples(IDS, IDS),
    st.tuples(IDS, KEYS, TEXTS),
    st.tuples(IDS, KEYS, TEXTS, SEEN, st.lists(IDS, max_size=2)),
    st.tuples(IDS, TEXTS, IDS),
    st.tuples(TEXTS, IDS),
    st.tuples(KEYS, IDS, TEXTS, TEXTS, TEXTS, IDS, st.lists(IDS, max_size=2)),
    st.tuples(st.dictionaries(TEXTS, TEXTS, max_size=4)),
)
"""Of any kind, and of the kinds that our own pages send."""


def in_stories(number: int) -> settings:
    """The same ones each time; a fixture lasts for all of them."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def nothing_breaks(caplog):
    caplog.set_level(logging.WARNING)

    def check():
        broken = [each for each in caplog.records if each.exc_info or each.levelno >= logging.ERROR]
        assert [(each.name, each.getMessage(), each.exc_info) for each in broken] == []

    return check


@dataclass
class Room:
    """His open page: what it listens to, what it was told, and how things stood before."""

    page: OpenPage
    frames: list[Frame]
    listeners: list[tuple[int, str]]
    before: object
    sent: "count[int]" = field(default_factory=count)

    async def report(self, listener: int, arguments: list[object]) -> None:
        number, listener_id = self.listeners[listener % len(self.listeners)]
        message = {
            "client_id": self.page.page_id,
            "id": number,
            "listener_id": listener_id,
            "args": [json.dumps(each) for each in arguments],
        }
        await self.page.socket.emit("event", message)
        next(self.sent)

    async def all_is_heard(self) -> None:
        """What is asked last is answered last, or nearly so."""
        before = len(self.answers)
        await self.page.report("composer", "templates")
        await until(lambda: len(self.answers) > before, seconds=60)

    @property
    def answers(self) -> list[Frame]:
        return [each for each in self.frames if each.method == "showTemplates"]

    @property
    def told(self) -> str:
        return json.dumps([each.details for each in self.frames], default=str)


@pytest.fixture
async def room(jonas, beyond_his_scope, monkeypatch):
    monkeypatch.setattr(allowance, "AT_ONCE", 10**6)
    monkeypatch.setattr(allowance, "BYTES_AT_ONCE", 10**9)
    frames = []
    html = (await jonas.get("/live-conversations/1")).text
    page = OpenPage(jonas.address, html, on_frame=frames.append)
    await page.connect(cookie=jonas.cookie)
    yield Room(page, frames, events_of(page), beyond_his_scope())
    await page.close()


def events_of(page: OpenPage) -> list[tuple[int, str]]:
    """Every event that some element of the page listens to."""
    return [
        (int(number), each["listener_id"])
        for number, element in page._elements.items()
        for each in element.get("events", [])
    ]


def heard_by(kind: type[LiveElement]) -> int:
    """How many events elements of this class, and of those made of it, say that they hear."""
    own = inspect.getsource(kind).count("self._hear(")
    return own + sum(heard_by(each) for each in kind.__subclasses__())


# TRUST: 2.3-32 2.3-43
@in_stories(PAYLOADS // AT_ONCE)
@given(
    reports=st.lists(
        st.tuples(st.integers(0, 10**6), ARGUMENTS), min_size=AT_ONCE, max_size=AT_ONCE
    )
)
async def test_two_thousand_odd_reports_break_nothing_and_reach_nothing(
    reports, room, beyond_his_scope, nothing_breaks
):
    assert len(room.listeners) == heard_by(LiveElement) + NICEGUIS_OWN

    for listener, arguments in reports:
        await room.report(listener, arguments)
    await room.all_is_heard()

    nothing_breaks()
    assert beyond_his_scope() == room.before
    assert ELSEWHERE not in room.told
    assert FOREIGN not in room.told


# TRUST: 2.3-32
@in_stories(40)
@given(
    messages=st.lists(
        st.tuples(
            st.sampled_from(("event", "javascript_response", "ack", "log")),
            ON_THE_WIRE,
            ON_THE_WIRE,
        ),
        min_size=10,
        max_size=10,
    )
)
async def test_messages_of_any_shape_break_nothing(messages, room, nothing_breaks):
    """As no NiceGUI page sends them: whatever stands in for an id, a list or a word."""
    for name, anything, more in messages:
        known = {"client_id": room.page.page_id, "args": more, "level": more, "message": more}
        rest = anything if isinstance(anything, dict) else {"id": anything, "listener_id": more}
        for message in (anything, known | rest):
            await room.page.socket.emit(name, message)
    await room.all_is_heard()

    nothing_breaks()


# TRUST: 2.3-35
async def test_what_a_browser_wants_logged_is_one_short_line(room, caplog):
    forged = "All is well\nERROR root: the house burns " + "x" * 10_000
    log = {"client_id": room.page.page_id, "level": "error", "message": forged}

    await room.page.socket.emit("log", log)
    await until(
        lambda: any("All is well" in each.getMessage() for each in caplog.records), seconds=60
    )

    [line] = [each.getMessage() for each in caplog.records if "All is well" in each.getMessage()]
    assert "\n" not in line
    assert len(line) <= 500


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
        if "live-conversations" in getattr(route, "path", "")
    ]
    assert {"/users/{user_id}", "/media/{attachment_id}", "/live-conversations/attachments"} <= {
        *own
    }
    assert "/live-conversations/{conversation}" in pages
    return [*own, *pages]


NUMBERS = ("9" * 30, str(2**63), "²")
NUMBERED = ("at", "before", "conversation", "location", "message", "attempt", "id", "sign_in")


# FAULT: A-9
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:3])
async def test_no_number_from_outside_breaks_a_route(number, jonas, known_paths, nothing_breaks):
    token = token_in(await jonas.get("/account"))
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
    token = token_in(await jonas.get("/account"))
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
