"""Stories about the pages of users: who is invited, who joins, who is kept out."""

import re

import pytest

from domain.model.carrier_errors import NotSent
from tests.support.plain_pages import submit, told
from tests.ui.visitors import PASSWORD, token_in

pytestmark = pytest.mark.usefixtures("letter_box")


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

    assert (joined.status_code, joined.headers["location"]) == (303, "/live-conversations")
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
