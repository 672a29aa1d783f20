"""What Lighthouse says of the list on a phone. npm installs it, outside of the repository."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import StorageState

from tests.benchmarks.first_page import LIST, chromium_browser, sign_in_of_amira
from tests.benchmarks.programs import ours
from tests.benchmarks.table import Budget, Row, at_least
from tests.browser import chromium

VERSION = "12.8.2"
FLAGS = "--headless=new --no-sandbox --disable-gpu"
CATEGORIES: tuple[tuple[str, Budget | None], ...] = (
    ("performance", at_least(90)),
    ("accessibility", at_least(100)),
    ("best-practices", None),
)
VISITS = 5
"""The one in the middle counts, as its makers advise: one and the same page gets 88 and 96."""
SECONDS = 300


def rows(data: Path) -> Iterator[Row]:
    if not shutil.which("npm"):
        print("Lighthouse is left out: there is no npm here.", file=sys.stderr)
        return
    with ours(data) as program:
        with chromium_browser() as browser:
            sign_in = sign_in_of_amira(browser, program.url)
        audits = [audited(program.url + LIST, sign_in) for _ in range(VISITS)]
    for name, budget in CATEGORIES:
        score = round(100 * median(each[name]["score"] for each in audits))
        yield Row(what=f"Lighthouse on a phone, {name}", unit="", ours=score, budget=budget)


def audited(url: str, sign_in: StorageState) -> dict[str, Any]:
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in sign_in["cookies"])
    command = [
        str(installed()),
        url,
        f"--extra-headers={json.dumps({'Cookie': cookie})}",
        f"--only-categories={','.join(name for name, _ in CATEGORIES)}",
        f"--chrome-flags={FLAGS}",
        "--output=json",
        "--quiet",
    ]
    environment = os.environ | {"CHROME_PATH": chromium.executable()}
    report = subprocess.run(
        command, env=environment, check=True, capture_output=True, timeout=SECONDS
    )
    categories: dict[str, Any] = json.loads(report.stdout)["categories"]
    return categories


def installed() -> Path:
    """The program itself. It comes with the first run."""
    folder = Path(tempfile.gettempdir()) / f"live-conversations-lighthouse-{VERSION}"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        folder.mkdir(exist_ok=True)
        wanted = f"lighthouse@{VERSION}"
        subprocess.run(["npm", "install", "--no-save", "--silent", wanted], cwd=folder, check=True)
    return program
