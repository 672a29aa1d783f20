"""One-time codes by RFC 6238, as every authenticator app makes them, and keys as QR codes."""

import hmac
from datetime import datetime
from textwrap import wrap

import pyotp
import segno

from domain.model.two_factor import QrCode, TotpEnrolment

STEP_SECONDS = 30
STEP_OFFSETS = (0, -1, 1)
"""How many steps a phone's clock may be off."""
LETTERS_A_GROUP = 4
QUIET_ZONE = 4
"""The quiet zone: without it a camera does not see where the code ends."""


class Totp:
    """Codes that an app makes from a key and the time.

    `issuer` is the name under which an app lists the keys of this house.
    """

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def new_key(self) -> str:
        return pyotp.random_base32()

    def matching_step(self, code: str, key: str, *, at: datetime) -> int | None:
        """The number of the time step it belongs to, at most one off; `None` for a wrong code."""
        now, maker = int(at.timestamp()) // STEP_SECONDS, pyotp.TOTP(key, interval=STEP_SECONDS)
        for step in (now + drift for drift in STEP_OFFSETS):
            if hmac.compare_digest(maker.generate_otp(step).encode(), code.encode()):
                return step
        return None

    def enrolment(self, key: str, *, account: str) -> TotpEnrolment:
        """`account` is what the app calls it."""
        maker = pyotp.TOTP(key, interval=STEP_SECONDS)
        address = maker.provisioning_uri(name=account, issuer_name=self._issuer)
        return TotpEnrolment(
            groups=tuple(wrap(key, LETTERS_A_GROUP)),
            address=address,
            qr_code=_qr_code(address),
        )


def _qr_code(text: str) -> QrCode:
    """As one path, so that a page draws it without a line of markup from here."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=QUIET_ZONE))
    squares = (
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    return QrCode(len(rows), "".join(squares))
