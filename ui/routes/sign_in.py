"""GET and POST /sign-in, POST /sign-out."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.model.errors import TooManyFailures, WrongCredentials
from domain.services import Services
from ui.door.addresses import SIGN_IN, safe_next
from ui.door.house import House
from ui.routes.reception import TRY_AGAIN, Reception, written

FORM = "sign_in.html"


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter()
    reception = Reception(services.accounts, house)

    @router.get(SIGN_IN)
    async def show(request: Request) -> Response:
        """Whoever is signed in already goes on to where they wanted to."""
        if await reception.is_signed_in(request):
            return RedirectResponse(wanted(request), status_code=303)
        return reception.form(request, FORM)

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        return await answer(reception, request)

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        return await reception.dismiss(request)

    return router


async def answer(reception: Reception, request: Request) -> Response:
    """Let them in, or show the form again with the address still there."""
    form = await written(request)
    email = form.get("email", "")
    if not reception.is_own_form(request, form):
        return reception.form(request, FORM, email=email, error=TRY_AGAIN, status=403)
    try:
        return await reception.admit(request, email, form.get("password", ""), to=wanted(request))
    except WrongCredentials as refusal:
        return reception.form(request, FORM, email=email, error=str(refusal), status=401)
    except TooManyFailures as refusal:
        response = reception.form(request, FORM, email=email, error=str(refusal), status=429)
        response.headers["Retry-After"] = str(60 * refusal.minutes)
        return response


def wanted(request: Request) -> str:
    return safe_next(request.query_params.get("next", ""))
