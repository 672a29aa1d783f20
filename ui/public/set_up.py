"""GET and POST /set-up/{token}: the one-time link that the first start prints."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError, LinkExpired
from domain.services import Services
from domain.services.admin.setup import SetupForm, SetupService
from ui.public.public_forms import PublicForms, form_fields
from ui.security.csrf import FORM_EXPIRED
from ui.security.redirects import HOME
from ui.security.site_config import SiteConfig

FORM = "set_up.html"
REMEMBERED = ("company", "name", "email", "point_of_contact", "number")


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix="/set-up")
    forms = PublicForms(services.sign_in, config)

    @router.get("/{token}")
    async def show(request: Request, token: str) -> Response:
        try:
            await services.setup.check(token)
        except LinkExpired as refusal:
            return dead_link(forms, request, refusal)
        return forms.show_form(request, FORM)

    @router.post("/{token}")
    async def found(request: Request, token: str) -> Response:
        return await answer(forms, services.setup, request, token)

    return router


async def answer(forms: PublicForms, set_up: SetupService, request: Request, link: str) -> Response:
    """Found the company and let its administrator in, or show the form again as it was."""
    form = await form_fields(request)
    filled_in = {name: form.get(name, "") for name in REMEMBERED}
    if not forms.is_own_form(request, form):
        return forms.show_form(request, FORM, error=FORM_EXPIRED, status=403, **filled_in)
    founding = SetupForm(password=form.get("password", ""), **filled_in)
    try:
        await set_up.complete(link, founding)
    except LinkExpired as refusal:
        return dead_link(forms, request, refusal)
    except DomainError as refusal:
        return forms.show_form(request, FORM, error=str(refusal), status=422, **filled_in)
    return await forms.sign_in(request, founding.email, founding.password, to=HOME)


def dead_link(forms: PublicForms, request: Request, refusal: LinkExpired) -> Response:
    heading = "This link no longer works"
    return forms.show_page(
        request, "message.html", status=410, heading=heading, sentence=str(refusal)
    )
