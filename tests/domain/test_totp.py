"""What apps that make codes are given, and which codes they make."""

import re
from datetime import UTC, datetime

import pyotp

from domain.gateways.totp import QUIET_ZONE, Totp
from tests.support.two_factor import AMIRA


def test_codes_are_those_of_the_standard():
    """The example of RFC 6238, cut to six digits."""
    codes, key = Totp("Chatter"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert codes.matching_step(code, key, at=at) == seconds // 30


def test_a_key_is_long_and_comes_in_groups_that_can_be_typed():
    codes = Totp("Chatter & Co")
    key = codes.new_key()
    paper = codes.enrolment(key, account=AMIRA)

    assert len(key) == 32  # 160 bits
    assert "".join(paper.groups) == key
    assert {len(group) for group in paper.groups} == {4}
    asked = pyotp.parse_uri(paper.address)
    assert (asked.secret, asked.issuer, asked.name) == (key, "Chatter & Co", AMIRA)


def test_the_picture_is_a_square_with_its_margin_and_three_corners():
    picture = Totp("Chatter").enrolment("GEZDGNBVGY3TQOJQ" * 2, account=AMIRA).qr_code
    squares = re.findall(r"M(\d+) (\d+)h1v1h-1z", picture.path)
    assert "".join(f"M{x} {y}h1v1h-1z" for x, y in squares) == picture.path
    dark = {(int(x), int(y)) for x, y in squares}

    last = picture.side - QUIET_ZONE
    assert all(QUIET_ZONE <= x < last and QUIET_ZONE <= y < last for x, y in dark)
    for left, top in ((QUIET_ZONE, QUIET_ZONE), (last - 7, QUIET_ZONE), (QUIET_ZONE, last - 7)):
        assert {(left + across, top) for across in range(7)} <= dark
