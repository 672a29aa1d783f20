"""Files over the simulated network, in both directions, as Twilio carries them."""

from collections.abc import AsyncIterator

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.rest import Client

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.media import TwilioMedia
from domain.ports.media import DownloadFailed
from domain.simulator import Controls, Simulator
from tests.fakes import noise, photo
from tests.simulator.rig import (
    ACCOUNT,
    MAYA,
    QUEEN_STREET,
    TOKEN,
    Inbox,
    eventually,
    serving,
)

PAIR = {"app_number": QUEEN_STREET, "customer": MAYA}
FROM_THE_PAGE = {"Content-Type": "image/jpeg", "X-Phone": "simulated"}


@pytest.fixture
async def source(address: str) -> AsyncIterator[TwilioMedia]:
    source = TwilioMedia(
        TwilioAccount(
            sid=ACCOUNT, auth_tokens=(TOKEN,), public_base_url=address, api_base_url=address
        )
    )
    yield source
    await source.close()


async def fetched(source: TwilioMedia, url: str) -> bytes:
    async with source.open(url) as chunks:
        return b"".join([chunk async for chunk in chunks])


# SPEC: CAR-6
async def test_a_picture_of_the_phone_reaches_the_app_as_an_mms(
    simulator: Simulator, inbox: Inbox, address: str, source: TwilioMedia
) -> None:
    async with httpx.AsyncClient(headers=FROM_THE_PAGE) as phone:
        query = {**PAIR, "text": "Look"}
        sent = await phone.post(f"{address}/phone/files", params=query, content=noise(300, 300))
    assert sent.status_code == 201
    await eventually(lambda: inbox.came)

    [webhook] = inbox.came
    assert webhook.fields["MessageSid"].startswith("MM")
    assert (webhook.fields["NumMedia"], webhook.fields["Body"]) == ("1", "Look")
    assert webhook.fields["MediaContentType0"] == "image/jpeg"
    content = await fetched(source, webhook.fields["MediaUrl0"])
    assert content == simulator.content(simulator.texts[0].media[0])
    assert content.startswith(b"\x89PNG")


async def test_media_wants_credentials_first_and_none_where_it_lies(
    simulator: Simulator, inbox: Inbox, address: str
) -> None:
    simulator.text("", customer_number=MAYA, app_number=QUEEN_STREET, files=[(photo(), "x/y")])
    await eventually(lambda: inbox.came)
    url = inbox.came[0].fields["MediaUrl0"]

    async with httpx.AsyncClient() as asking:
        assert (await asking.get(url)).status_code == 401
        redirect = await asking.get(url, auth=(ACCOUNT, TOKEN))
        store = str(redirect.next_request.url) if redirect.next_request else ""
        assert redirect.status_code == 307
        assert (await asking.get(store, auth=(ACCOUNT, TOKEN))).status_code == 400
        assert (await asking.get(store)).content == photo()
        other = url.replace("/Media/ME", "/Media/MX")
        assert (await asking.get(other, auth=(ACCOUNT, TOKEN))).status_code == 404


async def test_media_can_be_late_or_fail(
    simulator: Simulator, inbox: Inbox, source: TwilioMedia
) -> None:
    simulator.text("", customer_number=MAYA, app_number=QUEEN_STREET, files=[(photo(), "x/y")])
    await eventually(lambda: inbox.came)
    url = inbox.came[0].fields["MediaUrl0"]

    simulator.control(Controls(media_late=True))
    with pytest.raises(DownloadFailed, match="404"):
        await fetched(source, url)
    assert await fetched(source, url) == photo()
    simulator.control(Controls(media_fails=True))
    with pytest.raises(DownloadFailed, match="404"):
        await fetched(source, url)


async def test_only_the_phones_own_page_sends_files(simulator: Simulator, address: str) -> None:
    async with aiohttp.ClientSession() as elsewhere:
        query = {**PAIR, "text": "Look"}
        sent = await elsewhere.post(f"{address}/phone/files", params=query, data=photo())

    assert sent.status == 400
    assert simulator.texts == []


class App:
    """Hands its pictures out, and counts how it was asked."""

    def __init__(self, content: bytes = photo(), media_type: str = "image/jpeg") -> None:
        self.asked: list[str] = []
        self._answer = Response(content, media_type=media_type)

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/m/{token}", self._hand_out, methods=["GET", "HEAD"])])

    async def _hand_out(self, request: Request) -> Response:
        self.asked.append(request.method)
        return self._answer if request.path_params["token"] == "coat" else Response(status_code=404)


# SPEC: CAR-6
async def test_the_phone_shows_what_the_app_handed_out(
    twilio: Client, simulator: Simulator, address: str
) -> None:
    app = App()
    async with serving(app.app) as inbox:
        sent = await twilio.messages.create_async(
            to=MAYA, from_=QUEEN_STREET, media_url=[f"{inbox}/m/coat", f"{inbox}/m/coat"]
        )
        await eventually(lambda: simulator.texts[0].status == "delivered")

    assert (sent.num_media, sent.body) == ("2", "")
    assert app.asked == ["HEAD", "GET"] * 2
    async with httpx.AsyncClient() as page:
        [shown] = (await page.get(f"{address}/phone/thread", params=PAIR)).json()
        assert len(shown["media"]) == 2
        picture = await page.get(f"{address}/phone/{shown['media'][0]['url']}")
    assert (picture.content, picture.headers["content-type"]) == (photo(), "image/jpeg")


# FAULT: M-14
async def test_the_phone_shows_all_of_a_large_picture(
    twilio: Client, simulator: Simulator, address: str
) -> None:
    large = noise(800, 800)
    assert len(large) > 1_000_000
    async with serving(App(large, "image/png").app) as inbox:
        await twilio.messages.create_async(
            to=MAYA, from_=QUEEN_STREET, media_url=[f"{inbox}/m/coat"]
        )
        await eventually(lambda: simulator.texts[0].status == "delivered")

    [medium] = simulator.texts[0].media
    assert simulator.content(medium) == large


@pytest.mark.parametrize(
    ("app", "token", "code"),
    [(App(), "gone", "11200"), (App(b"<html>", "image/jpeg"), "coat", "12300")],
)
async def test_a_message_fails_whose_media_cannot_be_had(
    twilio: Client, simulator: Simulator, app: App, token: str, code: str
) -> None:
    async with serving(app.app) as inbox:
        await twilio.messages.create_async(
            to=MAYA, from_=QUEEN_STREET, body="Look", media_url=[f"{inbox}/m/{token}"]
        )
        await eventually(lambda: simulator.texts[0].status == "failed")

    assert simulator.texts[0].error == code
