"""The look of every page: its stylesheet, and light or dark decided before the first paint."""

from html import escape

from nicegui import ui

from ui import bundles


def use_theme(brand: str) -> None:
    """To be called once while a page is built."""
    ui.add_head_html("\n".join((*links(), *metas(brand))))


def links() -> tuple[str, ...]:
    return (
        f'<script src="{bundles.theme().path}"></script>',
        f'<link rel="stylesheet" href="{bundles.stylesheet().path}">',
        f'<link rel="modulepreload" href="{bundles.script().path}">',
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
