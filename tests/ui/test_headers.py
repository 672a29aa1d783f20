"""What every answer says: what the browser is to refuse, to keep, and to unpack."""

import re

import nicegui
import pytest

from tests.support.serving import STATIC
from tests.ui.visitors import Visitor


# SPEC: LAY-1
async def test_what_never_changes_comes_packed_as_the_browser_asks_for_it(visitor):
    stranger = visitor()

    async def encodings(path, accepted):
        plain = await stranger.get(path, **{"Accept-Encoding": "identity"})
        answer = await stranger.get(path, **{"Accept-Encoding": accepted})
        assert answer.content == plain.content
        assert answer.headers["vary"] == "Accept-Encoding"
        return answer.headers.get("content-encoding"), answer.num_bytes_downloaded

    packed, small = await encodings(STATIC, "gzip, deflate, br, zstd")
    zipped, larger = await encodings(STATIC, "gzip")

    assert (packed, zipped) == ("br", "gzip")
    assert small < larger
    page = await stranger.get("/sign-in", **{"Accept-Encoding": "gzip, br"})
    assert page.headers["content-encoding"] == "gzip"
    head = await stranger.browser.head(STATIC, headers={"Accept-Encoding": "br"})
    assert "content-encoding" not in head.headers


# TRUST: 2.3-41
async def test_every_script_of_a_page_carries_the_nonce_of_its_policy(amira):
    page = await amira.get("/")

    nonce = re.search(r"'nonce-([^']+)'", page.headers["content-security-policy"])[1]
    scripts = re.findall(r"<script[^>]*>", page.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)


# TRUST: 2.3-41
async def test_what_people_write_never_gets_the_nonce(amira):
    page = await amira.get("/")

    assert "alert(1)" in page.text
    assert not re.search(r"<script[^>]*>alert\(1\)", page.text)


# TRUST: 2.3-41
async def test_no_two_answers_have_the_same_nonce(amira):
    policies = {(await amira.get("/")).headers["content-security-policy"] for _ in range(3)}

    assert len(policies) == 3


# TRUST: 2.3-19 2.3-42
async def test_every_answer_tells_the_browser_what_to_refuse(amira):
    for path in ("/", "/set-up/made-up", "/nowhere", "/broken", "/cellar", "/session"):
        said = (await amira.get(path)).headers
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] == "no-referrer"
        assert said["cross-origin-opener-policy"] == "same-origin"
        assert said["cross-origin-resource-policy"] == "same-origin"
        assert said["permissions-policy"].startswith("camera=(self)")
        assert said["cache-control"] == "no-store"


# TRUST: 2.3-42
async def test_every_page_refuses_scripts_and_frames_of_others(amira):
    for path in ("/", "/set-up/made-up", "/nowhere", "/broken", "/cellar"):
        policy = (await amira.get(path)).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert re.search(r"script-src 'self' 'nonce-[^']+'[ ;]", policy)


# FAULT: A-5
async def test_only_pages_that_compile_in_the_browser_may_do_so(amira, visitor):
    async def policy(somebody, path):
        return (await somebody.get(path)).headers["content-security-policy"]

    for path in ("/sign-in", "/set-up/made-up"):
        assert "unsafe-eval" not in await policy(visitor(), path)
    for path in ("/nowhere", "/broken", "/cellar"):
        assert "unsafe-eval" not in await policy(amira, path)
    assert "'unsafe-eval'" in await policy(amira, "/")


# TRUST: 2.3-42
@pytest.mark.parametrize(
    ("public_base_url", "insisted"),
    [("https://chat.bright.test", True), ("http://127.0.0.1:8080", False)],
)
async def test_https_is_insisted_on_where_there_is_https(open_house, public_base_url, insisted):
    async with open_house(public_base_url=public_base_url) as address:
        stranger = Visitor(address)
        said = (await stranger.get("/sign-in")).headers
        await stranger.leave()

    assert ("strict-transport-security" in said) == insisted


async def test_pages_and_scripts_are_compressed_on_their_way(amira):
    for path in ("/", STATIC):
        answer = await amira.get(path, **{"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"


# TRUST: 2.3-57
async def test_nobody_rewrites_the_links_of_a_page_by_a_header(amira, visitor):
    page = await amira.get("/", **{"X-Forwarded-Prefix": "/elsewhere"})
    led = await visitor().get("/", **{"X-Forwarded-Prefix": "/elsewhere"})

    assert "/elsewhere" not in page.text
    assert led.headers["location"] == "/sign-in"


# FAULT: A-17
async def test_what_is_not_there_is_not_kept_by_browsers(visitor):
    for folder in ("libraries", "components", "resources/x", "esm/x", "static", "nowhere"):
        answer = await visitor().get(f"/_nicegui/{nicegui.__version__}/{folder}/none.js")
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")

    kept = await visitor().get(STATIC)
    assert "immutable" in kept.headers["cache-control"]
