"""How the work behind the screens goes: a banner for Olga, figures for who holds the token."""

import pytest

from tests.support.product import opened
from tests.support.town import Window
from tests.ui.visitors import Visitor, until


@pytest.fixture
async def people(house, parts, password_hash):
    """`people("olga")` has a page open, and is told things; served with a token for figures."""
    async with house.store.transaction() as tx:
        for member in (house.jonas, house.olga):
            await tx.users.set_password(member.user_id, password_hash)
    seated = []
    async with opened(parts, metrics_token="a token for figures") as (address, _):

        async def person(name):
            seated.append(await sits_down(address, name))
            return seated[-1]

        yield person, address
        for page, visitor in seated:
            await page.close()
            await visitor.leave()


async def sits_down(address, name):
    visitor = Visitor(address)
    await visitor.sign_in(f"{name}@bright.test")
    page = Window(address, (await visitor.get("/live-conversations")).text)
    await page.connect(cookie=visitor.cookie)
    return page, visitor


# SPEC: CAR-4
async def test_olga_sees_at_once_that_webhooks_are_refused_and_jonas_is_left_in_peace(
    people,
    parts,
    house,
):
    person, _ = people
    (olga, desk), (jonas, _) = await person("olga"), await person("jonas")
    form = {"AccountSid": "AC" + "1" * 32, "From": "+14165550110", "Body": "Hi"}

    stranger = await desk.post(
        "/webhooks/twilio/inbound", origin=None, **form | {"AccountSid": "X"}
    )
    await parts.services.monitor.check()
    assert parts.services.monitor.status(by=house.olga).alerts == ()
    forged = await desk.post("/webhooks/twilio/inbound", origin=None, **form)
    await parts.services.monitor.check()

    assert (stranger.status_code, forged.status_code) == (403, 403)
    await until(lambda: any("did not carry its signature" in told for told in olga.told))
    assert "did not carry its signature" in (await desk.get("/")).text
    assert not any("signature" in told for told in jonas.told)


# SPEC: OPS-3
async def test_figures_are_for_who_shows_the_token(people):
    person, address = people
    await person("jonas")
    stranger = Visitor(address)

    refused = await stranger.get("/metrics")
    guessed = await stranger.get("/metrics", Authorization="Bearer a guess")
    told = await stranger.get("/metrics", Authorization="Bearer a token for figures")
    await stranger.leave()

    assert (refused.status_code, guessed.status_code) == (401, 401)
    assert told.headers["content-type"].startswith("text/plain")
    assert "live_conversations_open_pages 1.0" in told.text
    assert 'live_conversations_database_seconds_count{kind="read"}' in told.text


# SPEC: OPS-3
async def test_without_a_token_there_are_no_figures(parts, house):
    async with opened(parts) as (address, _):
        stranger = Visitor(address)
        for shown in ({}, {"Authorization": "Bearer None"}):
            assert (await stranger.get("/metrics", **shown)).status_code == 404
        await stranger.leave()
