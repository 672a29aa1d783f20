"""The rate limit of sockets: so many frames and bytes a second, with a burst allowed."""

import time
from collections.abc import Callable

BURST_FRAMES = 100
"""As after a tunnel, when all that was written there is handed over."""
FRAMES_A_SECOND = 20
BURST_BYTES = 1024 * 1024
BYTES_A_SECOND = 64 * 1024


class RateLimit:
    """Used up by what is said, and given back as time passes.

    `times` makes it larger, for several sockets together.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, *, times: int = 1) -> None:
        self._now = now
        self._times = times
        self._frames = float(BURST_FRAMES * times)
        self._bytes = float(BURST_BYTES * times)
        self._at = now()

    def take(self, frames: int, size: int) -> bool:
        """Say whether so many more frames of this size in all may be said."""
        now = self._now()
        passed, self._at = (now - self._at) * self._times, now
        most_frames, most_bytes = BURST_FRAMES * self._times, BURST_BYTES * self._times
        self._frames = min(most_frames, self._frames + passed * FRAMES_A_SECOND) - frames
        self._bytes = min(most_bytes, self._bytes + passed * BYTES_A_SECOND) - size
        return self._frames >= 0 and self._bytes >= 0
