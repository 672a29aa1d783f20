"""The look of every page: its stylesheet, and light or dark decided before the first paint."""

import re
from functools import cache
from html import escape
from pathlib import Path

import nicegui
from nicegui import ui

from ui import asset_bundle


def use_theme(brand: str) -> None:
    """To be called once while a page is built."""
    ui.add_head_html("\n".join((*links(), *metas(brand))))


def links() -> tuple[str, ...]:
    return (
        f'<script src="{asset_bundle.theme().path}"></script>',
        f'<link rel="stylesheet" href="{asset_bundle.stylesheet().path}">',
        f'<script type="module" async src="{asset_bundle.script().path}"></script>',
        f'<link rel="preload" href="{typeface()}" as="font" type="font/woff2" crossorigin>',
        '<link rel="manifest" href="/manifest.webmanifest">',
        '<link rel="apple-touch-icon" href="/assets/icons/icon-192.png">',
    )


def metas(brand: str) -> tuple[str, ...]:
    name = escape(brand, quote=True)
    return (
        f'<meta name="application-name" content="{name}">',
        f'<meta name="description" content="{name}: texting with customers, together.">',
        '<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">',
        '<meta name="theme-color" content="#17191f" media="(prefers-color-scheme: dark)">',
    )


@cache
def typeface() -> str:
    """Where the letters of this part of the world lie: without them no word is painted."""
    static = Path(nicegui.__file__).parent / "static"
    faces = (static / "fonts.css").read_text().split("@font-face")
    latin = next(face for face in faces if "Roboto" in face and "U+0000-00FF" in face)
    found = re.search(r"url\((\S+?)\)", latin)
    assert found, "NiceGUI's typeface lies elsewhere now"
    return f"/_nicegui/{nicegui.__version__}/static/{found[1]}"
