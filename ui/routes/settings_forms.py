"""What the forms of the settings have in common: who may send them, and what is said if not."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from fastapi import Request
from fastapi.responses import Response

from domain.model.errors import DomainError
from ui.access import viewer
from ui.public.error_pages import UNKNOWN
from ui.routes.desk import Desk, number_in, saved
from ui.security.csrf import CsrfError

Form = Mapping[str, str]
"""As it was filled in."""


class Show(Protocol):
    """Draws the page the form is on, with what was typed in place of what is kept."""

    async def __call__(self, request: Request, /, **typed: object) -> Response: ...


class SettingsForms:
    """Of one page."""

    def __init__(self, desk: Desk, show: Show) -> None:
        self._desk = desk
        self._show = show

    async def keep(
        self,
        request: Request,
        work: Callable[[Form], Awaitable[object]],
        *,
        leads_to: str,
        typed: Callable[[Form], Mapping[str, object]] = lambda _form: {},
        error: str = "error",
    ) -> Response:
        """Back to the page: saved, or as it was `typed` with what is wrong under `error`."""
        viewer(request).require_administration()
        shown: Mapping[str, object] = {}
        try:
            form = await self._desk.filled_in(request)
            shown = typed(form)
            await work(form)
        except UNKNOWN:
            raise
        except (DomainError, CsrfError) as refusal:
            return await self._show(request, **{error: str(refusal)}, **shown)
        return saved(leads_to)


def typed_in(form: Form, fields: tuple[str, ...]) -> dict[str, object]:
    """In one of a page's many forms; `failed` tells which."""
    return {"failed": number_in(form, "id") or 0, **{name: form.get(name, "") for name in fields}}
