"""Letters, to real mail servers that do as they are told."""

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from domain.gateways.mail import SmtpMail
from domain.gateways.settings import UnusableSettings, read_settings
from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.ports.notifications import Email
from tests.servers import free_port
from tests.ui.visitors import until

LETTER = Email(
    to="amira@bright.test",
    name="Amira Benali",
    subject="New message from (416) 555-0101 – Queen Street",
    paragraphs=("(416) 555-0101 – Queen Street:", "Ça va? <b>Is the coat in</b> 💜\n.\n"),
    action="Open the conversation",
    link="https://inbox.bright.test/live-conversations/12",
    thread="conversation-12",
)
SENDER = "inbox@bright.test"


class Postbox:
    """What a mail server does with what it is given."""

    def __init__(self):
        self.letters = []
        self.signed_in = []
        self.answers = {}
        self.drop = False

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if answer := self.answers.get("rcpt"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.drop:
            server.transport.abort()
        if answer := self.answers.get("data"):
            return answer
        self.letters.append((envelope, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 Taken"

    def sign_in(self, server, session, envelope, mechanism, credentials):
        self.signed_in.append((credentials.login.decode(), credentials.password.decode()))
        return AuthResult(success=credentials.password == b"p@ss", handled=False)


@asynccontextmanager
async def posted(postbox, *, user="", host="127.0.0.1", **more):
    """A mail server on loopback, and our way to send letters there."""
    secured = {"authenticator": postbox.sign_in, "auth_require_tls": False} if user else {}
    lines = []

    def answer():
        lines.append(SMTP(postbox, enable_SMTPUTF8=True, hostname="mail.test", **secured))
        return lines[-1]

    server = await asyncio.get_running_loop().create_server(answer, host, 0)
    port = server.sockets[0].getsockname()[1]
    url = f"smtp://{user}{host}:{port}"
    try:
        yield SmtpMail(url, sender=SENDER, brand="Chatter", **more)
    finally:
        server.close()
        await until(lambda: all(line._handler_coroutine.done() for line in lines))


# SPEC: NOT-1
async def test_an_email_is_plain_and_html_for_one_person_and_says_where_to_go():
    postbox = Postbox()
    async with posted(postbox) as mail:
        await mail.send(LETTER)

    ((envelope, letter),) = postbox.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, ["amira@bright.test"])
    assert letter["From"] == "Chatter <inbox@bright.test>"
    assert letter["To"] == "Amira Benali <amira@bright.test>"
    assert letter["Subject"] == LETTER.subject
    assert (letter["Bcc"], letter["Cc"]) == (None, None)
    assert letter["References"] == letter["In-Reply-To"] == "<conversation-12@bright.test>"
    assert re.fullmatch(r"<[^<>@]+@bright\.test>", letter["Message-ID"])
    assert letter["Auto-Submitted"] == "auto-generated"
    plain = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "Ça va? <b>Is the coat in</b> 💜" in plain
    assert plain.endswith(f"Open the conversation:\n{LETTER.link}\n")
    html = letter.get_body(("html",)).get_content()
    assert "&lt;b&gt;Is the coat in&lt;/b&gt; 💜" in html
    assert f'<a href="{LETTER.link}">Open the conversation</a>' in html


async def test_the_server_is_signed_in_to_when_it_wants_that():
    postbox = Postbox()
    async with posted(postbox, user="us%40bright:p%40ss@") as mail:
        await mail.send(LETTER)
    assert postbox.signed_in == [("us@bright", "p@ss")]

    async with posted(postbox, user="us:wrong@") as mail:
        with pytest.raises(NotSent):
            await mail.send(LETTER)
    assert len(postbox.letters) == 1


async def test_a_line_end_in_a_name_or_a_subject_makes_no_header():
    postbox = Postbox()
    sly = replace(LETTER, name='A\r\nBcc: all@x.test, "B', subject="Hi\nBcc: all@x.test\x00")
    async with posted(postbox) as mail:
        await mail.send(sly)

    ((envelope, letter),) = postbox.letters
    assert envelope.rcpt_tos == ["amira@bright.test"]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hi Bcc: all@x.test"


# SPEC: NOT-4
@pytest.mark.parametrize(
    ("when", "answer", "failure"),
    [
        ("rcpt", "550 No such user amira@bright.test", Rejected),
        ("rcpt", "451 Come back later", NotSent),
        ("data", "554 This looks like spam", Rejected),
        ("data", "452 Full", NotSent),
    ],
)
async def test_what_the_server_says_is_what_came_of_it(when, answer, failure):
    postbox = Postbox()
    postbox.answers[when] = answer
    async with posted(postbox) as mail:
        with pytest.raises(failure) as raised:
            await mail.send(LETTER)

    assert answer[:3] in str(raised.value)
    assert "amira" not in str(raised.value)


# SPEC: NOT-4
async def test_a_connection_that_breaks_before_the_email_is_retried_and_after_it_is_not():
    postbox = Postbox()
    postbox.drop = True
    async with posted(postbox) as mail:
        with pytest.raises(OutcomeUnknown):
            await mail.send(LETTER)

    away = f"smtp://127.0.0.1:{free_port()}"
    with pytest.raises(NotSent):
        await SmtpMail(away, sender=SENDER, brand="Chatter").send(LETTER)


# SPEC: NOT-4
async def test_a_server_that_says_nothing_is_not_waited_for_for_ever():
    hung_up = asyncio.Event()

    async def say_nothing(reader, writer):
        await reader.read()
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    silent = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        with pytest.raises(NotSent):
            await SmtpMail(silent, sender=SENDER, brand="Chatter", timeout_seconds=0.1).send(LETTER)
        await hung_up.wait()


async def test_an_address_that_cannot_be_written_is_refused():
    postbox = Postbox()
    async with posted(postbox) as mail:
        with pytest.raises(Rejected):
            await mail.send(replace(LETTER, to="ami ra@bright.test"))


async def test_a_password_never_goes_over_an_open_line():
    postbox = Postbox()
    async with posted(postbox, user="us:p%40ss@", host="127.0.0.2") as mail:
        with pytest.raises(NotSent):
            await mail.send(LETTER)
    assert (postbox.signed_in, postbox.letters) == ([], [])

    async with posted(postbox, host="127.0.0.2") as mail:
        await mail.send(LETTER)
    assert len(postbox.letters) == 1


# SPEC: OPS-1
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"smtp_url": "mail.bright.test"}, "SMTP_URL is “•••”. Write it like smtp://"),
        ({"smtp_url": "smtp://mail.bright.test:x"}, "SMTP_URL is “•••”."),
        ({"smtp_url": "smtp://us:pa#ss@mail.bright.test"}, "SMTP_URL is “•••”."),
        ({"mail_from": "Bright Home <inbox@bright.test>"}, "MAIL_FROM is “Bright Home <inbox"),
        ({"mail_from": ""}, "SMTP_URL is set and MAIL_FROM is not"),
    ],
)
def test_a_mail_server_that_cannot_be_used_stops_the_start(settings, said):
    usable = {"smtp_url": "smtp://mail.bright.test", "mail_from": SENDER}
    read_settings(**usable)

    with pytest.raises(UnusableSettings) as refused:
        read_settings(**usable | settings)

    assert str(refused.value).startswith(said)
