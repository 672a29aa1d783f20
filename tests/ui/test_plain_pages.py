"""What holds of all plain pages behind the sign-in alike, each told of every one there is."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from tests.support.plain_pages import (
    AGENTS,
    FIELDS,
    OPEN,
    ROUTES,
    TAKE_JSON,
    TAKES_AN_ID,
    ask,
    changes,
    told,
    where,
)

pytestmark = pytest.mark.usefixtures("letter_box")


async def test_who_is_not_signed_in_is_asked_to_for_everything(visitor):
    stranger = visitor()

    for method, path in set(ROUTES) - set(where(OPEN)):
        answer = await stranger.send(
            method, path.format(user_id=1, conversation_id=1, deed="deactivate"), **FIELDS
        )
        leads = answer.headers.get("location", "")
        assert answer.status_code == 401 or leads.startswith("/sign-in"), (method, path)


# SPEC: ACC-2 ACC-4 ACC-9
async def test_who_has_no_right_is_told_whom_to_ask_everywhere(visitor, store):
    async with store.transaction() as tx:
        (nora,) = [user for user in await tx.users.all(1) if user.name == "Nora Petit"]
        await tx.users.save(replace(nora, manages_users=True))
    manager = visitor()
    await manager.sign_in("nora@bright.test")

    for method, path in where(AGENTS):
        answer = await ask(manager, method, path)
        assert answer.status_code == 403, (method, path)
        assert "Ask an administrator" in answer.text
    async with store.reading() as stored:
        assert changes(await stored.audit.page(1)) == []


# TRUST: 2.3-21
async def test_what_belongs_to_another_company_reads_as_what_was_made_up(olga, foreign, store):
    for (method, path), kind in TAKES_AN_ID.items():
        answers = []
        for number in (foreign[kind], 999_999):
            fields = {"id": str(number), "sign_in": str(number), f"place-{number}": "on"}
            if kind == "user":
                fields = {}
            of = number if kind == "user" else 1
            answer = await ask(olga, method, path, of=of, **fields)
            answers.append((answer.status_code, sentence(answer)))
        assert answers[0] == answers[1], (method, path)
        assert answers[0][0] in (404, 422), (method, path)
        assert "Dana" not in answers[0][1]
    async with store.reading() as stored:
        assert changes(await stored.audit.page(1)) == []


def sentence(answer):
    text = re.sub(r"<[^>]+>|nonce=\S+", " ", answer.text)
    return re.sub(r"999999|\b\d+\b", "", " ".join(text.split()))


# TRUST: 2.3-10
async def test_a_form_without_our_token_changes_nothing(olga, store):
    for method, path in set(ROUTES) - set(where(OPEN)):
        if method == "POST" and (method, path) not in TAKE_JSON:
            answer = await olga.post(
                path.format(user_id=1, conversation_id=1, deed="deactivate"), **FIELDS
            )
            assert (answer.status_code, "try once more" in told(answer)) == (422, True), path

    async with store.reading() as stored:
        assert changes(await stored.audit.page(1)) == []


# TRUST: 2.3-10
async def test_looking_changes_nothing(olga, queen_street, database_path):
    def everything():
        with closing(sqlite3.connect(database_path)) as connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = [name for (name,) in rows if "fts" not in name]
            return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}

    before = everything()
    for method, path in ROUTES:
        if method == "GET":
            await ask(olga, method, f"{path}?deed=deactivate&sure=on&id=1&name=X&is_admin=on")
    await olga.get("/sign-out")
    assert everything() == before
