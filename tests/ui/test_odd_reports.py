"""Whatever a page reports, nothing breaks, and nothing changes beyond one's scope."""

import inspect
import json
import re
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.open_page import PROTOCOLS, Frame, OpenPage
from tests.support.fuzzing import HOSTILE, in_stories
from tests.support.product import ELSEWHERE, FOREIGN
from tests.ui.visitors import until
from ui.elements.live_element import LiveElement
from ui.elements.wire import field_names
from ui.security import rate_limits

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

PAYLOADS, BURST_FRAMES = 2000, 25
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
VALUES = st.one_of(IDS, TEXTS, KEYS, SEEN, st.lists(IDS, max_size=2))
EVENTS = [event for _, events in PROTOCOLS.values() for event in events if field_names(event)]
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
    st.sampled_from([field_names(event) for event in EVENTS]).flatmap(
        lambda names: st.tuples(
            st.fixed_dictionaries({name: VALUES for name in names.values()}),
        )
    ),
)
"""Of any kind, and of the kinds that our own pages send."""


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
        await self.page.report("composer", "requestTemplates")
        await until(lambda: len(self.answers) > before, seconds=60)

    @property
    def answers(self) -> list[Frame]:
        return [each for each in self.frames if each.method == "showTemplates"]

    @property
    def told(self) -> str:
        return json.dumps([each.details for each in self.frames], default=str)


@pytest.fixture
async def room(jonas, beyond_his_scope, monkeypatch):
    monkeypatch.setattr(rate_limits, "BURST_FRAMES", 10**6)
    monkeypatch.setattr(rate_limits, "BURST_BYTES", 10**9)
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
    own = len(re.findall(r"self\.on_(?:client_)?event\(", inspect.getsource(kind)))
    return own + sum(heard_by(each) for each in kind.__subclasses__())


# TRUST: 2.3-32 2.3-43
@in_stories(PAYLOADS // BURST_FRAMES)
@given(
    reports=st.lists(
        st.tuples(st.integers(0, 10**6), ARGUMENTS), min_size=BURST_FRAMES, max_size=BURST_FRAMES
    )
)
async def test_two_thousand_odd_reports_break_nothing_and_reach_nothing(
    reports, room, beyond_his_scope, nothing_breaks
):
    assert len(room.listeners) > heard_by(LiveElement)

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

    def lines():
        return [each.getMessage() for each in caplog.records if "All is well" in each.getMessage()]

    async def is_logged():
        await room.page.socket.emit("log", log)
        return lines()

    await until(is_logged, seconds=60)

    assert all("\n" not in line and len(line) <= 500 for line in lines())
