"""Which passwords are taken: long ones that nobody would guess first."""

import re
from collections.abc import Iterable

from domain.model.errors import WeakPassword

SHORTEST, LONGEST = 12, 128
LEAST_BESIDES_NAMES = 8
SHORTEST_NAME = 4

PRODUCT = "live conversations chatter"

WORST = """
000000000000 111111111111 012345678910 112233445566 121212121212 123123123123 123456123456
123456789000 123456789012 1234567890123 123456789123 123456789abc 123456789qwe 987654321098
1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv aaaaaaaaaaaa abc123456789 abcdefghijkl
abcdefghijklm abcd12345678 admin1234567 admin123456789 administrator administrator1 asdfghjkl123
asdfghjklqwe changeme1234 changemeplease correcthorsebatterystaple dragon123456 football1234
iloveyou1234 iloveyouiloveyou letmein12345 letmeinletmein master123456 monkey123456 passw0rd1234
password0000 password1111 password1234 password12345 password123456 password2024 password2025
password2026 passwordpassword princess1234 q1w2e3r4t5y6 qazwsxedcrfv qwerty123456 qwerty1234567
qwertyqwerty qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiop[] sunshine1234 superman1234
trustno1trustno1 welcome12345 welcome123456 zaq12wsxcde3
"""


def check_password(password: str, *, names: Iterable[str]) -> None:
    """Refuse what is guessed first; `names` are those of the person and the company.

    Any characters may stand in it in any mix: rules about them make passwords worse.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(
            f"The password is too short: {SHORTEST} characters are the least. "
            "A few words in a row are easy to remember."
        )
    if len(password) > LONGEST:
        raise WeakPassword(f"The password is too long: {LONGEST} characters are the most.")
    if password.lower() in WORST.split():
        raise WeakPassword("Too many people use this password. Choose one of your own.")
    if _is_mostly_names(password.lower(), (PRODUCT, *names)):
        raise WeakPassword(
            "The password is little more than a name that others know. Add words of your own."
        )


def _is_mostly_names(password: str, names: Iterable[str]) -> bool:
    rest = password
    for word in _words(names):
        rest = rest.replace(word, "")
    return rest != password and len(rest) < LEAST_BESIDES_NAMES


def _words(names: Iterable[str]) -> list[str]:
    """The longest first, so that a short one never spoils a long one that contains it."""
    words = {word for name in names for word in re.split(r"[\W_]+", name.lower())}
    return sorted((word for word in words if len(word) >= SHORTEST_NAME), key=len, reverse=True)
