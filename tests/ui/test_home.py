"""Stories about the home page: how things stand, and who waits for an answer."""

import re

from domain.model.carrier import InboundText
from tests.domain.conftest import ACCOUNT, DANA, HARBOUR, MAYA, QUEEN_STREET
from tests.support.python_pages import opened_by
from tests.support.python_pages import parts as parts
from tests.support.python_pages import team as team
from tests.ui.visitors import until


async def text_in(parts, text, *, sender=MAYA, to=QUEEN_STREET):
    news = InboundText(
        account=ACCOUNT, carrier_id=f"SM{text}", sender=sender, recipient=to, text=text
    )
    await parts.services.inbound.receive(news)


def tile(page, name):
    """The number below this name."""
    return page.words[page.words.index(name) + 1]


# FAULT: N-31
# SPEC: MENU-2 ACC-3
async def test_jonas_sees_at_once_who_begins_to_wait_and_one_tap_leads_there(team, parts):
    await text_in(parts, "Is it ready?")
    page = await opened_by(await team("jonas"), "/")
    assert any(re.fullmatch(r"(Good \w+|Hello), Jonas", each) for each in page.words)
    assert tile(page, "Waiting for an answer") == "1"
    assert page.shows("Is it ready?")

    await text_in(parts, "And mine?", sender=DANA)
    await text_in(parts, "Of the harbour", sender=DANA, to=HARBOUR)

    await until(lambda: tile(page, "Waiting for an answer") == "2")
    assert page.shows("And mine?")
    assert not page.shows("Of the harbour")
    rows = [
        each["props"]["href"] for each in page.drawn() if "waiting-row" in each.get("class", [])
    ]
    assert rows == ["/live-conversations/2", "/live-conversations/1"]


# FAULT: N-31
async def test_of_many_who_wait_eight_are_shown_and_how_many_there_are(team, parts):
    page = await opened_by(await team("olga"), "/")
    assert page.shows("Nobody is waiting for an answer.")

    for number in range(9):
        await text_in(parts, f"Hello {number}", sender=f"+1416555017{number}")

    await until(lambda: page.has("Show all 9"))
    assert sum("waiting-row" in each.get("class", []) for each in page.drawn()) == 8
    assert page.link("Show all 9") == "/live-conversations?show=waiting"


# SPEC: ACC-2 ACC-3
# TRUST: 2.3-25
async def test_home_leads_to_what_one_may_use(team):
    olga, jonas, nora = [
        await opened_by(await team(name), "/") for name in ("olga", "jonas", "nora")
    ]

    def tabs(page):
        items = (each for each in page.drawn() if "menu-item" in each.get("class", []))
        return [each["props"]["href"] for each in items if "href" in each["props"]]

    assert tabs(olga) == ["/", "/live-conversations", "/users", "/settings", "/account"]
    assert tabs(jonas) == ["/", "/live-conversations", "/account"]
    assert tabs(nora) == ["/", "/account"]
    assert nora.shows("You don’t have access to Live Conversations. Ask an administrator")
    assert not nora.shows("Waiting for an answer")


# FAULT: N-31
async def test_after_signing_in_agents_come_to_their_conversations_and_others_home(visitor):
    for name, there in (("amira", "/live-conversations"), ("nora", "/")):
        arrived = await visitor().sign_in(f"{name}@bright.test")
        assert arrived.headers["location"] == there
    wanted = await visitor().sign_in("amira@bright.test", next="/account")
    assert wanted.headers["location"] == "/account"
