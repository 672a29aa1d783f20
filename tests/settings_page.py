"""Writes docs/configuration.md and .env.example from the settings (`uv run poe settings-page`)."""

from collections.abc import Iterator
from pathlib import Path

from domain.gateways.settings import Settings
from domain.gateways.settings.settings import allowed

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "configuration.md"
EXAMPLE = ROOT / ".env.example"
HEAD = """# Configuration

Settings are environment variables, or lines of a file called `.env` in the folder you start
the program from; the environment wins. `DATA_DIR`, unless it is a whole path, lies below that
folder too. [.env.example](../.env.example) has all settings, to be copied.

A value that cannot be used stops every command before it does anything, with a sentence that
names the setting, what was read and what is allowed. So does a name in `.env` that is no setting,
and one in the environment that looks like a misspelt setting.

`uv run main.py check` prints them all, secrets masked.
This page is written by `uv run poe settings-page`.

| name | default | | allowed |
| --- | --- | --- | --- |
"""
EXAMPLE_HEAD = """\
# Settings of Live Conversations. Copy this file to .env in the folder you start the program from,
# and take away the # before each setting you change. To go live TWILIO_ACCOUNT_SID,
# TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL are needed; the demo needs none.
# This file is written by `uv run poe settings-page`.
"""


def page() -> str:
    rows = []
    for name, default, about, values in settings():
        shown = f"`{default}`" if default else "none"
        rows.append(f"| `{name}` | {shown} | {about} | {values} |\n")
    return HEAD + "".join(rows)


def example() -> str:
    return EXAMPLE_HEAD + "".join(
        f"\n# {about}\n# Write {values}.\n#{name}={default}\n"
        for name, default, about, values in settings()
    )


def settings() -> Iterator[tuple[str, str, str, str]]:
    for name, field in Settings.model_fields.items():
        yield name.upper(), str(field.default), str(field.description), allowed(name)


if __name__ == "__main__":
    PAGE.write_text(page())
    EXAMPLE.write_text(example())
