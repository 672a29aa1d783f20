"""`main.py` as typed at a terminal: each command a process of its own, whose imports happen once.

Run as a program, this is the process that has them and forks.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers import LEFT_BEHIND, ROOT


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


class Terminal:
    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.terminal"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def run(self, *arguments: str, folder: Path, typed: str = "", **settings: str) -> Done:
        """In this folder, with nothing in the environment but what every machine has."""
        kept = {name: value for name, value in os.environ.items() if is_everywhere(name)}
        environment = {"NO_COLOR": "1", "COLUMNS": "200", **kept, **settings}
        wish = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": environment,
            "typed": typed,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        return Done(**json.loads(self._process.stdout.readline()))


def is_everywhere(name: str) -> bool:
    return not name.startswith(LEFT_BEHIND) and name not in ("PORT", "HOST", "DATA_DIR")


def answer() -> None:
    from main import main

    for line in sys.stdin:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            pid = os.fork()
            if pid == 0:
                for stream, file in ((1, out), (2, err)):
                    os.dup2(file.fileno(), stream)
                perform(main, **json.loads(line))
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            told = {"code": code}
            for name, file in (("out", out), ("err", err)):
                file.seek(0)
                told[name] = file.read().decode()
        print(json.dumps(told), flush=True)


def perform(main, arguments, folder, environment, typed) -> None:
    """As the interpreter does it for a script, up to its end."""
    code = 1
    try:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        reading, writing = os.pipe()
        os.write(writing, typed.encode())
        os.close(writing)
        os.dup2(reading, 0)
        sys.stdin = os.fdopen(0)
        sys.argv[:] = ["main.py", *arguments]
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    answer()
