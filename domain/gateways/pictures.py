"""Pictures made to fit with Pillow, two at a time and off the event loop."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from domain.gateways.picture_fitting import fitted
from domain.gateways.picture_preparing import prepared
from domain.model.pictures import MMS_LIMIT_BYTES, FittedPicture, PreparedPicture
from domain.ports.pictures import Pictures

T = TypeVar("T")

AT_ONCE = 2
"""Each picture in the making holds a core and up to 180 MB."""
NICE = 10
"""How many of the system's 20 steps their threads stand back behind the others."""


class PillowPictures(Pictures):
    def __init__(self) -> None:
        self._pictures = ThreadPoolExecutor(AT_ONCE, "pictures", initializer=_step_back)
        # Messages take turns: each has all its pictures open while it is fitted.
        self._messages = ThreadPoolExecutor(1, "fitting", initializer=_step_back)

    async def prepare(self, content: bytes) -> PreparedPicture:
        return await _off_the_loop(self._pictures, lambda: prepared(content))

    async def fit(
        self, pictures: Sequence[PreparedPicture], *, limit: int = MMS_LIMIT_BYTES
    ) -> list[FittedPicture]:
        return await _off_the_loop(
            self._messages, lambda: fitted(pictures, limit, self._pictures.map)
        )


def _step_back() -> None:
    """A picture takes a moment longer; whoever waits for a page or a text must not."""
    if sys.platform != "linux":  # elsewhere it is not the thread that would step back
        return
    thread = threading.get_native_id()
    with suppress(OSError):  # some containers forbid it, and pictures are to be made all the same
        present = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, present + NICE)


async def _off_the_loop(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(threads, work)
