"""Two-factor authentication: time-based one-time codes (TOTP) and recovery codes."""

import secrets
from dataclasses import dataclass

RECOVERY_CODES = 10
GROUPS, DIGITS_A_GROUP = 4, 5
CODE_DIGITS = 6
RECOVERY_DIGITS = GROUPS * DIGITS_A_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpCredential:
    """The TOTP key of a user."""

    user_id: int
    key: str
    is_on: bool
    """False during enrolment, until a first code was right."""
    last_step: int | None
    """The last accepted time step; codes up to it are rejected, against replay."""

    def accepts(self, step: int) -> bool:
        return self.last_step is None or step > self.last_step


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as an SVG path of its dark modules; `side` includes the quiet zone."""

    side: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpEnrolment:
    """The key in the forms that an authenticator app takes."""

    groups: tuple[str, ...]
    """The key in groups of four letters, to be typed by hand."""
    address: str
    """An otpauth URI, for an app on the same device."""
    qr_code: QrCode


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoFactorStatus:
    """The state of a user's own two-factor authentication."""

    is_on: bool
    is_required: bool
    codes_left: int
    set_up: TotpEnrolment | None
    """Only during enrolment."""


def new_recovery_codes() -> tuple[str, ...]:
    """About 66 bits each, in digits: they can be typed where a code from an app is."""
    return tuple(_new_code() for _ in range(RECOVERY_CODES))


def _new_code() -> str:
    digits = f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}"
    starts = range(0, RECOVERY_DIGITS, DIGITS_A_GROUP)
    return " ".join(digits[start : start + DIGITS_A_GROUP] for start in starts)


def digits_in(written: str) -> str:
    """Return the text without the blanks and dashes that people put between groups."""
    return "".join(written.replace("-", " ").split())


def is_code(digits: str) -> bool:
    return len(digits) == CODE_DIGITS and _is_number(digits)


def is_recovery_code(digits: str) -> bool:
    return len(digits) == RECOVERY_DIGITS and _is_number(digits)


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal()
