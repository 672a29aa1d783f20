"""One-time codes by RFC 6238, as every authenticator app makes them, and keys as QR codes."""

import hmac
from datetime import datetime
from itertools import groupby

import pyotp
import segno

from domain.model.two_factor import QrCode, TotpEnrolment
from domain.ports.two_factor import OneTimeCodes

STEP_SECONDS = 30
STEP_OFFSETS = (0, -1, 1)
"""Time steps that are accepted, because a phone's clock may be off."""
LETTERS_A_GROUP = 4
QUIET_ZONE = 4
"""Modules of the quiet zone around a QR code, without which cameras do not find it."""


class Totp(OneTimeCodes):
    """`issuer` is the name under which an app lists our keys."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def new_key(self) -> str:
        return pyotp.random_base32()

    def step_of(self, code: str, key: str, *, at: datetime) -> int | None:
        now, maker = int(at.timestamp()) // STEP_SECONDS, pyotp.TOTP(key, interval=STEP_SECONDS)
        for step in (now + drift for drift in STEP_OFFSETS):
            if hmac.compare_digest(maker.generate_otp(step).encode(), code.encode()):
                return step
        return None

    def on_paper(self, key: str, *, account: str) -> TotpEnrolment:
        maker = pyotp.TOTP(key, interval=STEP_SECONDS)
        address = maker.provisioning_uri(name=account, issuer_name=self._issuer)
        starts = range(0, len(key), LETTERS_A_GROUP)
        return TotpEnrolment(
            groups=tuple(key[start : start + LETTERS_A_GROUP] for start in starts),
            address=address,
            qr_code=_qr_code(address),
        )


def _qr_code(text: str) -> QrCode:
    """Return the QR code as one SVG path."""
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
    """Return the start and the length of each run of dark modules."""
    runs, column = [], 0
    for is_dark, run in groupby(modules):
        length = len(list(run))
        if is_dark:
            runs.append((column, length))
        column += length
    return runs
