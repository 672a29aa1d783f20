"""Installing what tests need, where the system is Debian's and the user may."""

import os
import shutil
import subprocess
import sys
import time

LOCK_SECONDS = 600
"""So long another program may be installing something, such as updates on a new machine."""


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> str:
    """What apt complains of; nothing when all is well."""
    # The package lists of a new machine are missing or old.
    trouble = _apt("install", package)
    return trouble and (_apt("update") or _apt("install", package))


def complaint(command: list[str]) -> str:
    """The last thing a command says when it fails; nothing when all is well."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    if not done.returncode:
        return ""
    first_of_apt = next((line for line in said if line.startswith("E: ")), None)
    return f"{command[0]}: {first_of_apt or (said[-1] if said else 'it failed')}"


def say(text: str) -> None:
    """Where people see it though pytest keeps what tests print."""
    print(text, file=sys.__stderr__, flush=True)


def _apt(*command: str) -> str:
    """It waits by itself for one of its locks only, not for all of them."""
    waiting = ("-q", "-y", "-o", f"DPkg::Lock::Timeout={LOCK_SECONDS}")
    end = time.monotonic() + LOCK_SECONDS
    while True:
        trouble = complaint(["apt-get", *waiting, *command])
        if "Could not get lock" not in trouble or time.monotonic() > end:
            return trouble
        time.sleep(1)
