"""GET and POST /sign-in and /sign-in/code, POST /sign-out."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.model.errors import TooManyFailures, WrongCredentials
from domain.model.two_factor_errors import PendingSignInExpired, WrongCode
from domain.services import Services
from ui.door.addresses import CODE, SIGN_IN, leading_to, safe_next
from ui.door.house import House
from ui.routes.reception import TRY_AGAIN, Reception, whence, written

FORM, CODE_FORM = "sign_in.html", "code.html"


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter()
    reception = Reception(services.sign_in, house)

    @router.get(SIGN_IN)
    async def show(request: Request) -> Response:
        """Whoever is signed in already goes on to where they wanted to."""
        if await reception.is_signed_in(request):
            return RedirectResponse(wanted(request), status_code=303)
        return reception.form(request, FORM, forgotten=services.forgotten_password.is_offered)

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        return await answer(reception, request, forgotten=services.forgotten_password.is_offered)

    @router.get(CODE)
    async def ask_for_code(request: Request) -> Response:
        """Whoever has not proved the password does that first."""
        if not reception.half_way(request):
            return RedirectResponse(leading_to(wanted(request), through=SIGN_IN), status_code=303)
        return reception.form(request, CODE_FORM)

    @router.post(CODE)
    async def take_code(request: Request) -> Response:
        return await answer_code(reception, services, request)

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        return await reception.dismiss(request)

    return router


async def answer(reception: Reception, request: Request, *, forgotten: bool) -> Response:
    """Let them in, or show the form again with the address still there."""
    form = await written(request)
    email = form.get("email", "")
    shown = {"email": email, "forgotten": forgotten}
    if not reception.is_own_form(request, form):
        return reception.form(request, FORM, **shown, error=TRY_AGAIN, status=403)
    try:
        return await reception.admit(request, email, form.get("password", ""), to=wanted(request))
    except WrongCredentials as refusal:
        return reception.form(request, FORM, **shown, error=str(refusal), status=401)
    except TooManyFailures as refusal:
        response = reception.form(request, FORM, **shown, error=str(refusal), status=429)
        return told_to_wait(response, refusal)


async def answer_code(reception: Reception, services: Services, request: Request) -> Response:
    """Let them in, or ask for another code; who took too long begins again."""
    form = await written(request)
    if not reception.is_own_form(request, form):
        return reception.form(request, CODE_FORM, error=TRY_AGAIN, status=403)
    half_way, code = reception.half_way(request), form.get("code", "")
    try:
        token, member = await services.two_factor.sign_in(half_way, code, **whence(request))
    except WrongCode as refusal:
        return reception.form(request, CODE_FORM, error=str(refusal), status=401)
    except TooManyFailures as refusal:
        response = reception.form(request, CODE_FORM, error=str(refusal), status=429)
        return told_to_wait(response, refusal)
    except PendingSignInExpired as refusal:
        again = leading_to(wanted(request), through=SIGN_IN)
        return reception.form(
            request,
            FORM,
            action=again,
            forgotten=services.forgotten_password.is_offered,
            error=str(refusal),
            status=401,
        )
    return await reception.let_in(request, token, member, to=wanted(request))


def told_to_wait(response: Response, refusal: TooManyFailures) -> Response:
    response.headers["Retry-After"] = str(60 * refusal.minutes)
    return response


def wanted(request: Request) -> str:
    return safe_next(request.query_params.get("next", ""))
