"""Files over HTTP, behind the real session guard: who gets which, and as what."""

import re

import pytest

from tests.fakes import photo
from tests.support.media_inbox import MARKUP


# SPEC: ACC-6
# TRUST: 2.3-29 2.3-48
async def test_only_who_may_see_the_conversation_sees_its_files_and_only_as_long(inbox, browser):
    coat = f"/media/{await inbox.arrives(photo())}"
    amira = browser("amira")

    seen = await amira.get(coat)
    assert (seen.status_code, seen.content) == (200, photo())
    for stranger in ("jonas", "gus"):
        for path in (coat, f"{coat}/thumbnail"):
            assert (await browser(stranger).get(path)).status_code == 404
    assert (await browser().get(coat)).status_code == 401
    assert (await browser("olga").get(coat)).status_code == 200
    assert (await amira.get("/media/999")).status_code == 404

    etag = {"If-None-Match": seen.headers["etag"]}
    assert (await amira.get(coat, headers=etag)).status_code == 304
    inbox.people["amira"] = inbox.people["jonas"]
    assert (await amira.get(coat, headers=etag)).status_code == 404


# SPEC: MMS-6
# TRUST: 2.3-47
async def test_a_picture_is_shown_and_anything_else_is_a_download(inbox, browser):
    amira = browser("amira")
    coat = await amira.get(f"/media/{await inbox.arrives(photo())}")
    page = await amira.get(
        f"/media/{await inbox.arrives(MARKUP, name='“evil”.html', media_type='text/html')}"
    )

    for answer in (coat, page):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["cache-control"] == "private, no-cache"
    assert coat.headers["content-type"] == "image/jpeg"
    assert coat.headers["content-disposition"] == "inline; filename*=UTF-8''coat.jpg"
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E2%80%9Cevil%E2%80%9D.html"
    )


# TRUST: 2.3-47
@pytest.mark.parametrize(
    "media_type",
    [
        "image/svg+xml",
        "application/xhtml+xml",
        "text/xml",
        "text/javascript",
        "application/pdf",
        "text/vcard",
        "image/tiff",
    ],
)
async def test_whatever_a_browser_could_run_is_a_download_of_no_kind(inbox, browser, media_type):
    """Even by those who have the link for the carrier: a sandbox runs nothing."""
    evil = await inbox.arrives(MARKUP, name="evil", media_type=media_type)

    page = await browser("amira").get(f"/media/{evil}")
    linked = await browser().get(inbox.services.links.to(evil))

    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"].startswith("attachment;")
    for answer in (page, linked):
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_thumbnail_is_a_small_jpeg(inbox, browser):
    amira = browser("amira")
    large = photo(2000, 1000)
    coat = await inbox.arrives(large, width=2000)
    page = await inbox.arrives(MARKUP, name="page.html", media_type="text/html", width=None)

    thumbnail = await amira.get(f"/media/{coat}/thumbnail")

    assert thumbnail.headers["content-type"] == "image/jpeg"
    assert len(thumbnail.content) < len(large)
    assert (await amira.get(f"/media/{page}/thumbnail")).status_code == 404


# SPEC: MMS-6
# TRUST: 2.3-48
async def test_the_carrier_fetches_what_it_has_a_link_to(inbox, browser):
    coat = await inbox.arrives(photo())
    link = inbox.services.links.to(coat)
    twilio = browser()

    asked, fetched = await twilio.head(link), await twilio.get(link)

    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-length"] == str(len(photo()))
    assert fetched.content == photo()
    for answer in (asked, fetched):
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-disposition"] == 'inline; filename="coat.jpg"'
        assert answer.headers["cache-control"] == "private"
        assert answer.headers["x-robots-tag"] == "noindex"
    assert (await twilio.get(link[:-1] + ("A" if link[-1] != "A" else "B"))).status_code == 404
    assert (await twilio.get("/m/" + "A" * 64)).status_code == 404
    inbox.services.clock.pass_by(hours=49)
    assert (await twilio.get(link)).status_code == 404


# TRUST: 2.3-50
@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "coat.jpg\r\nSet-Cookie: lc=1\r\n\r\n<script>",
        'coat"; filename="evil.exe',
        "coat.jpg; filename*=UTF-8''evil.exe",
        "写真 – Mäntel 🧥.jpg",
        "\u202egpj.exe",
        "x" * 300,
        "\0",
        "",
    ],
)
async def test_a_name_neither_leads_anywhere_nor_writes_headers(inbox, browser, name):
    """Files lie under their hashes; a name only ever travels in one header, escaped."""
    coat = await inbox.arrives(photo(), name=name)

    shown = await browser("amira").get(f"/media/{coat}")
    linked = await browser().get(inbox.services.links.to(coat))

    for answer in (shown, linked):
        assert (answer.status_code, answer.content) == (200, photo())
        assert "set-cookie" not in answer.headers
    assert re.fullmatch(
        r"inline; filename\*=UTF-8''[A-Za-z0-9._~%-]*", shown.headers["content-disposition"]
    )
    assert re.fullmatch(
        r'inline; filename="[A-Za-z0-9-]{1,16}\.jpg"', linked.headers["content-disposition"]
    )
    assert [len(file) for file in inbox.files()] == [64]
