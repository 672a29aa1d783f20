"""Pictures on their way up, behind the real session guard: whose are taken, and what is refused."""

import asyncio

import pytest

from tests.fakes import photo
from tests.support.media_inbox import MARKUP
from tests.ui.visitors import until

UPLOADS = "/live-conversations/attachments"


async def upload(browser, content, *, key="file-0001", **query):
    return await browser.post(UPLOADS, params={"key": key, **query}, content=content)


# SPEC: MSG-5
async def test_a_picture_is_uploaded_previewed_and_removed(inbox, browser):
    amira = browser("amira")
    place = {"conversation": inbox.ids["conversation"]}

    answer = await upload(amira, photo(), name="coat.jpg", **place)
    again = await upload(amira, photo(), name="coat.jpg", **place)

    assert answer.status_code == 201
    row = answer.json()
    assert again.json() == row
    assert (row["name"], row["width"], row["height"]) == ("coat.jpg", 64, 48)
    assert (await amira.get(UPLOADS, params=place)).json() == [row]
    preview = await amira.get(row["preview"])
    assert (preview.content, preview.headers["content-type"]) == (photo(), "image/jpeg")
    for other in ("olga", "jonas", "gus"):
        assert (await browser(other).get(row["preview"])).status_code == 404
        assert (await browser(other).delete(f"{UPLOADS}/{row['id']}")).status_code == 204
    assert (await amira.get(UPLOADS, params=place)).json() == [row]
    assert (await amira.delete(f"{UPLOADS}/{row['id']}")).status_code == 204
    assert (await amira.get(row["preview"])).status_code == 404


async def test_nobody_uploads_into_conversations_of_others_or_without_a_sign_in(inbox, browser):
    place = {"conversation": inbox.ids["conversation"]}

    assert (await upload(browser("jonas"), photo(), **place)).status_code == 404
    assert (await upload(browser("gus"), photo(), **place)).status_code == 404
    assert (await upload(browser(), photo(), **place)).status_code == 401
    elsewhere = browser("amira")
    elsewhere.headers["Origin"] = "https://evil.example"
    assert (await upload(elsewhere, photo(), **place)).status_code == 403
    assert inbox.files() == []


# SPEC: MMS-1
# TRUST: 2.3-46
@pytest.mark.parametrize("content", [MARKUP, b"GIF89a", b"", b"\xff\xd8\xff half"])
async def test_what_is_no_picture_is_refused_with_a_reason(inbox, browser, content):
    answer = await upload(browser("amira"), content, name="coat.jpg")

    assert answer.status_code == 400
    assert "JPEG and PNG" in answer.json()["detail"]
    assert inbox.files() == []


# SPEC: MMS-4
# TRUST: 2.3-45
async def test_26_mb_are_refused_whether_announced_or_not(inbox, browser):
    async def unannounced():
        for _ in range(26):
            yield bytes(1_000_000)

    announced = await upload(browser("amira"), bytes(26_000_000))
    streamed = await upload(browser("amira"), unannounced())

    for answer in (announced, streamed):
        assert answer.status_code == 413
        assert "25 MB" in answer.json()["detail"]
    assert inbox.files() == []


async def test_a_file_that_announces_26_mb_is_not_waited_for(inbox):
    _, port = inbox.address.rsplit(":", 1)
    reader, line = await asyncio.open_connection("127.0.0.1", int(port))
    line.write(
        f"POST {UPLOADS}?key=file-0001 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: lc=amira\r\n"
        "Content-Length: 26000000\r\n\r\n".encode()
    )

    try:
        assert b" 413 " in await reader.readline()
    finally:
        line.close()


# TRUST: 2.3-45
async def test_a_body_that_stops_coming_is_not_waited_for(inbox):
    _, port = inbox.address.rsplit(":", 1)
    reader, line = await asyncio.open_connection("127.0.0.1", int(port))
    line.write(
        f"POST {UPLOADS}?key=file-0001 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: lc=amira\r\n"
        f"Content-Length: {len(photo())}\r\n\r\n".encode()
        + photo()[:100]
    )

    try:
        assert b" 408 " in await reader.readline()
    finally:
        line.close()
    await until(lambda: not inbox.files())


async def test_an_upload_that_is_cut_leaves_nothing_and_can_be_repeated(inbox, browser):
    head = (
        f"POST {UPLOADS}?key=file-0001 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: lc=amira\r\n"
        f"Content-Length: {len(photo())}\r\n\r\n"
    )
    port = int(inbox.address.rpartition(":")[2])
    _, line = await asyncio.open_connection("127.0.0.1", port)
    line.write(head.encode() + photo()[: len(photo()) // 2])
    await line.drain()
    await until(inbox.files)
    line.close()

    await until(lambda: not inbox.files())
    assert (await upload(browser("amira"), photo())).status_code == 201


@pytest.mark.parametrize(
    "query", [{"key": "short"}, {"key": "k" * 65}, {"key": "file-0001", "conversation": "x"}]
)
async def test_odd_questions_are_refused(inbox, browser, query):
    answer = await browser("amira").post(UPLOADS, params=query, content=photo())

    assert answer.status_code == 404
