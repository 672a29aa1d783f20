"""GET and POST /sign-in and /sign-in/code, POST /sign-out."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.model.errors import TooManyFailures, WrongCredentials
from domain.model.two_factor_errors import PendingSignInExpired, WrongCode
from domain.services import Services
from ui.access import client_info
from ui.public.public_forms import PublicForms, form_fields
from ui.security.csrf import FORM_EXPIRED
from ui.security.redirects import CODE, HOME, SIGN_IN, leading_to, safe_next
from ui.security.site_config import SiteConfig

FORM, CODE_FORM = "sign_in.html", "code.html"


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter()
    forms = PublicForms(services.sign_in, config)

    @router.get(SIGN_IN)
    async def show(request: Request) -> Response:
        """Whoever is signed in already goes on to where they wanted to."""
        if await forms.is_signed_in(request):
            return RedirectResponse(wanted(request) or HOME, status_code=303)
        return forms.show_form(request, FORM, forgotten=services.forgotten_password.is_offered)

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        return await answer(forms, request, forgotten=services.forgotten_password.is_offered)

    @router.get(CODE)
    async def ask_for_code(request: Request) -> Response:
        """Whoever has not proved the password does that first."""
        if not forms.pending_2fa(request):
            return RedirectResponse(leading_to(wanted(request), through=SIGN_IN), status_code=303)
        return forms.show_form(request, CODE_FORM)

    @router.post(CODE)
    async def take_code(request: Request) -> Response:
        return await answer_code(forms, services, request)

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        return await forms.sign_out(request)

    return router


async def answer(forms: PublicForms, request: Request, *, forgotten: bool) -> Response:
    """Let them in, or show the form again with the address still there."""
    form = await form_fields(request)
    email = form.get("email", "")
    shown = {"email": email, "forgotten": forgotten}
    if not forms.is_own_form(request, form):
        return forms.show_form(request, FORM, **shown, error=FORM_EXPIRED, status=403)
    try:
        return await forms.sign_in(request, email, form.get("password", ""), to=wanted(request))
    except WrongCredentials as refusal:
        return forms.show_form(request, FORM, **shown, error=str(refusal), status=401)
    except TooManyFailures as refusal:
        response = forms.show_form(request, FORM, **shown, error=str(refusal), status=429)
        return told_to_wait(response, refusal)


async def answer_code(forms: PublicForms, services: Services, request: Request) -> Response:
    """Let them in, or ask for another code; who took too long begins again."""
    form = await form_fields(request)
    if not forms.is_own_form(request, form):
        return forms.show_form(request, CODE_FORM, error=FORM_EXPIRED, status=403)
    pending_2fa, code = forms.pending_2fa(request), form.get("code", "")
    try:
        token, member = await services.two_factor.sign_in(pending_2fa, code, **client_info(request))
    except WrongCode as refusal:
        return forms.show_form(request, CODE_FORM, error=str(refusal), status=401)
    except TooManyFailures as refusal:
        response = forms.show_form(request, CODE_FORM, error=str(refusal), status=429)
        return told_to_wait(response, refusal)
    except PendingSignInExpired as refusal:
        again = leading_to(wanted(request), through=SIGN_IN)
        return forms.show_form(
            request,
            FORM,
            action=again,
            forgotten=services.forgotten_password.is_offered,
            error=str(refusal),
            status=401,
        )
    return await forms.complete_sign_in(request, token, member, to=wanted(request))


def told_to_wait(response: Response, refusal: TooManyFailures) -> Response:
    response.headers["Retry-After"] = str(60 * refusal.minutes)
    return response


def wanted(request: Request) -> str | None:
    """Where somebody was going when they were asked to sign in; `None`: nowhere else than home."""
    there = safe_next(request.query_params.get("next", ""))
    return None if there == HOME else there
