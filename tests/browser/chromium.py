"""Finds a Chromium to test with, or installs one: browser tests are never skipped."""

import os
import shutil
import subprocess
import sys

from tests.support import debian

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
    return next((path for path in paths if not debian.complaint([path, "--version"])), None)


def _installed() -> str:
    debian.say("Installing Chromium for the browser tests.")
    troubles = []
    if debian.can_install():
        trouble = debian.install("chromium")
        if not trouble and (path := _found()):
            debian.install(WITHOUT_WINDOWS)  # not every system has it
            return path
        troubles.append(trouble)
    trouble = debian.complaint([sys.executable, "-m", "playwright", "install", "chromium"])
    if not trouble:
        asked = [sys.executable, "-c", WHERE_PLAYWRIGHT_KEEPS_IT]
        path = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
        trouble = debian.complaint([path, "--version"])
        if not trouble:
            return path
    raise NoChromium(*troubles, trouble)


if __name__ == "__main__":
    print(executable())
