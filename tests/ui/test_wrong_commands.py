"""The operator at a terminal: what is wrongly typed or set is refused before anything is done."""

import shutil
import socket
import sqlite3
from contextlib import closing

import pytest

from tests.servers import free_port
from tests.support.command_line import BRIGHT_HOME, LIVE, PUBLIC

LONG = "x" * 5000


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


def everything_in(data):
    with closing(sqlite3.connect(data / "live-conversations.db")) as database:
        return list(database.iterdump())


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
