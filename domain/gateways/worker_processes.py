"""Work that runs in processes of its own, each with limits of memory and of processor time.

A file that a stranger made can have a decoder take gigabytes, or minutes. A thread cannot be
stopped, and its memory is the server's; a process can be ended, and all it took comes back.

The pools of `concurrent.futures` and `anyio` run `main.py` anew in each process, which takes five
times the memory and a second; the first lets all work fail with one process that was ended.
"""

import asyncio
import os
import pickle
import resource
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Lock, Timer
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MEMORY_BYTES = 360_000_000
"""Of data. A picture within our bounds needs up to 260 MB, Python and Pillow included."""
LONGEST_SECONDS = 60.0
"""By the clock on the wall, should a worker not even use its processor time."""
IDLE_SECONDS = 30.0
"""A process that has had nothing to do for so long is ended; a new one takes 0.2 s to start."""
NICE = 10
"""How many of the system's 20 steps workers stand back behind the server."""

_ROOT = Path(__file__).resolve().parents[2]


class WorkerKilled(Exception):
    """The work took more memory or time than it may, so its process was ended."""


class WorkerPool:
    """At most `size` processes. They are started when there is work, and `close` ends them."""

    def __init__(
        self,
        size: int,
        name: str,
        *,
        memory_bytes: int = MEMORY_BYTES,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._threads = ThreadPoolExecutor(size, name)
        self._memory_bytes = memory_bytes
        self._idle_seconds = idle_seconds
        self._idle: dict[_Worker, Timer] = {}
        self._changing = Lock()

    async def run(
        self, cpu_seconds: int, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Call a function of a module, of which what is given and returned is pickled.

        Raise what it raises, `MemoryError` among it, and `WorkerKilled`.
        """
        request = pickle.dumps((cpu_seconds, partial(work, *args, **kwargs)))
        answer = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._answer, request
        )
        # Safe to load: a worker is the same user as the server, and held back from nothing but
        # taking too much.
        error, result = pickle.loads(answer)
        if error is not None:
            kind, words, trace = error
            raised = kind.__new__(kind, *words)
            raised.add_note(trace)
            raise raised
        returned: T = result
        return returned

    def close(self) -> None:
        """Workers that are at it end when the server does."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._idle):
            self._end(worker)

    def _answer(self, request: bytes) -> bytes:
        worker = self._taken() or _Worker(self._memory_bytes)
        try:
            answer = worker.answer(request)
        except BaseException:
            worker.end()
            raise
        self._rest(worker)
        return answer

    def _taken(self) -> "_Worker | None":
        with self._changing:
            if not self._idle:
                return None
            worker, timer = self._idle.popitem()
        timer.cancel()
        return worker

    def _rest(self, worker: "_Worker") -> None:
        timer = Timer(self._idle_seconds, self._end, [worker])
        timer.daemon = True
        with self._changing:
            self._idle[worker] = timer
        timer.start()

    def _end(self, worker: "_Worker") -> None:
        with self._changing:
            timer = self._idle.pop(worker, None)
        if timer is not None:  # otherwise it has been given work just now
            timer.cancel()
            worker.end()


class _Worker:
    """The server's end of one process, which does one thing after the other."""

    def __init__(self, memory_bytes: int) -> None:
        self._line, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), str(memory_bytes)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd=_ROOT,
                # The settings, among them secrets, are nothing that a picture needs.
                env={},
                # Ctrl+C is for the server, which ends its workers.
                start_new_session=True,
            )

    def answer(self, request: bytes) -> bytes:
        """Raise `WorkerKilled` when it did not live to give one."""
        with suppress(EOFError, OSError):  # it has ended
            self._line.send_bytes(request)
            if self._line.poll(LONGEST_SECONDS):
                return self._line.recv_bytes()
            self._process.kill()
        ended = self._process.wait()
        raise WorkerKilled(f"signal {-ended}") if ended < 0 else RuntimeError(f"ended: {ended}")

    def end(self) -> None:
        self._line.close()
        with self._process:
            self._process.kill()


def _work(line: Connection, memory_bytes: int) -> None:
    """What a worker's process does until the server's end of the line is closed."""
    with suppress(OSError):  # some containers forbid it, and the work is to be done all the same
        os.nice(NICE)
    _limit(resource.RLIMIT_DATA, memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    with suppress(EOFError, OSError):
        while True:
            line.send_bytes(_answer(line.recv_bytes()))


def _answer(request: bytes) -> bytes:
    try:
        cpu_seconds, work = pickle.loads(request)
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds)
        return pickle.dumps((None, work()))
    except Exception as error:
        return pickle.dumps(((type(error), error.args, traceback.format_exc()), None))


def _limit(kind: int, most: int) -> None:
    """The system may hold us to less already."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    _work(Connection(int(sys.argv[1])), int(sys.argv[2]))
