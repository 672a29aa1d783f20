"""On a machine without Chromium or PostgreSQL: it is installed once, or one sentence says how."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers import ROOT

# FAULT: T-1

APT = """#!/bin/sh
echo "$*" >> "$0.calls"
case "$*" in *update*) echo > "$0.lists"; exit ;; esac
if ! mkdir "$0.lock" 2> /dev/null; then
  echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1 (apt)" >&2
  exit 100
fi
trap 'rmdir "$0.lock"' EXIT
if [ ! -e "$0.lists" ]; then
  echo "E: Unable to locate package chromium" >&2
  exit 100
fi
sleep 1
printf '#!/bin/sh\\necho Chromium 1.0\\n' > "$(dirname "$0")/chromium"
chmod +x "$(dirname "$0")/chromium"
"""
"""Like the real one on a new machine, which has no package lists yet; it installs nothing."""

FAILING_APT = "#!/bin/sh\necho 'E: Unable to fetch some archives' >&2\nexit 100\n"

AS_ROOT = "import os, sys; os.geteuid = lambda: 0; from tests.browser import chromium; "
ASKING = [sys.executable, "-c", f"{AS_ROOT} print(chromium.executable())"]
TESTING = [
    *(sys.executable, "-c", f"{AS_ROOT} import pytest; sys.exit(pytest.main(sys.argv[1:]))"),
    *("-q", "-n", "2", "--dist=load", "-p", "no:cacheprovider", "-c", "pytest.ini"),
    *("-p", "tests.support.browsers"),
]
STORY = """
import os
import shutil
import pytest

@pytest.mark.parametrize("time", range(4))
def test_there_is_a_browser(time):
    assert os.environ["CHROMIUM"] == shutil.which("chromium")
"""


class Machine:
    """Its programs are those in a folder, and those of the system that are no browsers."""

    def __init__(self, folder: Path, apt: str) -> None:
        self.folder = folder
        self.programs = folder / "bin"
        self.programs.mkdir()
        self.apt = self.programs / "apt-get"
        self.apt.write_text(apt)
        self.apt.chmod(0o755)
        for name in ("sh", "mkdir", "rmdir", "sleep", "dirname", "chmod"):
            (self.programs / name).symlink_to(Path("/bin", name).resolve())

    def run(self, command: list[str], **more: str) -> "subprocess.Popen[str]":
        left_out = ("CHROMIUM", "PYTEST_", "PLAYWRIGHT_")
        kept = {name: it for name, it in os.environ.items() if not name.startswith(left_out)}
        nowhere = {"PLAYWRIGHT_BROWSERS_PATH": str(self.folder / "browsers")}
        nowhere["PLAYWRIGHT_DOWNLOAD_HOST"] = "http://127.0.0.1:9"
        settings = kept | nowhere | {"PATH": str(self.programs), "PYTHONPATH": str(ROOT)} | more
        return subprocess.Popen(
            command,
            env=settings,
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    @property
    def calls_of_apt(self) -> list[str]:
        return Path(f"{self.apt}.calls").read_text().splitlines()


@pytest.fixture
def machine(tmp_path):
    return lambda apt=APT: Machine(tmp_path, apt)


def test_apt_installs_it_without_questions_and_waits_for_its_lock(machine):
    machine = machine()

    out, _ = machine.run(ASKING).communicate()

    assert out.strip() == str(machine.programs / "chromium")
    called = [call.split()[-1] for call in machine.calls_of_apt]
    assert called == ["chromium", "update", "chromium", "chromium-headless-shell"]
    assert all("DPkg::Lock::Timeout=" in call and "-y" in call for call in machine.calls_of_apt)


def test_of_two_at_once_the_second_waits_for_the_first(machine):
    machine = machine()
    both = [machine.run(ASKING) for _ in range(2)]

    answers = [each.communicate()[0].strip() for each in both]

    assert answers == [str(machine.programs / "chromium")] * 2


def test_a_lock_that_somebody_else_holds_is_waited_for(machine):
    machine = machine()
    lock = Path(f"{machine.apt}.lock")
    lock.mkdir()
    asking = machine.run(ASKING)
    while not Path(f"{machine.apt}.calls").exists() or len(machine.calls_of_apt) < 2:
        assert asking.poll() is None, asking.communicate()
        time.sleep(0.01)
    lock.rmdir()

    assert asking.communicate()[0].strip() == str(machine.programs / "chromium")


def test_where_processes_share_the_tests_it_is_installed_once_and_before(machine):
    machine = machine()
    (machine.folder / "pytest.ini").write_text("[pytest]\n")
    (machine.folder / "test_story.py").write_text(STORY)

    testing = machine.run(TESTING)
    out, error = testing.communicate()

    assert testing.returncode == 0, out + error
    assert "4 passed" in out
    called = [call.split()[-1] for call in machine.calls_of_apt]
    assert called == ["chromium", "update", "chromium", "chromium-headless-shell"]


def test_where_it_cannot_be_installed_one_sentence_says_what_to_do(machine):
    machine = machine(FAILING_APT)
    (machine.folder / "pytest.ini").write_text("[pytest]\n")
    (machine.folder / "test_story.py").write_text(STORY)

    testing = machine.run(TESTING)
    out, error = testing.communicate()

    assert testing.returncode == pytest.ExitCode.USAGE_ERROR
    assert "set CHROMIUM to the path of one, and start the tests again." in error
    assert "apt-get: E: Unable to fetch some archives" in error
    assert "Traceback" not in out + error


def test_where_apt_cannot_playwright_downloads_its_own(machine, tmp_path):
    machine = machine(FAILING_APT)
    downloaded = tmp_path / "chrome"
    package = tmp_path / "fake" / "playwright"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(
        "import os, pathlib, sys\n"
        "assert sys.argv[1:] == ['install', 'chromium']\n"
        f"path = pathlib.Path({str(downloaded)!r})\n"
        "path.write_text('#!/bin/sh\\necho Chromium 1.0\\n')\n"
        "path.chmod(0o755)\n"
    )
    (package / "sync_api.py").write_text(
        "import contextlib, types\n"
        f"chromium = types.SimpleNamespace(executable_path={str(downloaded)!r})\n"
        "sync_playwright = lambda: contextlib.nullcontext(types.SimpleNamespace(chromium=chromium))"
    )

    asking = machine.run(ASKING, PYTHONPATH=f"{package.parent}{os.pathsep}{ROOT}")

    assert asking.communicate()[0].strip() == str(downloaded)


WITHOUT_POSTGRESQL = """
import os, sys
from pathlib import Path
import pytest
from tests.support import postgresql
os.geteuid = lambda: 0
postgresql.DEBIAN_PUTS_IT_IN = Path("nowhere")
sys.exit(pytest.main(sys.argv[1:]))
"""
OF_POSTGRESQL = "def test_there_is_a_database(postgresql_url): assert postgresql_url"


@pytest.mark.parametrize(
    ("database", "ending"), [("", pytest.ExitCode.OK), ("postgresql", pytest.ExitCode.TESTS_FAILED)]
)
def test_without_postgresql_its_tests_say_how_to_install_it(machine, database, ending):
    """They are skipped; only who asked for all tests on it is told by failures."""
    machine = machine(FAILING_APT)
    (machine.folder / "pytest.ini").write_text("[pytest]\n")
    (machine.folder / "test_story.py").write_text(OF_POSTGRESQL)
    options = ("-rsE", "-p", "no:cacheprovider", "-c", "pytest.ini", "-p")
    command = [sys.executable, "-c", WITHOUT_POSTGRESQL, *options, "tests.support.postgresql"]

    testing = machine.run(command, TEST_DATABASE=database, COLUMNS="200")
    out, _ = testing.communicate()

    assert testing.returncode == ending, out
    assert "apt-get install postgresql. apt-get: E: Unable to fetch some archives" in out
