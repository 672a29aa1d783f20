"""Stories about the public address: who answers there, and who seems to be asking."""

import httpx
import pytest
from starlette.responses import RedirectResponse
from twilio.request_validator import RequestValidator
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from domain.gateways.public_url_probe import PublicUrlProbe
from domain.model.diagnostics import CheckStatus
from domain.ports.diagnostics import HttpResponse, PublicAddress
from domain.services.operations.diagnostics.public_url import (
    CLIENT_ADDRESSES,
    PICTURES,
    SIGNATURE,
    PublicUrlCheck,
)
from tests.simulator.rig import ACCOUNT as ACCOUNT_SID
from tests.simulator.rig import TOKEN, answering, dropping, free_port, serving, wired
from tests.support.diagnostics import KEY_OF_THE_HOUSE
from tests.support.diagnostics import premises as premises


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (answering(200, "It works!"), "Something else answers"),
        (answering(401, "Who are you?"), "A password is asked for"),
        (answering(403, "No."), "refused"),
        (answering(404, "Not here."), "answers 404"),
        (answering(502, "Bad gateway"), "does not reach this server"),
        (dropping, "breaks off"),
    ],
)
async def test_what_stands_in_the_way_of_twilio_is_named(premises, behaviour, words):
    async with wired(behaviour) as wire:
        found = await premises.finds(public=wire.address)

    for subject in (SIGNATURE, PICTURES):
        assert found[subject].status is CheckStatus.FAILED
        assert words in found[subject].message
        assert found[subject].fix


async def test_a_redirect_is_told_with_where_it_leads(premises):
    async def redirect(scope, receive, send):
        await RedirectResponse("https://www.bright.test/", status_code=301)(scope, receive, send)

    async with serving(redirect) as address:
        found = await premises.finds(public=address)

    assert "leads on to https://www.bright.test/" in found[SIGNATURE].message


async def test_nobody_at_the_public_address_is_told_apart_from_a_server_that_does_not_run(
    premises, monkeypatch
):
    nobody = f"http://127.0.0.1:{free_port()}"
    refused = await premises.finds(public=nobody)
    unknown = await premises.finds(public="http://nowhere.invalid")
    monkeypatch.setattr(PublicUrlProbe, "is_served", is_not_served)
    stopped = await premises.finds(public=nobody)

    assert "Nobody answers" in refused[SIGNATURE].message
    assert "not known" in unknown[SIGNATURE].message
    assert stopped[SIGNATURE].status is CheckStatus.WARNING
    assert "does not run now" in stopped[SIGNATURE].message


async def is_not_served(self):
    return False


async def test_an_address_of_ones_own_network_is_no_address_for_twilio(premises):
    found = await premises.finds(is_called=True)

    assert found[SIGNATURE].status is CheckStatus.FAILED
    assert "PUBLIC_BASE_URL" in found[SIGNATURE].fix


async def test_another_installation_at_the_public_address_is_not_taken_for_this_one(premises):
    probe = PublicUrlProbe(premises.account, local_url=premises.address)
    look = PublicUrlCheck(probe, secret_key="another house", is_called=False)

    (found,) = await look.signature()

    assert "Something else answers" in found.message


async def test_a_request_that_nobody_signed_learns_nothing(premises):
    async with httpx.AsyncClient(base_url=premises.address) as stranger:
        answer = await stranger.post("/webhooks/twilio/check", data={"Nonce": "1"})

    assert answer.status_code == 403
    assert premises.check_up().proof("1") not in answer.text


class BehindProxy(PublicAddress):
    """This server at a public address, behind a proxy that says `forwarded` of who asks."""

    url = "https://inbox.bright.test"

    def __init__(self, premises, *, trusted, forwarded):
        believing = ProxyHeadersMiddleware(premises.app, trusted)
        self._line = httpx.ASGITransport(believing, client=("10.0.0.2", 1234))
        self._forwarded = forwarded
        self._inside = PublicUrlProbe(premises.account, local_url=premises.address)

    async def post_signed(self, path, form, headers):
        said = self._forwarded(headers["X-Forwarded-For"])
        fields = {"AccountSid": ACCOUNT_SID, **form}
        signer = RequestValidator(TOKEN)
        signature = signer.compute_signature(f"{self._inside.url}{path}", fields)
        headers = {"X-Twilio-Signature": signature} | ({"X-Forwarded-For": said} if said else {})
        async with httpx.AsyncClient(transport=self._line, base_url="http://inside") as client:
            came = await client.post(path, data=fields, headers=headers)
        return HttpResponse(status=came.status_code, body=came.content)

    async def get(self, path, *, head=False):
        return await self._inside.get(path, head=head)

    async def is_served(self):
        return True


# FAULT: S-5
# TRUST: 2.3-57
@pytest.mark.parametrize(
    ("trusted", "forwarded", "verdict", "words"),
    [
        ("10.0.0.2", lambda claimed: "203.0.113.9", CheckStatus.OK, "from 203.0.113.9"),
        ("10.0.0.2", lambda claimed: f"{claimed}, 203.0.113.9", CheckStatus.OK, "from 203.0.113.9"),
        (
            "10.0.0.2",
            lambda claimed: claimed,
            CheckStatus.FAILED,
            "whatever address a visitor claims",
        ),
        (
            "10.0.0.2",
            lambda claimed: "",
            CheckStatus.FAILED,
            "all visitors seem to come from 10.0.0.2",
        ),
        ("127.0.0.1", lambda claimed: "203.0.113.9", CheckStatus.FAILED, "proxy is not believed"),
    ],
)
async def test_the_check_up_says_whom_the_proxy_names_as_visitor(
    premises, trusted, forwarded, verdict, words
):
    address = BehindProxy(premises, trusted=trusted, forwarded=forwarded)
    look = PublicUrlCheck(address, secret_key=KEY_OF_THE_HOUSE, is_called=False)

    found = {finding.subject: finding for finding in await look.signature()}

    assert found[SIGNATURE].status is CheckStatus.OK
    assert found[CLIENT_ADDRESSES].status is verdict
    assert words in found[CLIENT_ADDRESSES].message
