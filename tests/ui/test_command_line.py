"""The operator at a terminal: every command as a process, rightly typed and wrongly."""

import shutil
import socket
import sqlite3
from contextlib import AsyncExitStack, closing

import pytest

from tests.faults.warm_server import WarmServer
from tests.servers import free_port
from tests.terminal import Terminal
from tests.ui.visitors import Visitor

ACCOUNT = "AC" + "1" * 32
LIVE = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": "for-tests",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:9",
}
PUBLIC = {"PUBLIC_BASE_URL": "http://127.0.0.1"}
BRIGHT_HOME = ("--company", "Bright Home")
LONG = "x" * 5000


@pytest.fixture(scope="module")
def terminal():
    with Terminal() as terminal:
        yield terminal


@pytest.fixture
def folder(tmp_path):
    """Where the operator types; `data` below it is made at the first command."""
    return tmp_path


@pytest.fixture
def types(terminal, folder):
    def types(*arguments, **more):
        return terminal.run(*arguments, folder=folder, **more)

    return types


@pytest.fixture
def does(types):
    """A command that must succeed; returns the lines of its answer."""

    def does(*arguments, **more):
        done = types(*arguments, **more)
        assert (done.code, done.err) == (0, ""), done.err
        return done.out.splitlines()

    return does


@pytest.fixture(scope="module")
def furnished_data(terminal, tmp_path_factory, migrated_database):
    """Two companies, one of them with Amira and a place. Made once, and copied."""
    folder = tmp_path_factory.mktemp("furnished")
    (folder / "data").mkdir()
    shutil.copy(migrated_database, folder / "data" / "live-conversations.db")
    for command in (
        ("company", "create", "Bright Home", "--live-conversations"),
        ("company", "create", "Green Fork"),
        ("point-of-contact", "create", "Queen Street", "--number=+14165550100", *BRIGHT_HOME),
        ("user", "create", "amira@bright.test", "--name=Amira Benali", *BRIGHT_HOME),
    ):
        assert terminal.run(*command, folder=folder).code == 0
    return folder / "data"


@pytest.fixture
def furnished(furnished_data, folder):
    shutil.copytree(furnished_data, folder / "data")
    return folder / "data"


@pytest.fixture
async def visits():
    """A browser at the server, of somebody who comes from this address."""
    async with AsyncExitStack() as stack:

        def visits(server, **headers):
            visitor = Visitor(server.url, **headers)
            stack.push_async_callback(visitor.browser.aclose)
            return visitor

        yield visits


def everything_in(data):
    with closing(sqlite3.connect(data / "live-conversations.db")) as database:
        return list(database.iterdump())


def password_in(line):
    return line.rpartition(" ")[2]


# Rightly typed


# FAULT: T-4 S-12
# SPEC: OPS-2 ACC-1
async def test_the_operator_sets_up_a_company_and_its_people_sign_in(does, folder, visits):
    assert does("company", "create", " Bright  Home ", "--live-conversations") == [
        "Created the company Bright Home."
    ]
    assert does("company", "create", "Green Fork") == ["Created the company Green Fork."]
    assert does(
        "point-of-contact", "create", "Queen Street", "--number=(416) 555-0100", *BRIGHT_HOME
    ) == ["Created Queen Street, which customers text at +14165550100."]
    olga, shown_now = does(
        *("user", "create", "Olga@Bright.test", "--name=Olga Lindqvist", "--admin", *BRIGHT_HOME)
    )
    amira, _ = does(
        *("user", "create", "amira@bright.test", "--name=Amira Benali", *BRIGHT_HOME),
        "--point-of-contact=Queen Street",
    )
    assert shown_now == "It is shown only now."
    assert does("company", "list") == ["Bright Home\ton", "Green Fork\toff"]
    assert does("user", "list") == [
        "Bright Home\tamira@bright.test\tAmira Benali\tuser",
        "Bright Home\tolga@bright.test\tOlga Lindqvist\tadministrator",
    ]
    assert does("user", "list", "--company=Green Fork") == []
    assert does("point-of-contact", "list") == ["Bright Home\t+14165550100\tQueen Street"]
    [changed, _] = does("user", "reset-password", "amira@bright.test")

    server = WarmServer("serve", folder / "data", **LIVE)
    server.start()
    try:
        visitor = visits(server)
        for email, line, status in (
            ("olga@bright.test", olga, 303),
            ("amira@bright.test", amira, 401),
            ("amira@bright.test", changed, 303),
        ):
            answer = await visits(server).sign_in(email, password_in(line))
            assert answer.status_code == status
        await visitor.sign_in("amira@bright.test", password_in(changed))
        assert (await visitor.get("/live-conversations")).status_code == 200

        # Beside the running server, and noticed by it.
        assert "is off for Bright Home" in does("feature", "off", "Bright Home")[0]
        assert (await visitor.get("/live-conversations")).status_code == 403
        assert "is on for Bright Home" in does("feature", "on", "Bright Home")[0]
        assert (await visitor.get("/live-conversations")).status_code == 200
    finally:
        server.stop()


# FAULT: S-5 S-7 T-4
# SPEC: OPS-1 OPS-3
# TRUST: 2.3-5 2.3-6
async def test_the_first_start_prints_a_link_and_who_guesses_locks_nobody_else_out(
    folder, types, visits
):
    data = folder / "data"
    server = WarmServer("serve", data, **LIVE)
    server.start()
    try:
        (link,) = [each for each in server.log.split() if "/set-up/" in each]
        operator = visits(server)
        health = await operator.get("/healthz")
        assert (health.status_code, health.json()) == (200, {"status": "ok"})

        # A second start at the same port neither serves nor ends the link.
        second = types("serve", DATA_DIR=str(data), PORT=str(server.port), **LIVE, **PUBLIC)
        assert (second.code, second.out) == (1, "")
        assert f"PORT is {server.port}, where another program listens already." in second.err
        assert (await operator.get(link)).status_code == 200

        # Through the proxy of the README, one visitor guesses at one account after another.
        guesser = visits(server, **{"X-Forwarded-For": "198.51.100.7"})
        tries = [
            (await guesser.sign_in(f"user{number}@bright.test", "a wrong guess")).status_code
            for number in range(21)
        ]
        assert tries == [401] * 20 + [429]
        other = visits(server, **{"X-Forwarded-For": "203.0.113.9"})
        assert (await other.sign_in("olga@bright.test", "a wrong guess")).status_code == 401
    finally:
        server.stop()


# FAULT: S-12
def test_the_program_says_what_it_is_and_what_each_command_does(does):
    assert does("--version")[0].startswith("Live Conversations ")
    about = "\n".join(does("--help"))
    assert "a web inbox in which a team texts with its customers" in about
    assert "Wires" not in about
    for command in ("serve", "demo", "check", "company create", "user create", "feature off"):
        assert f" {command} [OPTIONS]" in "\n".join(does(*command.split(), "--help"))


# Wrongly typed

AMIRA, NAMED = "amira@bright.test", "--name=Amira Benali"
NUMBER = "--number=+14165550199"
REFUSED = [
    (("company", "create"), "Missing argument"),
    (("company", "create", " "), "The name of the company is missing."),
    (("company", "create", LONG), "The name of the company is too long: 100 characters"),
    (("company", "create", "\x1b[31mRed"), "The name of the company holds characters that cannot"),
    (("company", "create", "\udcff"), "The name of the company holds characters that cannot"),
    (("company", "create", "Bright Home"), "The name “Bright Home” is already in use."),
    (("company", "create", "A", "B"), "unexpected extra argument"),
    (("company", "close"), "No such command"),
    (("user", "create", "dana@fork.test", *BRIGHT_HOME), "Missing option '--name'"),
    (("user", "create", "dana@fork.test", NAMED), "Missing option '--company'"),
    (("user", "create", "dana", NAMED, *BRIGHT_HOME), "“dana” is not an e-mail address."),
    (("user", "create", f"{LONG}@fork.test", NAMED, *BRIGHT_HOME), "x…” is not an e-mail address."),
    (("user", "create", AMIRA, NAMED, *BRIGHT_HOME), "is already in use."),
    (
        ("user", "create", "dana@fork.test", "--name= ", *BRIGHT_HOME),
        "name of the user is missing.",
    ),
    (("user", "create", "dana@fork.test", f"--name={LONG}", *BRIGHT_HOME), "user is too long: 100"),
    (("user", "create", "d@fork.test", NAMED, "--company=Nobody"), "no company called “Nobody”."),
    (("user", "create", "d@fork.test", NAMED, f"--company={LONG}"), "no company called “xxx"),
    (
        ("user", "create", "d@fork.test", NAMED, *BRIGHT_HOME, "--point-of-contact=Harbour"),
        "The point of contact “Harbour” does not exist",
    ),
    (("user", "list", "--company=Nobody"), "There is no company called “Nobody”."),
    (("user", "reset-password", "dana@fork.test"), "no user with the address dana@fork.test."),
    (("user", "reset-password", "dana"), "“dana” is not an e-mail address."),
    (("user", "two-step-off", "dana@fork.test"), "no user with the address dana@fork.test."),
    (("user", "two-step-off", AMIRA), "wo-step sign-in"),
    (("point-of-contact", "create", "Harbour", *BRIGHT_HOME), "Missing option '--number'"),
    (
        ("point-of-contact", "create", "Harbour", "--number=hello", *BRIGHT_HOME),
        "“hello” is not a phone number.",
    ),
    (
        ("point-of-contact", "create", "Harbour", f"--number={LONG}", *BRIGHT_HOME),
        "x…” is not a phone number.",
    ),
    (("point-of-contact", "create", LONG, NUMBER, *BRIGHT_HOME), "contact is too long: 100"),
    (("point-of-contact", "create", " ", NUMBER, *BRIGHT_HOME), "point of contact is missing."),
    (("point-of-contact", "create", "Queen Street", NUMBER, *BRIGHT_HOME), "is already in use."),
    (("point-of-contact", "create", "Harbour", NUMBER, "--company=Nobody"), "called “Nobody”."),
    (
        ("point-of-contact", "create", "Kitchen", "--number=+14165550100", "--company=Green Fork"),
        "is already in use.",
    ),
    (("point-of-contact", "list", "--company=Nobody"), "no company called “Nobody”."),
    (("feature", "on", "Nobody"), "There is no company called “Nobody”."),
    (("feature", "off", ""), "There is no company called “”."),
    (("feature", "maybe", "Bright Home"), "No such command"),
    (("erase-customer", "+14165550110"), "--company"),
    (("export", "bright.zip"), "Missing option '--company'"),
    (("export", *BRIGHT_HOME), "Missing argument 'FILE'"),
    (("export", "bright.zip", "--company=Nobody"), "There is no company called “Nobody”."),
    (("export", "data", *BRIGHT_HOME), "data exists already and stays as it is."),
    (("export", "nowhere/b.zip", *BRIGHT_HOME), "Nothing was saved to nowhere/b.zip: No such"),
    (("import",), "Missing argument 'FILE'"),
    (("import", "nowhere.zip"), "This did not work. nowhere.zip: No such file or directory."),
    (("import", "data"), "This did not work. data: Is a directory."),
    (("import", "data/live-conversations.db"), "is not an exported company of Live Conversations"),
    (("serve", "--port", "80"), "No such option"),
    (("serve",), "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, PUBLIC_BASE_URL"),
    (("nonsense",), "No such command"),
]


# FAULT: S-7 T-4
# SPEC: OPS-1 OPS-2
@pytest.mark.parametrize(
    ("arguments", "said"), REFUSED, ids=[" ".join(each)[:50] for each, _ in REFUSED]
)
def test_what_is_wrongly_typed_is_refused_in_a_sentence_and_changes_nothing(
    types, furnished, arguments, said
):
    before = everything_in(furnished)

    done = types(*arguments)

    assert done.code in (1, 2)
    assert said in done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    assert len(done.err) < 1200
    assert everything_in(furnished) == before


COMMANDS = [
    ("serve",),
    ("demo",),
    ("demo", "--fresh"),
    ("check",),
    ("company", "create", "Bright Home"),
    ("company", "list"),
    ("user", "create", AMIRA, NAMED, *BRIGHT_HOME),
    ("user", "reset-password", AMIRA),
    ("point-of-contact", "create", "Harbour", NUMBER, *BRIGHT_HOME),
    ("feature", "on", "Bright Home"),
    ("erase-customer", "+14165550110", "--yes"),
    ("backup", "kept"),
    ("restore", "kept"),
    ("export", "kept", *BRIGHT_HOME),
    ("import", "kept"),
]


# FAULT: S-7
# SPEC: OPS-1
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_wrong_settings_stop_every_command_before_it_does_anything(types, folder, arguments):
    (folder / ".env").write_text("TWILIO_ACOUNT_SID=AC1\nPORT=eighty\n")

    done = types(*arguments, SECRET_KEY="change-me", TRUSTED_PROXIES="banana")

    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        "TWILIO_ACOUNT_SID in .env is no setting. Did you mean TWILIO_ACCOUNT_SID?",
        "PORT is “eighty”. Write a whole number from 1 to 65535.",
        "SECRET_KEY is “•••”. Write 32 characters or more, made at random; "
        "left out, a key is made.",
        "TRUSTED_PROXIES is “banana”. Write addresses or networks with commas between them, "
        "such as 10.0.0.2,10.1.0.0/24.",
    ]
    assert [each.name for each in folder.iterdir()] == [".env"]


# FAULT: S-7
# SPEC: OPS-1
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_or_an_address_that_cannot_be_had_stops_the_start(types, folder, command):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        busy = types(command, PORT=port, **LIVE, **PUBLIC)
    elsewhere = types(command, HOST="192.0.2.1", **LIVE, **PUBLIC)

    assert f"PORT is {port}, where another program listens already." in busy.err
    assert "HOST is “192.0.2.1”, which is no address of this machine." in elsewhere.err
    for done in (busy, elsewhere):
        assert (done.code, done.out) == (1, "")
        assert len(done.err.splitlines()) == 1
    assert list(folder.iterdir()) == []


# FAULT: S-7
@pytest.mark.parametrize("arguments", [("company", "list"), ("serve",), ("demo",), ("check",)])
def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(types, folder, arguments):
    (folder / "letter").write_text("Dear Olga")

    for data in ("letter", "letter/data", "/dev/null", "x" * 300):
        done = types(*arguments, DATA_DIR=data, PORT=str(free_port()), **LIVE, **PUBLIC)
        assert done.code == 1
        assert "Traceback" not in done.err
        assert data in done.err + done.out
        assert len(done.err.splitlines()) == 1
    assert [each.name for each in folder.iterdir()] == ["letter"]
