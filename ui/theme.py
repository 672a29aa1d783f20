"""The look of every page: stylesheets, and light or dark decided before the first paint."""

from html import escape

from nicegui import ui

STYLESHEETS = ("tokens", "components", "layout", "panels")
MODULES = ("icons", "place", "outbox", "composer_box", "message_bubble", "time")
"""Loaded early: they lie behind the components, where the browser would find them late."""


def use_theme(brand: str) -> None:
    """To be called once while a page is built."""
    ui.add_head_html("\n".join((*links(), *metas(brand))))


def links() -> tuple[str, ...]:
    return (
        '<script src="/assets/js/theme.js"></script>',
        *(f'<link rel="stylesheet" href="/assets/css/{name}.css">' for name in STYLESHEETS),
        *(f'<link rel="modulepreload" href="/assets/js/{name}.js">' for name in MODULES),
        '<link rel="icon" type="image/svg+xml" href="/assets/icons/logo.svg">',
    )


def metas(brand: str) -> tuple[str, ...]:
    name = escape(brand, quote=True)
    return (
        f'<meta name="application-name" content="{name}">',
        f'<meta name="description" content="{name}: texting with customers, together.">',
        '<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">',
        '<meta name="theme-color" content="#17191f" media="(prefers-color-scheme: dark)">',
    )
