"""Formats and checks JavaScript and CSS with Biome, which npm fetches on the first run.

`python -m tests.js.lint --write` mends what it can.
"""

import json
import subprocess
import sys

from tests.js.node import HERE, ROOT, npm

PINNED = json.loads((HERE / "package.json").read_text())["devDependencies"]
MODULES = HERE / "node_modules"


def main() -> int:
    if not all(is_installed(package, version) for package, version in PINNED.items()):
        npm("install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
    biome = MODULES / ".bin" / "biome"
    return subprocess.run([biome, "check", "--error-on-warnings", *sys.argv[1:], ROOT]).returncode


def is_installed(package: str, version: str) -> bool:
    installed = MODULES / package / "package.json"
    return installed.exists() and json.loads(installed.read_text())["version"] == version


if __name__ == "__main__":
    sys.exit(main())
