"""GET and POST /invite/{token} and /reset/{token}: the one-time links that are handed on."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError, LinkExpired
from domain.services import Services
from domain.services.accounts.one_time_links import LinkPurpose, OneTimeLink, OneTimeLinksService
from ui.door.addresses import HOME
from ui.door.house import House
from ui.routes.reception import TRY_AGAIN, Reception, written
from ui.routes.set_up import dead_link

FORM = "invitation.html"


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter()
    reception = Reception(services.sign_in, house)

    def open_to(purpose: LinkPurpose) -> None:
        @router.get(f"/{purpose}/{{token}}")
        async def show(request: Request, token: str) -> Response:
            link = OneTimeLink(purpose, token)
            try:
                invited = await services.one_time_links.get_owner(link)
            except LinkExpired as refusal:
                return dead_link(reception, request, refusal)
            return reception.form(request, FORM, link=link, invited=invited, name=invited.user.name)

        @router.post(f"/{purpose}/{{token}}")
        async def use(request: Request, token: str) -> Response:
            return await answer(
                reception, services.one_time_links, request, OneTimeLink(purpose, token)
            )

    for purpose in LinkPurpose:
        open_to(purpose)
    return router


async def answer(
    reception: Reception, invitations: OneTimeLinksService, request: Request, link: OneTimeLink
) -> Response:
    """Let them in, or show the form again with the name as it was."""
    form = await written(request)
    name, password = form.get("name", ""), form.get("password", "")
    try:
        invited = await invitations.get_owner(link)
        shown = {"link": link, "invited": invited, "name": name}
        if not reception.is_own_form(request, form):
            return reception.form(request, FORM, error=TRY_AGAIN, status=403, **shown)
        email = await invitations.use(link, name=name, password=password)
    except LinkExpired as refusal:
        return dead_link(reception, request, refusal)
    except DomainError as refusal:
        return reception.form(request, FORM, error=str(refusal), status=422, **shown)
    return await reception.admit(request, email, password, to=HOME)
