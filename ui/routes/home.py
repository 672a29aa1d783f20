"""/: greets the user and leads to what they may use."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.services import Services
from ui.access import viewer
from ui.door.house import House
from ui.layout.menu import links
from ui.routes.plain_pages import PlainPages


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter()
    pages = PlainPages(house)

    @router.get("/")
    async def home(request: Request) -> Response:
        member = viewer(request)
        unread = await services.listing.unread(by=member) if member.may_converse else ()
        return pages.show(
            request,
            "home.html",
            member=member,
            links=links(member),
            first_name=member.name.split()[0],
            unread=len(unread),
        )

    return router
