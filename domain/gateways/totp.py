"""One-time codes by RFC 6238, as every authenticator app makes them, and keys as QR codes."""

import hmac
from datetime import datetime
from itertools import groupby

import pyotp
import segno

from domain.model.two_factor import QrCode, TotpEnrolment

STEP_SECONDS = 30
STEP_OFFSETS = (0, -1, 1)
"""How many steps a phone's clock may be off."""
LETTERS_A_GROUP = 4
QUIET_ZONE = 4
"""Modules of the quiet zone around a QR code, without which cameras do not find it."""


class Totp:
    """Codes that an app makes from a key and the time.

    `issuer` is the name under which an app lists our keys.
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
        starts = range(0, len(key), LETTERS_A_GROUP)
        return TotpEnrolment(
            groups=tuple(key[start : start + LETTERS_A_GROUP] for start in starts),
            address=address,
            qr_code=_qr_code(address),
        )


def _qr_code(text: str) -> QrCode:
    """As one path, so that a page draws it without a line of markup from here."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    runs = [
        _run(column, row, length)
        for row, modules in enumerate(rows)
        for column, length in _dark_runs(modules)
    ]
    return QrCode(len(rows) + 2 * QUIET_ZONE, "".join(runs))


def _run(column: int, row: int, length: int) -> str:
    return f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h{length}v1h-{length}z"


def _dark_runs(modules: list[int]) -> list[tuple[int, int]]:
    """Where dark modules follow one another, and how many."""
    runs, column = [], 0
    for is_dark, run in groupby(modules):
        length = len(list(run))
        if is_dark:
            runs.append((column, length))
        column += length
    return runs
