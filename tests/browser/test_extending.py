"""Somebody who has never seen the program extends it as the documentation says."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.servers import ROOT, Server

ROOMS = ("main.py", "pyproject.toml", "ui", "domain", "storage", "assets")
STEP = re.compile(r"^In `(\S+?)`, above `(.+?)`.*?```python\n(.*?)```", re.M | re.S)


def steps_of(walk: str) -> list[tuple[str, str, str]]:
    """The files that a walk of the page changes: above which line, and what comes there."""
    page = (ROOT / "docs" / "extending.md").read_text()
    section = page.split(f"\n## {walk}")[1].split("\n## ")[0]
    return STEP.findall(section)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, as one would clone it."""
    copy = tmp_path_factory.mktemp("program")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *ROOMS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def demo(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    for name, line, code in steps_of("A button"):
        source = (program / name).read_text()
        assert source.count(f"\n{line}\n") == 1, f"{name} has no line of its own: {line}"
        (program / name).write_text(source.replace(f"\n{line}\n", f"\n{code}\n{line}\n"))
    server = Server("demo", tmp_path_factory.mktemp("data"))
    server.root = program
    server.start()
    yield server
    server.stop()


# SPEC: HOUSE-1
def test_the_pin_button_of_the_documentation_is_there_and_works(agent, customer):
    customer("Could you pin this?", number="+14165550181")
    amira = agent("amira")
    amira.opens("Could you pin this?")
    amira.opens_details()

    amira.chooses("Pin")

    amira.is_told("Pinned.")
    pinned = amira.details.get_by_test_id("timeline-entry").filter(has_text="Pinned")
    expect(pinned).to_have_count(1)


def test_it_takes_python_in_two_files_of_ui_and_nothing_else():
    files = [name for name, _, _ in steps_of("A button")]

    assert len(files) == 2
    assert all(re.fullmatch(r"ui/\S+\.py", name) for name in files)
