"""Writes docs/configuration.md from the settings (`uv run poe settings-page`)."""

from pathlib import Path

from pydantic import SecretStr

from domain.gateways.settings import Settings

PAGE = Path(__file__).parents[1] / "docs" / "configuration.md"
HEAD = """# Configuration

Settings are environment variables, or lines of a file called `.env` beside `main.py`.
A value that cannot be used stops the start with a sentence that names it.
`uv run main.py check` prints them all, secrets masked.
This page is written by `uv run poe settings-page`.

| name | default | |
| --- | --- | --- |
"""


def page() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if isinstance(field.default, SecretStr) else str(field.default)
        shown = f"`{default}`" if default else "none"
        rows.append(f"| `{name.upper()}` | {shown} | {field.description} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page())
