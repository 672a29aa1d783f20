"""HTML without NiceGUI, for those who are not signed in and for what went wrong.

A NiceGUI page keeps its elements on the server for a minute; strangers must not be able to make
it do so.
"""

from collections.abc import Sequence
from pathlib import Path

import nicegui
from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates

from ui.security.site_config import SiteConfig

TEMPLATES = Path(__file__).parent / "templates"
FONTS = f"/_nicegui/{nicegui.__version__}/static/fonts.css"


class PlainPages:
    def __init__(self, config: SiteConfig, *, templates: Sequence[Path] = (TEMPLATES,)) -> None:
        """Templates are looked up in these folders, in this order."""
        self._config = config
        self._templates = Jinja2Templates(directory=templates)

    def show(
        self, request: Request, template: str, /, *, status: int = 200, **values: object
    ) -> Response:
        context = {"config": self._config, "fonts": FONTS, **values}
        return self._templates.TemplateResponse(request, template, context, status_code=status)
