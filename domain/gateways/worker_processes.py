"""Work that runs in processes of its own, each with limits of memory and of processor time.

A file that a stranger made can have a decoder take gigabytes, or minutes. A thread cannot be
stopped, and its memory is the server's; a process can be ended, and all it took comes back.
"""

import asyncio
import os
import pickle
import resource
import struct
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock, Timer
from typing import IO, ParamSpec, TypeVar

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
_LENGTH = struct.Struct(">Q")


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
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            # The settings, among them secrets, are nothing that a picture needs.
            env={},
            # Ctrl+C is for the server, which ends its workers.
            start_new_session=True,
        )

    def answer(self, request: bytes) -> bytes:
        """Raise `WorkerKilled` when it did not live to give one."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests, "it is a pipe"
        assert answers, "it is a pipe"
        timer = Timer(LONGEST_SECONDS, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            with suppress(BrokenPipeError):
                _send(requests, request)
            answer = _receive(answers)
        finally:
            timer.cancel()
        if answer is None:
            ended = self._process.wait()
            raise WorkerKilled(f"signal {-ended}") if ended < 0 else RuntimeError(f"ended: {ended}")
        return answer

    def end(self) -> None:
        with suppress(BrokenPipeError), self._process:
            self._process.kill()


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """`None` when the other end is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = pipe.read(length)
    return message if len(message) == length else None


def _work() -> None:
    """What a worker's process does until the server's end of its pipe is closed."""
    with suppress(OSError):  # some containers forbid it, and the work is to be done all the same
        os.nice(NICE)
    _limit(resource.RLIMIT_DATA, int(sys.argv[1]))
    _limit(resource.RLIMIT_CORE, 0)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    while (request := _receive(requests)) is not None:
        _send(answers, _answer(request))


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
    _work()
