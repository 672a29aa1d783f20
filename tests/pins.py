"""Writes what is installed below our own dependencies into pyproject.toml (`uv run poe pin`)."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
CONSTRAINTS = re.compile(r"constraint-dependencies = \[[^\]]*\]")


def constraints(text: str) -> list[str]:
    """All that is installed but what we ask for ourselves, and we."""
    project = tomllib.loads(text)
    asked_for = [
        *project["project"]["dependencies"],
        *(each for group in project["dependency-groups"].values() for each in group),
    ]
    ours = {_plain(re.split(r"[\[=<>~!]", each)[0]) for each in asked_for}
    ours.add(_plain(project["project"]["name"]))
    installed = {_plain(each.metadata["Name"]): each.version for each in distributions()}
    return [f"{name}=={installed[name]}" for name in sorted(installed.keys() - ours)]


def pin() -> None:
    text = PYPROJECT.read_text()
    lines = "".join(f'  "{each}",\n' for each in constraints(text))
    PYPROJECT.write_text(CONSTRAINTS.sub(f"constraint-dependencies = [\n{lines}]", text))


def _plain(name: str) -> str:
    """As package indexes compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    pin()
