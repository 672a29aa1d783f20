"""The operator at a terminal: every command as a process, rightly typed."""

from contextlib import AsyncExitStack

import pytest

from tests.faults.warm_server import WarmServer
from tests.support.command_line import BRIGHT_HOME, LIVE, PUBLIC
from tests.ui.visitors import Visitor


@pytest.fixture
def does(types):
    """A command that must succeed; returns the lines of its answer."""

    def does(*arguments, **more):
        done = types(*arguments, **more)
        assert (done.code, done.err) == (0, ""), done.err
        return done.out.splitlines()

    return does


@pytest.fixture
async def visits():
    """A browser at the server, of somebody who comes from this address."""
    async with AsyncExitStack() as stack:

        def visits(server, **headers):
            visitor = Visitor(server.url, **headers)
            stack.push_async_callback(visitor.browser.aclose)
            return visitor

        yield visits


def password_in(line):
    return line.rpartition(" ")[2]


# FAULT: T-4 S-12
# SPEC: OPS-2 ACC-1
async def test_the_operator_sets_up_a_company_and_its_people_sign_in(does, folder, visits):
    founds_two_companies(does)
    olga, amira, changed = enters_two_people(does)

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


def founds_two_companies(does):
    """One of them has the feature, and a place that customers text at."""
    assert does("company", "create", " Bright  Home ", "--live-conversations") == [
        "Created the company Bright Home."
    ]
    assert does("company", "create", "Green Fork") == ["Created the company Green Fork."]
    assert does(
        "point-of-contact", "create", "Queen Street", "--number=(416) 555-0100", *BRIGHT_HOME
    ) == ["Created Queen Street, which customers text at +14165550100."]


def enters_two_people(does):
    """Lines that end with a password each: Olga's, Amira's, and the one Amira has since."""
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
    return olga, amira, changed


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
