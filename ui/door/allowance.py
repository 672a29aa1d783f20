"""How much a socket may say."""

import time
from collections.abc import Callable

AT_ONCE = 100
"""As after a tunnel, when all that was written there is handed over."""
A_SECOND = 20


class Allowance:
    """Used up by what is said, and given back as time passes; once exceeded, it is lost."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.is_lost = False
        self._now = now
        self._left = float(AT_ONCE)
        self._at = now()

    def take(self) -> bool:
        """Say whether one more thing may be said."""
        now = self._now()
        self._left = min(AT_ONCE, self._left + (now - self._at) * A_SECOND) - 1
        self._at = now
        self.is_lost = self.is_lost or self._left < 0
        return not self.is_lost
