"""Stories about the settings of a company: places, notices, templates, check-up, audit log."""

import re

import pytest

from domain.model.carrier import InboundText
from tests.support.desk import DESK
from tests.support.plain_pages import submit, told

pytestmark = pytest.mark.usefixtures("letter_box")


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
