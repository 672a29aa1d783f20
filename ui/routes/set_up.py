"""GET and POST /set-up/{token}: the one-time link that the first start prints."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError, LinkExpired
from domain.services import Services
from domain.services.admin.setup import SetupForm, SetupService
from ui.door.addresses import HOME
from ui.door.house import House
from ui.routes.reception import TRY_AGAIN, Reception, written

FORM = "set_up.html"
REMEMBERED = ("company", "name", "email", "point_of_contact", "number")


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter(prefix="/set-up")
    reception = Reception(services.sign_in, house)

    @router.get("/{token}")
    async def show(request: Request, token: str) -> Response:
        try:
            await services.setup.check(token)
        except LinkExpired as refusal:
            return dead_link(reception, request, refusal)
        return reception.form(request, FORM)

    @router.post("/{token}")
    async def found(request: Request, token: str) -> Response:
        return await answer(reception, services.setup, request, token)

    return router


async def answer(
    reception: Reception, set_up: SetupService, request: Request, link: str
) -> Response:
    """Found the company and let its administrator in, or show the form again as it was."""
    form = await written(request)
    filled_in = {name: form.get(name, "") for name in REMEMBERED}
    if not reception.is_own_form(request, form):
        return reception.form(request, FORM, error=TRY_AGAIN, status=403, **filled_in)
    founding = SetupForm(password=form.get("password", ""), **filled_in)
    try:
        await set_up.complete(link, founding)
    except LinkExpired as refusal:
        return dead_link(reception, request, refusal)
    except DomainError as refusal:
        return reception.form(request, FORM, error=str(refusal), status=422, **filled_in)
    return await reception.admit(request, founding.email, founding.password, to=HOME)


def dead_link(reception: Reception, request: Request, refusal: LinkExpired) -> Response:
    heading = "This link no longer works"
    return reception.page(
        request, "message.html", status=410, heading=heading, sentence=str(refusal)
    )
