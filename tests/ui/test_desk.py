"""Stories about the plain pages behind the door: users, account, settings, home."""

import html
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest
from fastapi import FastAPI

from domain.model.carrier import InboundText
from domain.model.carrier_errors import NotSent
from domain.model.users import Rights
from tests.support.desk import DESK
from tests.ui.visitors import PASSWORD, token_in
from ui.door.house import House
from ui.site import PLAIN

pytestmark = pytest.mark.usefixtures("letter_box")

OPEN, ANYBODY, AGENTS = "open", "anybody", "agents"
MANAGERS, ADMINISTRATORS = "managers", "administrators"
FIELDS = {
    "name": "X",
    "email": "x@bright.test",
    "sure": "on",
    "text": "X",
    "number": "+14165550177",
}

ROUTES = {
    ("GET", "/sign-in"): OPEN,
    ("POST", "/sign-in"): OPEN,
    ("GET", "/sign-in/code"): OPEN,
    ("POST", "/sign-in/code"): OPEN,
    ("GET", "/forgot-password"): OPEN,
    ("POST", "/forgot-password"): OPEN,
    ("POST", "/sign-out"): OPEN,
    ("GET", "/set-up/{token}"): OPEN,
    ("POST", "/set-up/{token}"): OPEN,
    ("GET", "/invite/{token}"): OPEN,
    ("POST", "/invite/{token}"): OPEN,
    ("GET", "/reset/{token}"): OPEN,
    ("POST", "/reset/{token}"): OPEN,
    ("GET", "/manifest.webmanifest"): OPEN,
    ("GET", "/service-worker.js"): OPEN,
    ("GET", "/session"): ANYBODY,
    ("GET", "/"): ANYBODY,
    ("GET", "/account"): ANYBODY,
    ("POST", "/account"): ANYBODY,
    ("POST", "/account/notifications"): ANYBODY,
    ("POST", "/account/password"): ANYBODY,
    ("POST", "/account/sign-ins/end"): ANYBODY,
    ("GET", "/account/two-step"): ANYBODY,
    ("POST", "/account/two-step/set-up"): ANYBODY,
    ("POST", "/account/two-step/confirm"): ANYBODY,
    ("POST", "/account/two-step/recovery-codes"): ANYBODY,
    ("POST", "/account/two-step/switch-off"): ANYBODY,
    ("GET", "/live-conversations/{conversation_id}/move"): AGENTS,
    ("POST", "/live-conversations/{conversation_id}/move"): AGENTS,
    ("GET", "/account/device"): AGENTS,
    ("POST", "/account/device"): AGENTS,
    ("DELETE", "/account/device"): ANYBODY,
    ("GET", "/users"): MANAGERS,
    ("GET", "/users/new"): MANAGERS,
    ("POST", "/users/new"): MANAGERS,
    ("GET", "/users/{user_id}"): MANAGERS,
    ("POST", "/users/{user_id}"): MANAGERS,
    ("POST", "/users/{user_id}/link"): MANAGERS,
    ("POST", "/users/{user_id}/{deed}"): MANAGERS,
    ("GET", "/settings"): ADMINISTRATORS,
    ("POST", "/settings"): ADMINISTRATORS,
    ("POST", "/settings/legal-notice"): ADMINISTRATORS,
    ("POST", "/settings/opt-outs"): ADMINISTRATORS,
    ("POST", "/settings/two-step"): ADMINISTRATORS,
    ("GET", "/settings/check-up"): ADMINISTRATORS,
    ("POST", "/settings/check-up/webhook"): ADMINISTRATORS,
    ("GET", "/settings/unrouted"): ADMINISTRATORS,
    ("POST", "/settings/unrouted"): ADMINISTRATORS,
    ("GET", "/settings/audit-log"): ADMINISTRATORS,
    ("GET", "/settings/points-of-contact"): ADMINISTRATORS,
    ("POST", "/settings/points-of-contact"): ADMINISTRATORS,
    ("POST", "/settings/points-of-contact/close"): ADMINISTRATORS,
    ("POST", "/settings/points-of-contact/reopen"): ADMINISTRATORS,
    ("GET", "/settings/notifications"): ADMINISTRATORS,
    ("POST", "/settings/notifications"): ADMINISTRATORS,
    ("GET", "/settings/templates"): ADMINISTRATORS,
    ("POST", "/settings/templates"): ADMINISTRATORS,
    ("POST", "/settings/templates/move-up"): ADMINISTRATORS,
    ("POST", "/settings/templates/delete"): ADMINISTRATORS,
}
"""Every plain page and form, and who may use it."""

TAKE_JSON = {("POST", "/account/device")}
"""No form of another site can write it, and the guard asks where it comes from."""

TAKES_AN_ID = {
    ("GET", "/users/{user_id}"): "user",
    ("POST", "/users/{user_id}"): "user",
    ("POST", "/users/{user_id}/link"): "user",
    ("POST", "/users/{user_id}/{deed}"): "user",
    ("POST", "/users/new"): "place",
    ("POST", "/account/sign-ins/end"): "sign_in",
    ("POST", "/settings/points-of-contact"): "place",
    ("POST", "/settings/points-of-contact/close"): "place",
    ("POST", "/settings/points-of-contact/reopen"): "place",
    ("POST", "/settings/check-up/webhook"): "place",
    ("POST", "/settings/unrouted"): "place",
    ("POST", "/settings/templates"): "template",
    ("POST", "/settings/templates/move-up"): "template",
    ("POST", "/settings/templates/delete"): "template",
}
"""Those that could be given an id of another company, and of what."""


async def submit(visitor, path, **fields):
    """As from a form that was opened before."""
    token = token_in(await visitor.get("/account"))
    return await visitor.post(path, token=token, **fields)


async def ask(visitor, method, path, *, of=1, **fields):
    path = path.format(user_id=of, conversation_id=of, deed="deactivate", token="made-up")
    if method == "GET":
        return await visitor.get(path)
    return await submit(visitor, path, **FIELDS | fields)


def told(answer):
    return html.unescape(re.search(r'role="alert"[^>]*>([^<]+)<', answer.text)[1])


def changes(entries):
    """All but the coming and going."""
    return [entry.deed for entry in entries if not entry.deed.startswith("signed")]


def where(kind):
    return [route for route, who in ROUTES.items() if who == kind]


# SPEC: ACC-6
# TRUST: 2.3-21
def test_every_route_has_its_row():
    services = SimpleNamespace(
        sign_in=None,
        diagnostics=None,
        company=None,
        inbound=None,
        users=None,
        templates=None,
        one_time_links=None,
    )
    house = House(brand="Chatter", public_base_url="http://127.0.0.1", secret_key="for tests")
    site = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for module in PLAIN:
        site.include_router(module.routes(services, house=house))

    assert table_of(site.routes) == set(ROUTES)
    assert set(TAKES_AN_ID) <= set(ROUTES)


def table_of(routes, before=""):
    table = set()
    for route in routes:
        if hasattr(route, "methods"):
            table |= {(method, before + route.path) for method in route.methods - {"HEAD"}}
        else:
            prefix = getattr(getattr(route, "include_context", None), "prefix", "")
            table |= table_of(route.original_router.routes, before + prefix)
    return table


async def test_who_is_not_signed_in_is_asked_to_for_everything(visitor):
    stranger = visitor()

    for method, path in set(ROUTES) - set(where(OPEN)):
        answer = await stranger.send(
            method, path.format(user_id=1, conversation_id=1, deed="deactivate"), **FIELDS
        )
        leads = answer.headers.get("location", "")
        assert answer.status_code == 401 or leads.startswith("/sign-in"), (method, path)


# SPEC: ACC-2 ACC-4 ACC-9
async def test_who_has_no_right_is_told_whom_to_ask_everywhere(amira, visitor, store):
    async with store.transaction() as tx:
        (nora,) = [user for user in await tx.users.all(1) if user.name == "Nora Petit"]
        await tx.users.save(replace(nora, manages_users=True))
    manager = visitor()
    await manager.sign_in("nora@bright.test")

    for somebody, closed in (
        (amira, where(MANAGERS) + where(ADMINISTRATORS)),
        (manager, where(ADMINISTRATORS) + where(AGENTS)),
    ):
        for method, path in closed:
            answer = await ask(somebody, method, path)
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


# TRUST: 2.3-26 2.3-27
async def test_fields_that_a_form_does_not_have_change_nothing(amira, olga, visitor, store):
    more = {"company_id": "2", "user_id": "2", "is_admin": "on", "manages_users": "on"}
    more |= {"may_converse": "on", "active": "on", "place-1": "on", "email": "x@bright.test"}
    await submit(amira, "/account", name="Amira B", phone="", time_zone="", **more)
    await submit(olga, "/settings", name="Home", time_zone="UTC", country="US", id="2", **more)
    await submit(olga, "/settings/templates", name="X", text="X", position="0", **more)

    async with store.reading() as stored:
        users = {user.name: user for user in await stored.users.all(1)}
        assert users["Amira B"].email == "amira@bright.test"
        assert users["Amira B"].rights == Rights(
            may_converse=True, manages_users=False, is_admin=False
        )
        assert await stored.users.assignments(1) == {}
        assert len(await stored.companies.templates(1)) == 1


# SPEC: ACC-4 ACC-5 ACC-8
async def test_olga_invites_kim_who_joins(olga, visitor, queen_street):
    place = f"place-{queen_street.id}"
    answer = await submit(
        olga,
        "/users/new",
        name="Kim <b>Abe</b>",
        email="kim@bright.test",
        may_converse="on",
        **{place: "on", f"{place}-email": "on"},
    )
    path = re.search(r'value="http://[^/]+(/invite/[^"]+)"', answer.text)[1]
    kim = visitor()

    form = await kim.get(path)
    assert "Join Bright Home" in form.text
    joined = await kim.post(path, token=token_in(form), name="Kim Abe", password=PASSWORD)

    assert (joined.status_code, joined.headers["location"]) == (303, "/")
    assert (await kim.get("/session")).json()["name"] == "Kim Abe"
    assert (await visitor().get(path)).status_code == 410
    listed = (await olga.get("/users?search=kim")).text
    assert "Email at Queen Street" in listed
    assert "Amira" not in listed


# SPEC: ACC-4 ACC-8
async def test_a_link_goes_by_email_and_is_shown_when_it_cannot(olga, visitor, letter_box):
    shown = await submit(olga, "/users/new", name="Kim Abe", email="kim@bright.test")
    first = re.search(r'value="http://[^/]+(/invite/[^"]+)"', shown.text)[1]
    path = re.search(r'action="(/users/\d+/link)"', shown.text)[1]

    sent = await submit(olga, path, by_email="on")
    assert "on its way to kim@bright.test" in sent.text
    (letter,) = letter_box.letters
    assert (letter.to, letter.subject) == ("kim@bright.test", "Join Bright Home")
    invitation = letter.link.removeprefix("https://inbox.bright.test")
    assert invitation not in sent.text
    assert (await visitor().get(first)).status_code == 410
    kim = visitor()
    form = await kim.get(invitation)
    await kim.post(invitation, token=token_in(form), name="Kim Abe", password=PASSWORD)
    assert (await kim.get("/session")).json()["name"] == "Kim Abe"

    letter_box.trouble = NotSent("SMTPConnectError")
    refused = await submit(olga, path, by_email="on")
    assert told(refused).startswith("The mail server did not take the e-mail.")
    assert re.search(r'value="http://[^/]+/reset/[^"]+"', refused.text)


async def test_what_is_wrong_is_said_at_the_form_and_what_was_typed_stays(olga):
    answer = await submit(
        olga, "/users/new", name="Kim", email="amira@bright.test", manages_users="on"
    )

    assert answer.status_code == 422
    assert told(answer) == "The address amira@bright.test is already in use."
    assert 'value="Kim"' in answer.text
    assert 'name="manages_users" checked' in answer.text
    assert 'name="may_converse" checked' not in answer.text


# SPEC: ACC-7
# TRUST: 2.3-16
async def test_deactivating_asks_first_and_then_acts_at_once(olga, amira):
    amira_id = re.search(r'/users/(\d+)">Amira', (await olga.get("/users")).text)[1]

    unsure = await submit(olga, f"/users/{amira_id}/deactivate")
    assert told(unsure) == "Tick the box to confirm."
    assert (await amira.get("/session")).status_code == 200
    await submit(olga, f"/users/{amira_id}/deactivate", sure="on")

    assert (await amira.get("/session")).status_code == 401
    assert "Reactivate" in (await olga.get(f"/users/{amira_id}")).text


# SPEC: ACC-8
# TRUST: 2.3-17
async def test_amira_sees_her_sessions_and_ends_the_other_one(amira, visitor):
    phone = visitor(**{"User-Agent": "Mozilla/5.0 (iPhone; CPU) Version/19 Safari/605"})
    await phone.sign_in("amira@bright.test")
    page = (await amira.get("/account")).text
    assert "Safari on an iPhone" in page
    number = re.search(r'name="sign_in" value="(\d+)"', page)[1]

    await submit(amira, "/account/sign-ins/end", sign_in=number)

    assert (await phone.get("/session")).status_code == 401
    assert "Safari on an iPhone" not in (await amira.get("/account")).text


# SPEC: ACC-8
async def test_amira_changes_her_name_and_password(amira, visitor):
    done = await submit(amira, "/account", name="Amira H", phone="", time_zone="Europe/Paris")
    assert done.headers["location"] == "/account?saved"
    wrong = await submit(amira, "/account/password", current="guess", password=PASSWORD)
    assert told(wrong) == "That email and password do not go together."

    new = "a summer coat on hold"
    await submit(amira, "/account/password", current=PASSWORD, password=new)

    assert (await visitor().sign_in("amira@bright.test", new)).status_code == 303
    assert (await amira.get("/session")).json()["name"] == "Amira H"


# SPEC: ACC-9
# TRUST: 2.3-55
async def test_olga_sets_up_the_company(olga, queen_street):
    home = {"name": "Bright Home", "time_zone": "America/Toronto", "country": "CA"}
    await submit(olga, "/settings", **home)
    await submit(olga, "/settings/legal-notice", notice="Reply STOP to opt out.", on="on")
    await submit(olga, "/settings/points-of-contact", name="Harbour", number="(416) 555-0101")
    await submit(olga, "/settings/templates", name="Hours", text="Hi {customer}!")
    refused = await submit(olga, "/settings/templates", name="Bad", text="Hi {nobody}!")

    assert "no placeholder {nobody}" in told(refused)
    assert "Hi {nobody}!" in refused.text
    company = (await olga.get("/settings")).text
    assert "<option selected>America/Toronto</option>" in company
    assert "22 of 800 characters · 1 SMS · GSM-7" in company
    assert "+14165550101" in (await olga.get("/settings/points-of-contact")).text
    templates = (await olga.get("/settings/templates")).text
    assert "Hi Maya Chen!" in templates
    assert "13 characters · 1 SMS · GSM-7" in templates
    log = (await olga.get("/settings/audit-log")).text
    assert log.index("Template added") < log.index("Point of contact added")
    assert log.count('data-testid="audit-entry"') == 5
    assert log.index("Point of contact added") < log.index("Signed in")


# TRUST: 2.3-55
# FAULT: A-2
async def test_the_audit_log_tells_also_what_the_operator_did(olga, services):
    assert "The operator" not in (await olga.get("/settings/audit-log")).text

    await services.administration.reset_password("amira@bright.test")

    log = (await olga.get("/settings/audit-log")).text
    assert "Password reset" in log
    assert "The operator" in log


# SPEC: ACC-9 CAR-3 LOG-4
async def test_a_place_has_a_notice_of_its_own_and_opting_out_reaches_as_far_as_olga_says(
    olga, queen_street
):
    place = {"id": str(queen_street.id), "name": "Queen Street", "number": "+14165550100"}
    own = {"notice": "Répondez ARRET.", "language": "fr"}
    await submit(olga, "/settings/points-of-contact", **place, **own)
    unknown = await submit(
        olga, "/settings/points-of-contact", **place, notice="Kept as typed", language="xx"
    )
    await submit(olga, "/settings/opt-outs", scope="company")
    nonsense = await submit(olga, "/settings/opt-outs", scope="planet")

    assert "not a language we know" in told(unknown)
    assert "Kept as typed" in unknown.text
    places = (await olga.get("/settings/points-of-contact")).text
    assert "Répondez ARRET." in places
    assert '<option value="fr" selected>French</option>' in places
    assert told(nonsense) == "The choice is missing."
    assert 'value="company" checked' in (await olga.get("/settings")).text


# SPEC: ACC-9
async def test_the_check_up_says_what_is_wrong_first_and_offers_to_mend_it(olga, queen_street):
    page = (await olga.get("/settings/check-up")).text
    verdicts = re.findall(r'data-verdict="(\w+)"', page)

    assert verdicts == sorted(verdicts, key=["wrong", "unsure", "ok"].index)
    assert verdicts.count("wrong") == 3
    assert "3 things are wrong." in page
    assert "is led to POST https://old.test/sms?a=1&amp;b=&lt;b&gt;" in page
    assert "Set at Twilio" in page

    answer = await submit(olga, "/settings/check-up/webhook", id=str(queen_street.id))

    assert answer.headers["location"] == "/settings/check-up?saved"
    assert DESK.led == ["https://inbox.test/webhooks/twilio/inbound#rc=3&rp=all"]


# FAULT: S-13
# SPEC: CLO-6
async def test_olga_moves_an_unrouted_message_to_where_it_is_answered(olga, services, queen_street):
    text = InboundText(
        account="AC1", carrier_id="SM1", sender="+14165550110", recipient="+14165550177", text="Hi"
    )
    await services.inbound.receive(text)
    page = (await olga.get("/settings/unrouted")).text
    (text_id,) = re.findall(r'name="id" value="(\d+)"', page)

    undecided = await submit(olga, "/settings/unrouted", id=text_id, place="")
    moved = await submit(olga, "/settings/unrouted", id=text_id, place=str(queen_street.id))
    again = await submit(olga, "/settings/unrouted", id=text_id, place=str(queen_street.id))

    assert undecided.status_code == 422
    assert "The point of contact is missing." in undecided.text
    assert moved.headers["location"] == "/settings/unrouted?saved"
    assert again.status_code == 404
    assert "Nothing here" in (await olga.get("/settings/unrouted")).text
    assert "Unrouted message moved" in (await olga.get("/settings/audit-log")).text


# SPEC: MENU-2 ACC-3
# TRUST: 2.3-25
async def test_home_leads_to_what_one_may_use(amira, olga, visitor, services, queen_street):
    text = InboundText(
        account="AC1", carrier_id="SM1", sender="+14165550110", recipient="+14165550100", text="Hi"
    )
    await services.inbound.receive(text)
    nora = visitor()
    await nora.sign_in("nora@bright.test")

    def tabs(page):
        return re.findall(r'class="drawer-item" href="([^"]+)"', page)

    home = (await olga.get("/")).text
    assert "Good afternoon, Olga" in home
    assert "Waiting for an answer<strong>1</strong>" in home
    assert tabs(home) == ["/", "/live-conversations", "/users", "/settings", "/account"]
    assert tabs((await amira.get("/")).text) == ["/", "/live-conversations", "/account"]
    hers = (await nora.get("/")).text
    assert tabs(hers) == ["/", "/account"]
    assert "was not granted to you. Ask an administrator" in hers


# FAULT: A-6
# SPEC: ACC-8
async def test_amira_forgot_her_password_and_helps_herself(visitor, services, letter_box, olga):
    amira = visitor()
    assert 'href="/forgot-password"' in (await amira.get("/sign-in")).text
    told_of = {}
    for email in ("amira@bright.test", "nobody@bright.test", "not an address"):
        token = token_in(await amira.get("/forgot-password"))
        page = (await amira.post("/forgot-password", token=token, email=email)).text
        told_of[email] = re.sub(r'nonce="[^"]+"', "", page)
    await services.forgotten_password.drain()

    assert len(set(told_of.values())) == 1
    (letter,) = letter_box.letters
    assert letter.to == "amira@bright.test"
    path = letter.link.removeprefix("https://inbox.bright.test")
    form = await amira.get(path)
    new = "a summer coat on hold"
    assert (await amira.post(path, token=token_in(form), password=new)).status_code == 303
    assert (await visitor().get(path)).status_code == 410
    assert "Link to a new password asked for" in (await olga.get("/settings/audit-log")).text


# FAULT: A-6
async def test_nobody_fills_a_mail_box_with_links(visitor, services, letter_box, clock):
    async def asks(email, times):
        for _ in range(times):
            services.forgotten_password.request_link(email, address="192.0.2.10")
            await services.forgotten_password.drain()

    await asks("amira@bright.test", 5)
    assert len(letter_box.letters) == 3
    for number in range(7):
        await asks(f"guess{number}@bright.test", 1)
    await asks("olga@bright.test", 1)  # the eleventh of this network
    assert len(letter_box.letters) == 3

    clock.pass_by(minutes=16)
    letter_box.trouble = NotSent()
    await asks("amira@bright.test", 1)
    letter_box.trouble = None
    await asks("amira@bright.test", 1)
    assert len(letter_box.letters) == 4


# FAULT: A-6
# SPEC: DET-4
async def test_a_place_is_closed_and_its_conversation_moved(
    olga, amira, services, store, clock, queen_street
):
    async with store.transaction() as tx:
        harbour = await tx.companies.add_point_of_contact(
            1, "Harbour", app_number="+14165550101", is_default=True, at=clock.now()
        )
    await services.inbound.receive(
        InboundText(
            account="AC1",
            carrier_id="SM1",
            sender="+14165550110",
            recipient="+14165550100",
            text="Is my coat there?",
        )
    )
    path = "/live-conversations/1/move"
    closed = await submit(olga, "/settings/points-of-contact/close", id=str(queen_street.id))
    assert closed.headers["location"] == "/settings/points-of-contact?saved"
    page = (await olga.get("/settings/points-of-contact")).text
    assert "Reopen Queen Street" in page
    assert "Close Harbour" in page

    assert "is at Queen Street" in (await olga.get(path)).text
    moved = await submit(olga, path, place=str(harbour.id))

    assert moved.headers["location"] == "/live-conversations/1"
    form = (await olga.get(path)).text
    assert "is at Harbour" in form
    assert "There is no other point of contact" in form  # the other one is closed
    refused = await submit(olga, path, place=str(queen_street.id))
    assert told(refused).startswith("Queen Street is closed")
    assert (await amira.get(path)).status_code == 404  # she works nowhere
    await submit(olga, "/settings/points-of-contact/reopen", id=str(queen_street.id))
    log = (await olga.get("/settings/audit-log")).text
    assert log.index("Point of contact reopened") < log.index("Point of contact closed")
