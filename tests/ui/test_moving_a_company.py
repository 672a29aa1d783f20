"""The operator moves a company of the demo to another installation, at a terminal."""

import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from tests.faults.warm_server import WarmServer
from tests.terminal import Terminal
from tests.ui.visitors import Visitor

LIVE = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "for-tests",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:9",
}
BRIGHT_HOME = ("--company", "Bright Home")

OF_THE_COMPANY = "FROM companies o JOIN conversations c ON c.company_id = o.id"
WHOSE = "WHERE o.name = 'Bright Home'"
SHOWN = {
    "company": "SELECT name, live_conversations, legal_notice, time_zone, country, kept_notice,"
    " notification_number, notice_language, opt_out_scope, two_step_required, created_at"
    f" FROM companies o {WHOSE}",
    "places": "SELECT p.name, app_number, is_default, p.legal_notice, p.created_at, closed_at"
    f" FROM points_of_contact p JOIN companies o ON o.id = company_id {WHOSE} ORDER BY p.id",
    "people": "SELECT email, u.name, phone, u.time_zone, is_admin, may_converse, manages_users,"
    f" active, quiet_from FROM users u JOIN companies o ON o.id = company_id {WHOSE} ORDER BY u.id",
    "assignments": "SELECT email, p.name, by_email, by_sms, by_push, by_sound FROM assignments a"
    " JOIN users u ON u.id = user_id JOIN points_of_contact p ON p.id = point_of_contact_id"
    f" JOIN companies o ON o.id = u.company_id {WHOSE} ORDER BY a.id",
    "templates": "SELECT t.name, text, position FROM templates t"
    f" JOIN companies o ON o.id = company_id {WHOSE} ORDER BY t.id",
    "conversations": "SELECT customer_number, c.app_number, p.name, title, status, colour,"
    " started_at, email, last_message_at, last_outbound_at, waiting_since, m.text"
    f" {OF_THE_COMPANY} JOIN points_of_contact p ON p.id = point_of_contact_id"
    " LEFT JOIN users u ON u.id = started_by LEFT JOIN messages m ON m.id = last_message_id"
    f" {WHOSE} ORDER BY c.id",
    "messages": "SELECT customer_number, started_at, m.at, direction, text, notice, delivery,"
    f" error, attempt, carrier_id, email {OF_THE_COMPANY} JOIN messages m ON m.conversation_id ="
    f" c.id LEFT JOIN users u ON u.id = author_id {WHOSE} ORDER BY m.id",
    "steps": f"SELECT m.text, s.attempt, s.status, s.error, s.at {OF_THE_COMPANY} JOIN messages m"
    f" ON m.conversation_id = c.id JOIN delivery_steps s ON s.message_id = m.id {WHOSE}"
    " ORDER BY s.id",
    "attempts": f"SELECT m.text, a.number, a.carrier_id, a.delivery, a.error {OF_THE_COMPANY} JOIN"
    f" messages m ON m.conversation_id = c.id JOIN attempts a ON a.message_id = m.id {WHOSE}"
    " ORDER BY a.id",
    "files": "SELECT m.text, a.position, a.name, media_type, content_hash, size, width, height"
    f" {OF_THE_COMPANY} JOIN messages m ON m.conversation_id = c.id"
    f" JOIN attachments a ON a.message_id = m.id {WHOSE} ORDER BY a.id",
    "timeline": f"SELECT customer_number, happening, t.at, email, text {OF_THE_COMPANY} JOIN"
    " timeline t ON t.conversation_id = c.id LEFT JOIN users u ON u.id = by_id"
    f" {WHOSE} ORDER BY t.id",
    "opt-outs": "SELECT app_number, customer_number, source, at FROM opt_outs"
    f" JOIN companies o ON o.id = company_id {WHOSE} ORDER BY app_number, customer_number",
    "unread": f"SELECT email, customer_number, last_inbound_id > up_to {OF_THE_COMPANY} JOIN"
    " read_marks r ON r.conversation_id = c.id JOIN users u ON u.id = r.user_id"
    f" {WHOSE} ORDER BY email, c.id",
}


@pytest.fixture(scope="module")
def terminal():
    with Terminal() as terminal:
        yield terminal


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """What a demo has left. Made once, and copied."""
    folder = tmp_path_factory.mktemp("demo")
    server = WarmServer("demo", folder)
    server.start(within_seconds=60)
    server.stop()
    return folder / "demo"


@pytest.fixture
def old(demo, terminal, tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    shutil.copytree(demo, folder / "data")
    return installation(folder, terminal)


@pytest.fixture
def new(terminal, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    return installation(folder, terminal)


def installation(folder, terminal):
    def does(*arguments):
        done = terminal.run(*arguments, folder=folder)
        assert (done.code, done.err) == (0, ""), done.err
        return done.out.splitlines()

    return SimpleNamespace(
        folder=folder,
        data=folder / "data",
        does=does,
        types=lambda *arguments: terminal.run(*arguments, folder=folder),
    )


def shown(installation):
    with closing(sqlite3.connect(installation.data / "live-conversations.db")) as database:
        return {name: database.execute(asked).fetchall() for name, asked in SHOWN.items()}


def contents(installation, hashes):
    media = installation.data / "media"
    return [(media / each[:2] / each).read_bytes() for each in hashes]


# SPEC: OPS-2
# FAULT: S-9
async def test_a_company_moves_with_all_its_conversations_to_where_another_one_is(old, new):
    """Green Fork moves first, so every id is another one afterwards."""
    server = WarmServer("serve", old.data, **LIVE)
    server.start()
    try:
        old.does("export", "fork.zip", "--company", "Green Fork")
        saved, kept, *_ = old.does("export", "bright.zip", *BRIGHT_HOME)
    finally:
        server.stop()
    assert saved.startswith("Saved to bright.zip: Bright Home with 4 users, 4 points of contact,")
    assert "Passwords and drafts are not in it." in kept
    assert {path.name for path in old.folder.glob("*.zip*")} == {"bright.zip", "fork.zip"}

    for name in ("fork.zip", "bright.zip"):
        [checked] = new.does("import", "--check", f"../old/{name}")
        assert "is intact and can be imported" in checked
        imported, passwords, *_ = new.does("import", f"../old/{name}")
    assert imported == saved.replace("Saved to ", "Imported from ../old/")
    assert passwords.endswith("uv run main.py user reset-password EMAIL")

    was, now = shown(old), shown(new)
    for name, rows in was.items():
        assert rows, f"without any of the {name} this would tell nothing"
        assert now[name] == rows, name
    hashes = [content_hash for *_, content_hash, _, _, _ in now["files"] if content_hash]
    assert contents(new, hashes) == contents(old, hashes)
    assert await can_use(new, "amira@demo.test")


async def can_use(installation, email):
    """With a new password; before there is one, nobody gets in with the old one."""
    server = WarmServer("serve", installation.data, **LIVE)
    server.start()
    try:
        visitor = Visitor(server.url)
        refused = await visitor.sign_in(email, "demo-password")
        [line, _] = installation.does("user", "reset-password", email)
        taken = await visitor.sign_in(email, line.rpartition(" ")[2])
        page = await visitor.get("/live-conversations")
        await visitor.browser.aclose()
    finally:
        server.stop()
    return (refused.status_code, taken.status_code, page.status_code) == (401, 303, 200)


# SPEC: OPS-2
async def test_beside_a_running_server_a_company_can_be_imported_and_used_at_once(old, new):
    old.does("export", "bright.zip", *BRIGHT_HOME)
    server = WarmServer("serve", new.data, **LIVE)
    server.start()
    try:
        new.does("import", "../old/bright.zip")
        [line, _] = new.does("user", "reset-password", "amira@demo.test")
        visitor = Visitor(server.url)
        await visitor.sign_in("amira@demo.test", line.rpartition(" ")[2])
        page = await visitor.get("/live-conversations")
        await visitor.browser.aclose()
    finally:
        server.stop()

    assert page.status_code == 200
    assert "Traceback" not in server.log


# SPEC: OPS-2
def test_what_cannot_be_done_is_said_in_a_sentence_and_changes_nothing(old, new):
    old.does("export", "bright.zip", *BRIGHT_HOME)
    new.does("import", "../old/bright.zip")
    (new.folder / "cut.zip").write_bytes((old.folder / "bright.zip").read_bytes()[:-9])
    before = shown(new), sorted(new.data.rglob("media/**/*"))

    for arguments, said in (
        (("import", "../old/bright.zip"), "The name “Bright Home” is already in use."),
        (("import", "--check", "../old/bright.zip"), "The name “Bright Home” is already in use."),
        (("import", "cut.zip"), "cut.zip is not an exported company of Live Conversations"),
        (("export", "cut.zip", *BRIGHT_HOME), "cut.zip exists already and stays as it is."),
        (("export", "x.zip", "--company=Nobody"), "There is no company called “Nobody”."),
    ):
        done = new.types(*arguments)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(said)
        assert len(done.err.splitlines()) == 1
    assert (shown(new), sorted(new.data.rglob("media/**/*"))) == before
    assert not (new.folder / "x.zip").exists()
