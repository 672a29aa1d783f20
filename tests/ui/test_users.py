"""Stories about the pages of users: who may see them, and what they show of whom."""

import re
from dataclasses import replace

import pytest

from domain.model.users import Channel
from tests.support.plain_pages import FRAMED, MANAGERS, changes
from tests.ui.visitors import elements_in

pytestmark = pytest.mark.usefixtures("letter_box")

PATHS = [path.format(user_id=1) for path, who in FRAMED.items() if who == MANAGERS]


@pytest.fixture
async def users(store, bright_home):
    """By their first names."""
    async with store.reading() as stored:
        return {user.name.split()[0]: user for user in await stored.users.all(1)}


@pytest.fixture
async def nora(visitor, store, users):
    """Manages users, and nothing else."""
    async with store.transaction() as tx:
        await tx.users.save(replace(users["Nora"], manages_users=True))
    nora = visitor()
    await nora.sign_in("nora@bright.test")
    return nora


def words_of(page):
    """What the page shows, as long as it is not drawn: text, labels and their like."""
    return " | ".join(words(page))


def words(page):
    for element in elements_of(page):
        yield from (element.get("text") or "", *map(str, element.get("props", {}).values()))


def elements_of(page):
    return elements_in(page.text).values()


def boxes(page):
    """The name of each box, and whether it is ticked and can be changed."""
    return {
        element["props"]["aria-label"]: (
            element["props"]["model-value"],
            not element["props"].get("disable", False),
        )
        for element in elements_of(page)
        if element["tag"] == "q-checkbox"
    }


# SPEC: ACC-2 ACC-4
async def test_who_manages_no_users_is_told_whom_to_ask(amira, visitor, store):
    for path in PATHS:
        answer = await amira.get(path)
        assert answer.status_code == 403, path
        assert "Ask an administrator" in answer.text
        assert "Olga" not in answer.text
        asked = await visitor().get(path)
        assert asked.headers["location"].startswith("/sign-in"), path

    async with store.reading() as stored:
        assert changes(await stored.audit.page(1)) == []


# SPEC: ACC-4
async def test_only_an_administrator_may_change_an_administrator(nora, olga, users):
    seen_by_nora = await nora.get(f"/users/{users['Olga'].id}")
    seen_by_olga = await olga.get(f"/users/{users['Amira'].id}")

    assert "Only an administrator may change an administrator." in words_of(seen_by_nora)
    assert not any(may_change for _, may_change in boxes(seen_by_nora).values())
    assert "Save" not in labels_of(seen_by_nora)
    assert {"Save", "Make a reset link", "Deactivate"} <= labels_of(seen_by_olga)


def labels_of(page):
    return {
        element["props"].get("label") for element in elements_of(page) if element["tag"] == "q-btn"
    }


# SPEC: ACC-4
async def test_nobody_changes_their_own_access_and_managers_make_no_administrators(
    nora, olga, users, queen_street
):
    own = boxes(await olga.get(f"/users/{users['Olga'].id}"))
    for right in ("Live Conversations", "User Management", "Administrator"):
        assert own[right] == (True, False)
    assert own["Queen Street"] == (False, True)

    invitation = boxes(await nora.get("/users/new"))
    assert invitation["Live Conversations"] == (True, True)
    assert invitation["Administrator"] == (False, False)
    assert "Queen Street" not in invitation  # where Nora does not work herself


# SPEC: ACC-4 ACC-5
async def test_the_list_tells_access_locations_and_how_each_is_notified(
    olga, users, queen_street, store
):
    async with store.transaction() as tx:
        ways = frozenset({Channel.EMAIL, Channel.SOUND})
        await tx.users.set_assignments(users["Amira"].id, {queen_street.id: ways})
        await tx.users.save(replace(users["Nora"], active=False, may_converse=False))

    everybody = words_of(await olga.get("/users"))
    assert "Email at Queen Street" in everybody
    assert "Sound at Queen Street" in everybody
    assert "Live Conversations, Administrator" in everybody
    assert "nora@bright.test · deactivated" in everybody
    found = words_of(await olga.get("/users?search=AMIRA"))
    assert "Amira Benali" in found
    assert "Nora Petit" not in found
    assert "No user has this name or email." in words_of(await olga.get("/users?search=zzz&page=x"))


# TRUST: 2.3-21
async def test_a_colleague_of_another_company_reads_as_one_who_was_made_up(olga, foreign):
    theirs, made_up = [await olga.get(f"/users/{id}") for id in (foreign["user"], 999_999)]

    assert (theirs.status_code, made_up.status_code) == (404, 404)
    assert sentence(theirs) == sentence(made_up)
    assert "Dana" not in words_of(await olga.get("/users"))
    assert "Kitchen" not in words_of(await olga.get("/users/new"))


def sentence(answer):
    return re.sub(r"nonce=\S+|\d+", "", answer.text)


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), "9" * 30, "²", "none"])
async def test_what_no_database_could_hold_is_nobodys_id(olga, number):
    assert (await olga.get(f"/users/{number}")).status_code == 404


# TRUST: 2.3-10
async def test_looking_changes_nothing(olga, store):
    for path in PATHS:
        assert (await olga.get(f"{path}?deed=deactivate&name=X&is_admin=on")).status_code == 200

    async with store.reading() as stored:
        assert changes(await stored.audit.page(1)) == []
