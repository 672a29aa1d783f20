"""GET and POST /forgot-password: asks for a link to a new password by e-mail."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.services import Services
from ui.door.addresses import FORGOTTEN, SIGN_IN
from ui.door.house import House
from ui.routes.reception import TRY_AGAIN, Reception, whence, written

FORM = "forgotten.html"
HEADING = "Look into your e-mail"
SENTENCE = (
    "If there is an account with this address, a link to choose a new password is on its way. "
    "It works for 60 minutes. If nothing comes, ask an administrator of your company for a link."
)


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter()
    reception = Reception(services.sign_in, house)

    @router.get(FORGOTTEN)
    async def show(request: Request) -> Response:
        if not services.forgotten_password.is_offered:
            return RedirectResponse(SIGN_IN, status_code=303)
        return reception.form(request, FORM)

    @router.post(FORGOTTEN)
    async def ask(request: Request) -> Response:
        """The same answer for every address."""
        form = await written(request)
        if not reception.is_own_form(request, form):
            return reception.form(request, FORM, error=TRY_AGAIN, status=403)
        if services.forgotten_password.is_offered:
            services.forgotten_password.request_link(
                form.get("email", ""), address=whence(request)["address"]
            )
        return reception.page(
            request, "message.html", status=200, heading=HEADING, sentence=SENTENCE
        )

    return router
