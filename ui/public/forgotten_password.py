"""GET and POST /forgot-password: asks for a link to a new password by e-mail."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.services import Services
from ui.access import client_info
from ui.public.public_forms import PublicForms, form_fields
from ui.security.csrf import FORM_EXPIRED
from ui.security.redirects import FORGOTTEN, SIGN_IN
from ui.security.site_config import SiteConfig

FORM = "forgotten_password.html"
HEADING = "Look into your e-mail"
SENTENCE = (
    "If there is an account with this address, a link to choose a new password is on its way. "
    "It works for 60 minutes. If nothing comes, ask an administrator of your company for a link."
)


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter()
    forms = PublicForms(services.sign_in, config)

    @router.get(FORGOTTEN)
    async def show(request: Request) -> Response:
        if not services.forgotten_password.is_offered:
            return RedirectResponse(SIGN_IN, status_code=303)
        return forms.show_form(request, FORM)

    @router.post(FORGOTTEN)
    async def ask(request: Request) -> Response:
        """The same answer for every address."""
        form = await form_fields(request)
        if not forms.is_own_form(request, form):
            return forms.show_form(request, FORM, error=FORM_EXPIRED, status=403)
        if services.forgotten_password.is_offered:
            services.forgotten_password.request_link(
                form.get("email", ""), address=client_info(request)["address"]
            )
        return forms.show_page(
            request, "message.html", status=200, heading=HEADING, sentence=SENTENCE
        )

    return router
