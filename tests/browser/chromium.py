"""Finds a Chromium to test with, or installs one: browser tests are never skipped."""

import os
import shutil
import subprocess
import sys
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHOUT_WINDOWS = "chromium-headless-shell"
"""Debian's package of a Chromium that draws nothing of its own around a page."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
)
LOCK_SECONDS = 600
"""So long another program may be installing something, such as updates on a new machine."""

WHERE_PLAYWRIGHT_KEEPS_IT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


class NoChromium(Exception):
    def __init__(self, *reasons: str) -> None:
        super().__init__(
            "The browser tests need Chromium, and it could not be installed. Install it "
            "(on Debian, as root: apt-get install chromium), or set CHROMIUM to the path of one, "
            f"and start the tests again. {' '.join(each for each in reasons if each)}".rstrip()
        )


def executable() -> str:
    """Its path. Processes that are started later find it in CHROMIUM and need not look."""
    path = os.environ.get("CHROMIUM") or _found() or _installed()
    os.environ["CHROMIUM"] = path
    return path


def quick() -> str:
    """One that takes a third of the processor's time, where there is one.

    It knows no cameras, no clipboard and no notifications.
    """
    return shutil.which(WITHOUT_WINDOWS) or executable()


def _found() -> str | None:
    paths = filter(None, map(shutil.which, NAMES))
    return next((path for path in paths if not _complaint([path, "--version"])), None)


def _installed() -> str:
    print("Installing Chromium for the browser tests.", file=sys.__stderr__, flush=True)
    troubles = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # The package lists of a new machine are missing or old.
        if trouble := _apt("install", "chromium"):
            trouble = _apt("update") or _apt("install", "chromium")
        if not trouble and (path := _found()):
            _apt("install", WITHOUT_WINDOWS)  # not every system has it
            return path
        troubles.append(trouble)
    trouble = _complaint([sys.executable, "-m", "playwright", "install", "chromium"])
    if not trouble:
        asked = [sys.executable, "-c", WHERE_PLAYWRIGHT_KEEPS_IT]
        path = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
        trouble = _complaint([path, "--version"])
        if not trouble:
            return path
    raise NoChromium(*troubles, trouble)


def _apt(*command: str) -> str:
    """What it complains of. It waits by itself for one of its locks only, not for all of them."""
    waiting = ("-q", "-y", "-o", f"DPkg::Lock::Timeout={LOCK_SECONDS}")
    end = time.monotonic() + LOCK_SECONDS
    while True:
        trouble = _complaint(["apt-get", *waiting, *command])
        if "Could not get lock" not in trouble or time.monotonic() > end:
            return trouble
        time.sleep(1)


def _complaint(command: list[str]) -> str:
    """The last thing a command says when it fails; nothing when all is well."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    if not done.returncode:
        return ""
    first_of_apt = next((line for line in said if line.startswith("E: ")), None)
    return f"{command[0]}: {first_of_apt or (said[-1] if said else 'it failed')}"


if __name__ == "__main__":
    print(executable())
