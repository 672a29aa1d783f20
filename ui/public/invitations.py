"""GET and POST /invite/{token} and /reset/{token}: the one-time links that are handed on."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError, LinkExpired
from domain.services import Services
from domain.services.accounts.one_time_links import LinkPurpose, OneTimeLink, OneTimeLinksService
from ui.public.public_forms import PublicForms, form_fields
from ui.public.set_up import dead_link
from ui.security.csrf import FORM_EXPIRED
from ui.security.site_config import SiteConfig

FORM = "invitation.html"


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter()
    forms = PublicForms(services.sign_in, config)

    def open_to(purpose: LinkPurpose) -> None:
        @router.get(f"/{purpose}/{{token}}")
        async def show(request: Request, token: str) -> Response:
            link = OneTimeLink(purpose, token)
            try:
                invited = await services.one_time_links.get_owner(link)
            except LinkExpired as refusal:
                return dead_link(forms, request, refusal)
            return forms.show_form(
                request, FORM, link=link, invited=invited, name=invited.user.name
            )

        @router.post(f"/{purpose}/{{token}}")
        async def use(request: Request, token: str) -> Response:
            return await answer(
                forms, services.one_time_links, request, OneTimeLink(purpose, token)
            )

    for purpose in LinkPurpose:
        open_to(purpose)
    return router


async def answer(
    forms: PublicForms, invitations: OneTimeLinksService, request: Request, link: OneTimeLink
) -> Response:
    """Let them in, or show the form again with the name as it was."""
    form = await form_fields(request)
    name, password = form.get("name", ""), form.get("password", "")
    try:
        invited = await invitations.get_owner(link)
        shown = {"link": link, "invited": invited, "name": name}
        if not forms.is_own_form(request, form):
            return forms.show_form(request, FORM, error=FORM_EXPIRED, status=403, **shown)
        email = await invitations.use(link, name=name, password=password)
    except LinkExpired as refusal:
        return dead_link(forms, request, refusal)
    except DomainError as refusal:
        return forms.show_form(request, FORM, error=str(refusal), status=422, **shown)
    return await forms.sign_in(request, email, password)
